"""Train a deep autoencoder and watch it learn."""

from aecore.variants import DeepAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.depth import show_depths
from pages.parts.training import show_training

open_page(DeepAutoencoder.title)
show_training(DeepAutoencoder, show_depths)
