"""The page that trains a sparse autoencoder."""

from aecore.variants import SparseAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.sparsity import show_sparsity

open_page(SparseAutoencoder.title)
show_training(SparseAutoencoder, show_sparsity)
