"""The page that trains a vector-quantised autoencoder."""

from aecore.variants import VectorQuantisedAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.codebook import show_codebook

open_page(VectorQuantisedAutoencoder.title)
show_training(VectorQuantisedAutoencoder, show_codebook)
