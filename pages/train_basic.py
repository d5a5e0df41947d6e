"""Train a basic autoencoder and watch it learn."""

from aecore.variants import BasicAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.units import show_units
from pages.parts.training import show_training

open_page(BasicAutoencoder.title)
show_training(BasicAutoencoder, show_units)
