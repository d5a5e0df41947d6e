"""Train a vector-quantised autoencoder and watch it learn."""

from aecore.variants import VectorQuantisedAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.codebook import show_codebook
from pages.parts.training import show_training

open_page(VectorQuantisedAutoencoder.title)
show_training(VectorQuantisedAutoencoder, show_codebook)
