"""The page that trains a variational autoencoder."""

from aecore.variants import VariationalAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.prior import show_variational

open_page(VariationalAutoencoder.title)
show_training(VariationalAutoencoder, show_variational)
