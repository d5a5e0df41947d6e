"""Train a denoising autoencoder and watch it learn."""

from aecore.variants import DenoisingAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.noise import show_denoising
from pages.parts.training import show_training

open_page(DenoisingAutoencoder.title)
show_training(DenoisingAutoencoder, show_denoising)
