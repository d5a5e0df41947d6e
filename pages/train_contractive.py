"""Train a contractive autoencoder and watch it learn."""

from aecore.variants import ContractiveAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.sensitivity import show_sensitivity
from pages.parts.training import show_training

open_page(ContractiveAutoencoder.title)
show_training(ContractiveAutoencoder, show_sensitivity)
