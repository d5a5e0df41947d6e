"""How many samples an analysis uses."""

# Ten thousand samples are encoded in a fraction of a second, take at most a few megabytes as latent vectors,
# and give percentiles, densities and neighbours that more samples would hardly change.
MAX_ANALYSED_SAMPLES = 10_000
