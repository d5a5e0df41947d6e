"""The choice of a noise, and what kind of data can be denoised."""

import streamlit as st

from aecore.errors import InvalidInput
from aecore.runs import Run
from aecore.variants import VARIANTS
from aecore.variants.denoising import NOISES
from pages.ui import cache, state
from pages.ui.markdown import escape_markdown


def has_noise(run: Run) -> bool:
    """Returns whether a run was trained to denoise."""
    return hasattr(VARIANTS.get(run.spec.variant), "noise")


def check_kind(run: Run) -> None:
    """Raises `InvalidInput` if the samples of a run are texts, which have no noise."""
    if cache.dataset(run.spec.dataset).card.kind == "text":
        raise InvalidInput(
            "Expected a run on images, series or tables, got one on texts, whose letters have no noise: "
            "choose another run."
        )


def pick_noise(run: Run) -> tuple[str, float]:
    """Asks for the noise that is added to clean samples."""
    hyperparameters = run.spec.hyperparameters
    left, right = st.columns(2)
    noise = left.segmented_control(
        "Noise",
        NOISES,
        default=hyperparameters.get("noise", NOISES[0]),
        format_func=name_noise,
        required=True,
        key=state.NOISE.per(f"apply-{run.id}"),
    )
    level = right.slider(
        "Noise level",
        0.05,
        1.0,
        float(hyperparameters.get("level", 0.3)) or 0.05,
        0.05,
        key=state.NOISE_LEVEL.per(f"apply-{run.id}"),
        help="Standard deviation of Gaussian noise, where the values of images are from 0 to 1 and those of "
        "tables and series have a standard deviation of 1; share of changed values for the other kinds.",
    )
    st.caption(escape_markdown(describe_training(run)))
    return noise, level


def describe_training(run: Run) -> str:
    """Returns a sentence on the noise of the training."""
    if not has_noise(run):
        return "This run was trained without noise: a denoising autoencoder can be expected to do better."
    trained, variant = run.spec.hyperparameters, VARIANTS[run.spec.variant]
    noise, level = (trained.get(name, getattr(variant, name)) for name in ("noise", "level"))
    return f"This run was trained with {name_noise(str(noise)).lower()} noise at level {level}."


def name_noise(noise: str) -> str:
    """Returns the name of a noise on the screen."""
    return noise.replace("_", " ").capitalize()
