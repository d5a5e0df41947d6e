"""What the points of a map can be coloured by. A new one is a function in `_COLOURS`."""

import dataclasses
from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from aecore.analysis.label_positions import place_labels
from aecore.analysis.outliers import neighbor_distances
from aecore.figures.latent_map import draw_classes, draw_values
from aecore.figures.map_names import add_class_names
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.clusters.results import read_clusters
from pages.ui.labels.results import spread as spread_labels
from pages.ui.labels.user_labels import find_given
from pages.ui.map.coordinates import MapCoordinates, cache_per_map
from pages.ui.widgets.samples import Samples

_N_NEIGHBORS = 10
_MAX_NAMED = 20


@dataclasses.dataclass(frozen=True)
class Colour:
    """A class index or a measured value for each sample, in the order of the sample ids.

    Args:
        values: Shape `(n,)`; None if they are not available yet.
        names: Names of the classes; empty for measured values.
        title: What the values are; if they are not available, why.
    """

    values: np.ndarray | None
    names: tuple[str, ...] = ()
    title: str = ""


FindColour = Callable[[Run, ProjectionSpec, MapCoordinates], Colour]


def pick_colour(run: Run, side: str = "") -> str:
    """Asks what to colour by; returns its name."""
    columns = cache.dataset(run.spec.dataset).feature_names
    return st.selectbox(
        "Colour by",
        list(_list_colours(run)),
        key=state.COLOUR.on(side),
        bind="query-params",
        width=180,
        format_func=lambda name: name if name in columns else name.capitalize(),
    )


def pick_names() -> None:
    """Asks whether the classes are named on the map."""
    st.toggle(
        "Class names on the map",
        value=True,
        key=state.CLASS_NAMES,
        bind="query-params",
        help=f"For up to {_MAX_NAMED} classes, on maps with two dimensions.",
    )


def draw_map(
    run: Run,
    spec: ProjectionSpec,
    positions: np.ndarray,
    names: np.ndarray | None,
    colour: Colour,
    samples: str,
) -> go.Figure:
    """Draws the samples of a map at positions `(n, 2)` or `(n, 3)`, and the names of the classes."""
    ids = cache.samples(run, spec.part, spec.n_samples)
    if not colour.names:
        return draw_values(positions, ids, colour.values, colour.title, samples)
    figure = draw_classes(positions, ids, colour.values, colour.names, samples)
    return figure if names is None else add_class_names(figure, names)


def place_names(
    run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, colour: Colour
) -> np.ndarray | None:
    """Positions of the names of the classes, shape `(n_classes, 2)`; None if the map does not name them."""
    if spec.n_components != 2 or not 1 < len(colour.names) <= _MAX_NAMED:
        return None
    return _place_names(
        run, spec, colour.names, coordinates.step, coordinates.is_placeholder, coordinates, colour
    )


@cache_per_map(max_entries=16, show_spinner=False)
def _place_names(
    run: Run,
    spec: ProjectionSpec,
    names: tuple[str, ...],
    step: int,
    is_placeholder: bool,
    _coordinates: MapCoordinates,
    _colour: Colour,
) -> np.ndarray:
    return place_labels(_coordinates.positions, _colour.values, names)


def find_colour(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, name: str) -> tuple[Colour, str]:
    """The colours of that name; if they are not available yet, the classes and the reason."""
    colour = _list_colours(run)[name](run, spec, coordinates)
    if colour.values is None:
        return _by_class(run, spec, coordinates), f"{colour.title} Showing classes meanwhile."
    return colour, ""


def _list_colours(run: Run) -> dict[str, FindColour]:
    data = cache.dataset(run.spec.dataset)
    latent_dim = cache.codec(run).latent_dim
    columns = {name: _by_column(i) for i, name in enumerate(data.feature_names)}
    dimensions = {f"latent dimension {i + 1}": _by_dimension(i) for i in range(latent_dim)}
    return _COLOURS | columns | dimensions


def _by_class(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> Colour:
    data = cache.dataset(run.spec.dataset)
    return Colour(data.labels[cache.samples(run, spec.part, spec.n_samples)], data.class_names)


def _by_error(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> Colour:
    _, _, errors = cache.encoded(run, spec.part, spec.n_samples)
    return Colour(errors, title="reconstruction error (mean squared error per feature)")


def _by_cluster(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> Colour:
    labels = read_clusters(run, Samples(spec.part, spec.n_samples))
    if labels is None:
        labels = cache.clusters(run, spec.part, spec.n_samples)
    elif (labels < 0).any():
        n = int(labels.max()) + 1
        names = (*(f"cluster {i + 1}" for i in range(n)), "no cluster")
        return Colour(np.where(labels < 0, n, labels), names)
    return Colour(labels, tuple(f"cluster {i}" for i in range(1, labels.max() + 2)))


def _by_user_label(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> Colour:
    given = find_given(cache.dataset(run.spec.dataset), cache.samples(run, spec.part, spec.n_samples))
    if not given.names:
        return Colour(None, title="There are no labels of yours yet: give some on the Labels page.")
    n = len(given.names)
    return Colour(np.where(given.classes < 0, n, given.classes), (*given.names, "without label"))


def _by_spread_label(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> Colour:
    samples = Samples(spec.part, spec.n_samples)
    given = find_given(cache.dataset(run.spec.dataset), cache.samples(run, *samples))
    if len(np.unique(given.classes[given.classes >= 0])) < 2:
        return Colour(None, title="Your labels spread when these samples have labels of two classes.")
    spread = spread_labels(run, samples, given.classes, len(given.names))
    return Colour(np.where(given.classes < 0, spread.classes, given.classes), given.names)


def _by_anomaly(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> Colour:
    graph = run.read_projection(spec.graph_key)
    if graph is None or "distances" not in graph or len(graph["distances"]) != spec.n_samples:
        return Colour(None, title="Anomaly scores are available when the quality of the map is measured.")
    k = min(_N_NEIGHBORS, graph["distances"].shape[1])
    return Colour(
        neighbor_distances(graph["distances"], k), title=f"mean latent distance to the {k} nearest samples"
    )


def _by_distortion(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> Colour:
    quality = coordinates.result.quality if coordinates.result else None
    if quality is None:
        return Colour(None, title="Distortion is available when the quality of the map is measured.")
    return Colour(
        quality.distortion.astype(np.float32), title="distortion (0: same neighbours, 1: other neighbours)"
    )


def _by_dimension(i: int) -> FindColour:
    def colour(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> Colour:
        _, Z, _ = cache.encoded(run, spec.part, spec.n_samples)
        return Colour(Z[:, i], title=f"latent dimension {i + 1} (no unit)")

    return colour


def _by_column(i: int) -> FindColour:
    def colour(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> Colour:
        data = cache.dataset(run.spec.dataset)
        ids = cache.samples(run, spec.part, spec.n_samples)
        return Colour(data.in_units(data.rows(ids))[:, i], title=data.feature_names[i])

    return colour


_COLOURS: dict[str, FindColour] = {
    "class": _by_class,
    "reconstruction error": _by_error,
    "cluster": _by_cluster,
    "your labels": _by_user_label,
    "spread labels": _by_spread_label,
    "anomaly score": _by_anomaly,
    "distortion": _by_distortion,
}
