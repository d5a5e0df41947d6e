"""The page that trains a basic autoencoder."""

from aecore.variants import BasicAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.units import show_units

open_page(BasicAutoencoder.title)
show_training(BasicAutoencoder, show_units)
