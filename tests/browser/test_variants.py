"""Every variant is trained in the browser and shows its own picture."""

import pytest
from playwright.sync_api import Page, expect

from aecore.variants import VARIANTS

# What to train it on, and a heading that only its own picture has.
OWN = {
    "basic": ("digits", "What each unit does"),
    "deep": ("wine", "Error by depth"),
    "sparse": ("digits", "Mean activation of each unit"),
    "denoising": ("digits", "Clean, noisy, denoised"),
    "variational": ("digits", "The latent plane"),
    "convolutional": ("digits", "Where the error is"),
    "sequence": ("names", "Between two texts"),
    "contractive": ("digits", "Directions the code follows"),
    "vector_quantised": ("digits", "Use of the words"),
    "adversarial": ("digits", "Codes against the prior"),
}


@pytest.fixture(scope="module")
def theme():
    return "light"


@pytest.mark.parametrize("name", VARIANTS)
def test_it_trains_and_shows_its_own_picture(page: Page, server: str, name: str):
    dataset, heading = OWN[name]
    page.goto(f"{server}/train_{name}?dataset={dataset}&epochs=1")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("1 epoch in")).to_be_visible()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0


def test_a_level_of_noise_changes_the_picture(page: Page, server: str):
    page.goto(f"{server}/train_denoising?dataset=digits")
    noisy = page.get_by_role("img", name="Noisy")
    before = noisy.get_attribute("src")
    page.get_by_role("slider", name="Level").press("ArrowRight")
    expect(noisy).not_to_have_attribute("src", before)


def test_what_cannot_be_learnt_is_refused_at_start(page: Page, server: str):
    page.goto(f"{server}/train_convolutional?dataset=wine")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("these samples are rows of a table")).to_be_visible()
