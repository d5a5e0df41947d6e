"""The page that trains a convolutional autoencoder."""

from aecore.variants import ConvolutionalAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.error_positions import show_error_positions

open_page(ConvolutionalAutoencoder.title)
show_training(ConvolutionalAutoencoder, show_error_positions)
