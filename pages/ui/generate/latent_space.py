"""The latent space of a run, and the visitor's latent vector in it."""

import dataclasses
import re

import numpy as np
import streamlit as st

from aecore.analysis.generation.codewords import CodewordPrior
from aecore.analysis.generation.densities import Mixture, standard_normal
from aecore.analysis.generation.dimensions import Dimension
from aecore.runs import Run
from pages.ui import state
from pages.ui.generate import results

# A longer latent vector would make the address too long to share.
_MAX_IN_ADDRESS = 64  # dimensions
_DIGITS = 4


@dataclasses.dataclass(frozen=True, eq=False)
class Space:
    """The latent space of a run.

    Args:
        run: The run.
        has_prior: Whether its latent vectors were trained to match a normal distribution.
        dimensions: Its dimensions, the most influential first.
        influences: Influence of each dimension as a short text, by index of the dimension.
        influence: Definition of the influence.
    """

    run: Run
    has_prior: bool
    dimensions: list[Dimension]
    influences: dict[int, str]
    influence: str

    def decode(self, Z: np.ndarray) -> np.ndarray:
        """Decodes latent vectors `(n, latent_dim)`; with a codebook, their nearest codewords."""
        return results.decode(self.run, Z)

    @property
    def mean(self) -> np.ndarray:
        """The initial latent vector: the mean of the prior or of the samples, shape `(latent_dim,)`."""
        z = np.zeros(len(self.dimensions), np.float32)
        if not self.has_prior:
            for dimension in self.dimensions:
                z[dimension.index] = dimension.mean
        return z


def open_space(run: Run) -> Space:
    """Returns the latent space of a run."""
    dimensions = results.dimensions(run)
    has_prior = results.has_prior(run)
    total = sum(dimension.influence for dimension in dimensions) or 1.0
    if "kl_per_dimension" in run.metrics:
        influences = {d.index: f"{d.influence:.2f} nats" for d in dimensions}
        influence = "KL divergence from the prior, the information about a sample in nats"
    else:
        influences = {d.index: f"{d.influence / total:.0%}" for d in dimensions}
        influence = "share of the variance of decoded samples"
    return Space(run, has_prior, dimensions, influences, influence)


def list_sources(space: Space) -> dict[str, Mixture | CodewordPrior]:
    """Returns the densities from which latent vectors can be sampled, by name; the first is the default."""
    if results.codebook(space.run) is not None:
        return {
            "Autoregressive": results.density(space.run),
            "Independent": results.independent_density(space.run),
        }
    sources = {"Mixture": results.density(space.run)}
    if space.has_prior:
        sources = {"Prior": standard_normal(len(space.dimensions))} | sources
    return sources


def show_source_note(space: Space) -> None:
    """Explains from which density new latent vectors of a run without a prior are sampled."""
    if results.codebook(space.run) is not None:
        st.caption(
            "The latent vectors of this variant consist of codewords: new ones are drawn from a distribution "
            "of codewords that is fitted to training samples, and those of the sliders are replaced by their "
            "nearest codewords before they are decoded."
        )
    elif not space.has_prior:
        st.caption(
            "This variant has no prior: new latent vectors are sampled from a density fitted to the latent "
            "vectors of training samples."
        )


def name_dimension(index: int) -> str:
    """Returns the name of a latent dimension on the screen and in the address."""
    return f"z{index + 1}"


def read_latent_vector(space: Space) -> np.ndarray:
    """Returns the visitor's latent vector, stored or from the address, shape `(latent_dim,)`."""
    run_id, values = state.LATENT_VECTOR.read()
    if run_id == space.run.id:
        return np.array(values, np.float32)
    if run_id is not None:  # the latent vector in the address belongs to another run
        st.query_params.pop(state.Z, None)
    z = _read_address(space)
    state.LATENT_VECTOR.write((space.run.id, z.tolist()))
    return z


def store_latent_vector(space: Space, z: np.ndarray, *, in_address: bool = True) -> None:
    """Stores the visitor's latent vector."""
    # Rounded, so that the page and the address have exactly the same values.
    values = [float(f"{value:.{_DIGITS}g}") for value in z]
    state.LATENT_VECTOR.write((space.run.id, values))
    if in_address and len(z) <= _MAX_IN_ADDRESS:
        st.query_params[state.Z] = ",".join(f"{value:g}" for value in values)


def jump_to(space: Space, z: np.ndarray, sample: int | None = None) -> None:
    """Stores a latent vector and moves the sliders to it.

    Args:
        space: The latent space.
        z: The latent vector, shape `(latent_dim,)`.
        sample: Id of the sample whose latent vector it is, if any.
    """
    store_latent_vector(space, z)
    state.LATENT_VECTOR_REVISION.write(read_revision() + 1)
    state.LATENT_VECTOR_SAMPLE.write(None if sample is None else (space.run.id, sample))


def read_revision() -> int:
    """Returns how often the page has moved the sliders."""
    return state.LATENT_VECTOR_REVISION.read()


def read_sample(space: Space) -> int | None:
    """Returns the id of the sample that the visitor started from, if any."""
    run_id, sample = state.LATENT_VECTOR_SAMPLE.read() or (None, None)
    return sample if run_id == space.run.id else None


def _read_address(space: Space) -> np.ndarray:
    """Returns the latent vector in the address, or the initial one; warns if the address is invalid."""
    text, mean = st.query_params.get(state.Z), space.mean
    if text is None:
        return mean
    parts = text.split(",")
    if len(parts) != len(mean) or not all(re.fullmatch(r"-?\d*\.?\d+(e-?\d+)?", part) for part in parts):
        st.warning(
            f"Expected {len(mean)} numbers in `z` of the address, one for each latent dimension, got "
            f"{len(parts)} values or values that are not numbers: the sliders start at the mean.",
            icon=":material/link_off:",
        )
        return mean
    return _clip_to_sliders(space, np.array(parts, np.float32))


def _clip_to_sliders(space: Space, z: np.ndarray) -> np.ndarray:
    """Clips a latent vector to the ranges of the sliders; warns if values are outside."""
    low, high = np.empty_like(z), np.empty_like(z)
    for dimension in space.dimensions:
        low[dimension.index], high[dimension.index] = dimension.low, dimension.high
    outside = [name_dimension(index) for index in np.flatnonzero((z < low) | (z > high))]
    if outside:
        st.warning(
            f"The address has values outside the range of {', '.join(outside)}: they were clipped.",
            icon=":material/link_off:",
        )
    return np.clip(z, low, high)
