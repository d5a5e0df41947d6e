"""The maximum number of samples in an analysis."""

# Ten thousand samples are encoded in a fraction of a second, their latent vectors take a few megabytes, and
# more samples would hardly change percentiles, densities and neighbours.
MAX_ANALYSED_SAMPLES = 10_000
