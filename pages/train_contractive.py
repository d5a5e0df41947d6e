"""The page that trains a contractive autoencoder."""

from aecore.variants import ContractiveAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.sensitivity import show_sensitivity

open_page(ContractiveAutoencoder.title)
show_training(ContractiveAutoencoder, show_sensitivity)
