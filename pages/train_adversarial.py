"""Train an adversarial autoencoder and watch it learn."""

from aecore.variants import AdversarialAutoencoder
from pages.parts.frame import open_page
from pages.parts.own.prior import show_adversarial
from pages.parts.training import show_training

open_page(AdversarialAutoencoder.title)
show_training(AdversarialAutoencoder, show_adversarial)
