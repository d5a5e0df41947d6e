"""Train a variational autoencoder and watch it learn."""

from aecore.variants import VariationalAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.prior import show_variational
from pages.parts.training import show_training

open_page(VariationalAutoencoder.title)
show_training(VariationalAutoencoder, show_variational)
