"""New latent vectors: sampling, interpolation and attribute directions, with measures of their quality."""
