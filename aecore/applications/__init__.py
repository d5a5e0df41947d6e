"""Uses of a trained autoencoder; each has baselines that need none. Arrays in, results out."""
