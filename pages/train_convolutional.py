"""Train a convolutional autoencoder and watch it learn."""

from aecore.variants import ConvolutionalAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.places import show_places
from pages.parts.training import show_training

open_page(ConvolutionalAutoencoder.title)
show_training(ConvolutionalAutoencoder, show_places)
