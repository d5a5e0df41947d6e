"""The latent space that a visitor moves through, and the code where the visitor is."""

import dataclasses
import re

import numpy as np
import streamlit as st

from aecore.analysis.generation.densities import Mixture, standard_normal
from aecore.analysis.generation.dimensions import Dimension
from aecore.runs import Run
from pages.ui import state
from pages.ui.generate import results

# A longer code makes no address that could be sent to somebody.
_MOST_IN_ADDRESS = 64
_DIGITS = 4


@dataclasses.dataclass(frozen=True, eq=False)
class Space:
    """What is asked of a run's latent space again and again.

    Args:
        run: Whose space it is.
        has_prior: Whether the codes were trained to fill a normal distribution.
        dimensions: Those that carry most first.
        loads: What each carries, in words for a narrow column, by its number.
        explained: What `loads` counts.
    """

    run: Run
    has_prior: bool
    dimensions: list[Dimension]
    loads: dict[int, str]
    explained: str

    @property
    def middle(self) -> np.ndarray:
        """The code to begin with: the middle of the prior, or the mean of the codes; `(latent_dim,)`."""
        middle = np.zeros(len(self.dimensions), np.float32)
        if not self.has_prior:
            for dimension in self.dimensions:
                middle[dimension.index] = dimension.mean
        return middle


def open_space(run: Run) -> Space:
    """Asks all of it once."""
    dimensions = results.dimensions(run)
    has_prior = results.has_prior(run)
    total = sum(dimension.influence for dimension in dimensions) or 1.0
    if "kl_per_dimension" in run.metrics:
        loads = {d.index: f"{d.influence:.2f} nats" for d in dimensions}
        explained = "its divergence from the prior (KL): what it tells of a sample, in nats"
    else:
        loads = {d.index: f"{d.influence / total:.0%}" for d in dimensions}
        explained = "its share of the variance that the dimensions give to decoded samples"
    return Space(run, has_prior, dimensions, loads, explained)


def list_sources(space: Space) -> dict[str, Mixture]:
    """What new codes can be drawn from, by name; the first is the one to begin with."""
    sources = {"mixture": results.density(space.run)}
    if space.has_prior:
        sources = {"prior": standard_normal(len(space.dimensions))} | sources
    return sources


def show_source_note(space: Space) -> None:
    """Says what is drawn from where a run has no prior."""
    if not space.has_prior:
        st.caption(
            "This variant has no prior to draw from: new codes come from a density that is fitted to the "
            "codes of its training samples."
        )


def name_dimension(number: int) -> str:
    """As it is called on the screen and in the address."""
    return f"z{number + 1}"


def read_latent_vector(space: Space) -> np.ndarray:
    """Where the visitor is: the code chosen last, or the one in the address; shape `(latent_dim,)`."""
    of, code = state.LATENT_VECTOR.read()
    if of == space.run.id:
        return np.array(code, np.float32)
    if of is not None:  # the address still holds a place in another run's space
        st.query_params.pop(state.Z, None)
    code = _read_address(space)
    state.LATENT_VECTOR.write((space.run.id, code.tolist()))
    return code


def store_latent_vector(space: Space, code: np.ndarray, *, in_address: bool = True) -> None:
    """Takes a code as the place where the visitor is."""
    # What is seen is what the address says.
    values = [float(f"{value:.{_DIGITS}g}") for value in code]
    state.LATENT_VECTOR.write((space.run.id, values))
    if in_address and len(code) <= _MOST_IN_ADDRESS:
        st.query_params[state.Z] = ",".join(f"{value:g}" for value in values)


def jump_to(space: Space, code: np.ndarray, sample: int | None = None) -> None:
    """Takes a code that the sliders have to follow.

    Args:
        space: The space it is in.
        code: Shape `(latent_dim,)`.
        sample: Id of the sample whose code it is.
    """
    store_latent_vector(space, code)
    state.LATENT_VECTOR_REVISION.write(read_turn() + 1)
    state.LATENT_VECTOR_SAMPLE.write(None if sample is None else (space.run.id, sample))


def read_turn() -> int:
    """How often the sliders were told to follow."""
    return state.LATENT_VECTOR_REVISION.read()


def read_sample(space: Space) -> int | None:
    """Id of the sample that the visitor started from."""
    of, sample = state.LATENT_VECTOR_SAMPLE.read() or (None, None)
    return sample if of == space.run.id else None


def _read_address(space: Space) -> np.ndarray:
    """The code in the address; the middle if there is none that is one, which is said."""
    text, middle = st.query_params.get(state.Z), space.middle
    if text is None:
        return middle
    parts = text.split(",")
    if len(parts) != len(middle) or not all(re.fullmatch(r"-?\d*\.?\d+(e-?\d+)?", part) for part in parts):
        st.warning(
            f"Expected {len(middle)} numbers in `z` of the address, one for each latent dimension, got "
            f"{len(parts)} that are not all numbers or not as many: the sliders start in the middle.",
            icon=":material/link_off:",
        )
        return middle
    return _keep_in_range(space, np.array(parts, np.float32))


def _keep_in_range(space: Space, code: np.ndarray) -> np.ndarray:
    low, high = np.empty_like(code), np.empty_like(code)
    for dimension in space.dimensions:
        low[dimension.index], high[dimension.index] = dimension.low, dimension.high
    outside = [name_dimension(number) for number in np.flatnonzero((code < low) | (code > high))]
    if outside:
        st.warning(
            f"The address asks for more than the sliders of {', '.join(outside)} reach: they stand at their "
            "ends.",
            icon=":material/link_off:",
        )
    return np.clip(code, low, high)
