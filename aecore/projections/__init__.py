"""Projections: latent vectors brought to two dimensions, arrays in and arrays out."""
