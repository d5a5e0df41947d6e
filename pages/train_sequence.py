"""Train a sequence autoencoder and watch it learn."""

from aecore.variants import SequenceAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.sequences import show_sequences
from pages.parts.training import show_training

open_page(SequenceAutoencoder.title)
show_training(SequenceAutoencoder, show_sequences)
