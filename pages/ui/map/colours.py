"""What the points of a map can be coloured by. A new one is a function in `_COLOURS`."""

import dataclasses
from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from aecore.analysis.outliers import neighbor_distances
from aecore.figures.latent_map import draw_classes, draw_values
from aecore.projections.registry import graph_key
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.map.choice import Choice
from pages.ui.map.coordinates import MapCoordinates

_NEIGHBORS = 10


@dataclasses.dataclass(frozen=True)
class Colour:
    """Of each sample, in the order of the sample ids, a class number or a measure.

    Args:
        values: Shape `(n,)`; None if they are not there yet.
        names: Names of the classes; none for a measure.
        title: What a measure is; of what is missing, why.
    """

    values: np.ndarray | None
    names: tuple[str, ...] = ()
    title: str = ""


def pick_colour(run: Run, side: str = "") -> str:
    """Asks what to colour by."""
    return st.selectbox(
        "Colour by", list(_list_colours(run)), key=state.COLOUR.on(side), bind="query-params", width=210
    )


def draw_map(run: Run, choice: Choice, places: np.ndarray, colour: Colour, samples: str) -> go.Figure:
    """The points of a map at the places `(n, 2)` or `(n, 3)` in their colours."""
    ids = cache.samples(run, choice.part, choice.n)
    if colour.names:
        return draw_classes(places, ids, colour.values, colour.names, samples)
    return draw_values(places, ids, colour.values, colour.title, samples)


def find_colour(run: Run, choice: Choice, layout: MapCoordinates, name: str) -> tuple[Colour, str]:
    """The colours of that name; classes where they are not there yet, with a word on why."""
    colour = _list_colours(run)[name](run, choice, layout)
    if colour.values is None:
        return _by_class(run, choice, layout), f"{colour.title} Until then, classes."
    return colour, ""


def _list_colours(run: Run) -> dict[str, Callable[[Run, Choice, MapCoordinates], Colour]]:
    data = cache.dataset(run.spec.dataset)
    latent_dim = cache.codec(run).latent_dim
    columns = {name: _by_column(place) for place, name in enumerate(data.feature_names)}
    dimensions = {f"latent dimension {place + 1}": _by_dimension(place) for place in range(latent_dim)}
    return _COLOURS | columns | dimensions


def _by_class(run: Run, choice: Choice, layout: MapCoordinates) -> Colour:
    data = cache.dataset(run.spec.dataset)
    return Colour(data.labels[cache.samples(run, choice.part, choice.n)], data.class_names)


def _by_error(run: Run, choice: Choice, layout: MapCoordinates) -> Colour:
    _, _, errors = cache.encoded(run, choice.part, choice.n)
    return Colour(errors, title="reconstruction error")


def _by_cluster(run: Run, choice: Choice, layout: MapCoordinates) -> Colour:
    labels = cache.clusters(run, choice.part, choice.n)
    return Colour(labels, tuple(f"cluster {number}" for number in range(1, labels.max() + 2)))


def _by_anomaly(run: Run, choice: Choice, layout: MapCoordinates) -> Colour:
    graph = run.read_projection(graph_key(choice.choices))
    if graph is None or "distances" not in graph or len(graph["distances"]) != choice.n:
        return Colour(None, title="Anomaly scores need the neighbours, which come with the trust figures.")
    k = min(_NEIGHBORS, graph["distances"].shape[1])
    return Colour(neighbor_distances(graph["distances"], k), title=f"mean distance to {k} neighbours")


def _by_distortion(run: Run, choice: Choice, layout: MapCoordinates) -> Colour:
    if "distortion" not in layout.kept:
        return Colour(None, title="Distortion comes with the trust figures of this map.")
    return Colour(
        layout.kept["distortion"].astype(np.float32), title="distortion: 0 none, 1 all neighbours wrong"
    )


def _by_dimension(place: int) -> Callable[[Run, Choice, MapCoordinates], Colour]:
    def colour(run: Run, choice: Choice, layout: MapCoordinates) -> Colour:
        _, Z, _ = cache.encoded(run, choice.part, choice.n)
        return Colour(Z[:, place], title=f"latent dimension {place + 1}")

    return colour


def _by_column(place: int) -> Callable[[Run, Choice, MapCoordinates], Colour]:
    def colour(run: Run, choice: Choice, layout: MapCoordinates) -> Colour:
        data = cache.dataset(run.spec.dataset)
        ids = cache.samples(run, choice.part, choice.n)
        return Colour(data.in_units(data.rows(ids))[:, place], title=data.feature_names[place])

    return colour


_COLOURS = {
    "class": _by_class,
    "reconstruction error": _by_error,
    "cluster": _by_cluster,
    "anomaly score": _by_anomaly,
    "distortion": _by_distortion,
}
