"""The page that trains a denoising autoencoder."""

from aecore.variants import DenoisingAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.denoising import show_denoising

open_page(DenoisingAutoencoder.title)
show_training(DenoisingAutoencoder, show_denoising)
