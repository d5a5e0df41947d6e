"""What can be read off samples, latent vectors and reconstructions: arrays in, arrays out."""
