"""The page that trains a sequence autoencoder."""

from aecore.variants import SequenceAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.sequences import show_sequences

open_page(SequenceAutoencoder.title)
show_training(SequenceAutoencoder, show_sequences)
