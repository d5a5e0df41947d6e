"""The decoded latent vector of an empty position of the map."""

import numpy as np
import streamlit as st

from aecore.projections.inverse import DecodedPosition
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run
from pages.ui import cache
from pages.ui.components.pointer.pointer import Mark
from pages.ui.generate import results
from pages.ui.map.coordinates import MapCoordinates, find_inverse
from pages.ui.widgets.galleries import show_sheet

_N_NEAREST = 4


def decode_position(
    run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, position: tuple[float, float]
) -> tuple[DecodedPosition, Mark]:
    """Decodes a position; returns also what marks it on the map."""
    decoded = find_inverse(run, spec, coordinates).decode_position(np.asarray(position))
    if codebook := results.codebook(run):
        decoded = decoded.quantize(codebook.quantize)
    ids = cache.samples(run, spec.part, spec.n_samples)[decoded.used_rows]
    return decoded, Mark(position, ids.tolist())


def show_position(run: Run, spec: ProjectionSpec, decoded: DecodedPosition) -> None:
    """Shows a decoded position beside the nearest samples, and whether it is near the data."""
    data = cache.dataset(run.spec.dataset)
    nearest = cache.samples(run, spec.part, spec.n_samples)[decoded.nearest_rows[:_N_NEAREST]]
    samples = [cache.codec(run).decode(decoded.z[None]), data.rows(nearest)]
    st.header("Decoded point", anchor=False)
    _show_distance(decoded)
    show_sheet(
        cache.renderer(data.card.name).draw(np.concatenate(samples)),
        1 + len(nearest),
        "the decoded point and the nearest samples",
    )
    st.caption(f"First the decoded point, then the nearest samples on the map. {decoded.method}")


def _show_distance(decoded: DecodedPosition) -> None:
    if decoded.is_near:
        st.badge("Near the data", icon=":material/check_circle:", color="green")
        return
    st.badge("Far from the data", icon=":material/warning:", color="orange")
    distance = "Much more than the typical spacing"
    if np.isfinite(decoded.relative_distance):
        distance = f"{decoded.relative_distance:.1f} × the typical spacing of samples"
    st.caption(f"{distance}: the decoder extrapolates.")
