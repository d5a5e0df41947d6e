"""Every variant is trained in the browser and shows its views."""

import pytest
from playwright.sync_api import Page, expect

from aecore.variants import VARIANTS

# Data set to train on, and a heading of the views of the variant.
VIEWS = {
    "basic": ("digits", "Effect of each unit"),
    "deep": ("wine", "Error by depth"),
    "sparse": ("digits", "Active samples of each unit"),
    "denoising": ("digits", "Clean, noisy, denoised"),
    "variational": ("digits", "The latent plane"),
    "convolutional": ("digits", "Error by position"),
    "sequence": ("names", "Interpolation between two texts"),
    "contractive": ("digits", "Sensitive directions"),
    "vector_quantised": ("digits", "Codeword usage"),
    "adversarial": ("digits", "Latent vectors and prior"),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_trains_and_shows_its_views(page: Page, server: str, name: str):
    dataset, heading = VIEWS[name]
    page.goto(f"{server}/train_{name}?dataset={dataset}&epochs=1")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("1 epoch in")).to_be_visible()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0


def test_the_noise_level_changes_the_noisy_samples(page: Page, server: str):
    page.goto(f"{server}/train_denoising?dataset=digits")
    noisy = page.get_by_role("img", name="Noisy")
    before = noisy.get_attribute("src")
    page.get_by_role("slider", name="Noise level").press("ArrowRight")
    expect(noisy).not_to_have_attribute("src", before)


def test_a_network_that_does_not_fit_the_data_is_refused_at_start(page: Page, server: str):
    page.goto(f"{server}/train_convolutional?dataset=wine")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("these samples are rows of a table")).to_be_visible()
