"""The page that trains a deep autoencoder."""

from aecore.variants import DeepAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.depth import show_depths

open_page(DeepAutoencoder.title)
show_training(DeepAutoencoder, show_depths)
