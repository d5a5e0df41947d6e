"""A small map with a lasso, on pages that work with selected samples."""

import functools
from typing import Any

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.projections import choose_projection
from aecore.projections.spec import LATENT, ProjectionSpec
from aecore.runs import Run
from pages.ui import cache
from pages.ui.components.pointer import pointer
from pages.ui.map.chart import show_map
from pages.ui.map.coordinates import identify_samples
from pages.ui.widgets.run_titles import get_title
from pages.ui.widgets.samples import Samples
from pages.ui.widgets.selection import handle_event, read_revision, read_selected

_HEIGHT = 460
_MIN_PROJECTED = 3


def find_map(run: Run, samples: Samples) -> ProjectionSpec:
    """Returns the best saved map of the samples with two dimensions, or one that needs no computation."""
    n = len(cache.samples(run, *samples))
    best = choose_projection(
        run.read_projections(),
        lambda spec: (
            (spec.part, spec.n_samples, spec.source, spec.n_components) == (samples.part, n, LATENT, 2)
        ),
    )
    method = "pca" if cache.codec(run).latent_dim >= _MIN_PROJECTED else "latent"
    return best or ProjectionSpec(method, samples.part, n, LATENT, 2, {})


def show_lasso_map(run: Run, samples: Samples, colour: str, name: str) -> None:
    """Shows the map; call `listen_to_lasso` in the part of the page that depends on the selection.

    Args:
        run: The run whose latent space is shown.
        samples: The samples.
        colour: A name in `pages.ui.map.colours`.
        name: Prefix of the widget keys.
    """
    show_map(run, find_map(run, samples), colour, name, _HEIGHT)


def listen_to_lasso(run: Run, samples: Samples, name: str) -> None:
    """Receives the selection that is made on the map."""
    identity = identify_samples(run, find_map(run, samples))
    chart = pointer.Chart(f"{name}map", identity, f"Scatter plot of the latent space of {get_title(run)}")
    listen_to_chart(run, chart, cache.samples(run, *samples))


def listen_to_chart(run: Run, chart: pointer.Chart, ids: np.ndarray) -> None:
    """Receives selections that are made on a map whose view is not in the address.

    Args:
        run: The run of the map.
        chart: The chart of the map.
        ids: Ids of its samples.
    """
    data = cache.dataset(run.spec.dataset)
    pointer.send_points(chart.key, chart.samples, run, ids)
    pointer.listen(
        chart,
        selected=read_selected(data),
        revision=read_revision(),
        drag_mode=pointer.DragMode(),
        decodes=False,
        view=None,
        on_event=functools.partial(_store_selection, data),
    )


def _store_selection(data: Dataset, event: str, value: Any) -> None:
    """Stores selections only: the address has a parameter for the view of one map alone."""
    if event == "selection":
        handle_event(data, "", event, value)


def describe_map(run: Run, samples: Samples) -> None:
    """Says what the map shows."""
    spec = find_map(run, samples)
    st.caption(
        f"{spec.title} of {spec.n_samples:,} samples. Draw a lasso around some; compute other maps on the "
        "Map page."
    )
