"""Analyses of samples, latent vectors and reconstructions: functions from arrays to arrays."""
