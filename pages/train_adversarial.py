"""The page that trains an adversarial autoencoder."""

from aecore.variants import AdversarialAutoencoder
from pages.ui.shell import open_page
from pages.ui.train.training import show_training
from pages.ui.train.variant_views.prior import show_adversarial

open_page(AdversarialAutoencoder.title)
show_training(AdversarialAutoencoder, show_adversarial)
