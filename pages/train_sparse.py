"""Train a sparse autoencoder and watch it learn."""

from aecore.variants import SparseAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.sparsity import show_sparsity
from pages.parts.training import show_training

open_page(SparseAutoencoder.title)
show_training(SparseAutoencoder, show_sparsity)
