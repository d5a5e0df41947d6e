"""The samples of a page that works with the samples of a map, and their neighbour graph."""

import time
from typing import NamedTuple

import numpy as np
import streamlit as st

from aecore.projections.neighbors import NeighborGraph, join_graphs, nearest_to_rows
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.cache import cache_per_run
from pages.ui.map import initial
from pages.ui.widgets.selection import read_selected

# Enough for all that is computed from a graph.
_N_NEIGHBORS = 20
_BLOCK = 5_000


class Samples(NamedTuple):
    """Samples as on a map.

    Args:
        part: Part of the data set, or `all`.
        n: Largest number of samples.
    """

    part: str
    n: int


def pick_samples(run: Run) -> Samples:
    """Asks for the samples; initially those of the selection, or those of a map."""
    sizes = initial.list_sizes()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = st.segmented_control(
            initial.PART.label,
            initial.PART.options,
            default=_find_selected_part(run),
            format_func=initial.PART.show,
            key=state.PART,
            bind="query-params",
            required=True,
        )
        n = st.selectbox(
            initial.N_SAMPLES.label,
            sizes,
            index=min(1, len(sizes) - 1),
            key=state.N_SAMPLES,
            bind="query-params",
            format_func=initial.N_SAMPLES.show,
            width=140,
            help="Maximum number of samples, stratified by class: the same ones as on the map.",
        )
    return Samples(part, n)


def find_graph(run: Run, samples: Samples) -> NeighborGraph:
    """Returns the graph of the nearest neighbours of the latent vectors; shows the progress meanwhile."""
    n = len(cache.samples(run, *samples))
    starts = range(0, n, _BLOCK)
    if len(starts) == 1:
        return _find_block(run, samples, 0)
    bar, begin = st.empty(), time.monotonic()
    for i, start in enumerate(starts):
        _find_block(run, samples, start)
        elapsed = time.monotonic() - begin
        if elapsed > 1 and i + 1 < len(starts):
            left = elapsed / (i + 1) * (len(starts) - i - 1)
            bar.progress((i + 1) / len(starts), f"Nearest neighbours of {n:,} samples, {left:.0f} s left")
    bar.empty()
    return _join(run, samples)


@cache_per_run(max_entries=64, show_spinner=False)
def _find_block(run: Run, samples: Samples, start: int) -> NeighborGraph:
    Z = cache.encoded(run, *samples)[1]
    return nearest_to_rows(Z, start, min(start + _BLOCK, len(Z)), min(_N_NEIGHBORS, len(Z) - 1))


@cache_per_run(max_entries=4, show_spinner=False)
def _join(run: Run, samples: Samples) -> NeighborGraph:
    n = len(cache.samples(run, *samples))
    return join_graphs([_find_block(run, samples, start) for start in range(0, n, _BLOCK)])


def _find_selected_part(run: Run) -> str:
    data = cache.dataset(run.spec.dataset)
    parts = np.unique(data.name_parts(read_selected(data)))
    if not len(parts):
        return initial.PART.default
    return str(parts[0]) if len(parts) == 1 else "all"
