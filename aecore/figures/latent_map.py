"""The map: a drawn projection in two or three dimensions, one point per sample."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from aecore.figures.theme import CLASS_COLOURS, escape

# A legend beside the map would reduce its width; above, the buttons of the chart would cover it.
_BELOW = {"orientation": "h", "x": 0.5, "xanchor": "center", "yref": "container", "y": 0, "yanchor": "bottom"}
# Each ten classes have another symbol, and those after the last colour the first one again.
_SYMBOLS = ("circle", "diamond", "cross", "square")
_PER_SYMBOL = 10
_N_BINS = 200
_SELECTION = "selection"


def fill_frame(coordinates: np.ndarray) -> np.ndarray:
    """Centres coordinates and scales them to the frame of a map; proportions are preserved.

    Coordinates of a projection have no unit; in a common frame, projections can be compared.

    Args:
        coordinates: Shape `(n, 2)` or `(n, 3)`.

    Returns:
        float32, same shape, within [-1, 1].
    """
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    half_range = float((high - low).max()) / 2 or 1.0
    return ((coordinates - (low + high) / 2) / half_range).astype(np.float32)


def draw_classes(
    coordinates: np.ndarray,
    ids: np.ndarray,
    labels: np.ndarray,
    class_names: tuple[str, ...],
    samples: str = "",
) -> go.Figure:
    """Draws a map coloured by class; each class is a trace that can be hidden with the legend.

    Args:
        coordinates: Within [-1, 1], shape `(n, 2)` or `(n, 3)` (see `fill_frame`).
        ids: Sample ids, shape `(n,)`; the `customdata` of the points.
        labels: Class indices, shape `(n,)`.
        class_names: Names of the classes; the colour of a class does not depend on which classes have points.
        samples: Identifies the set of samples; the `meta` of the figure.
    """
    figure = go.Figure()
    size = _choose_size(len(ids))
    for label, name in enumerate(class_names):
        rows = labels == label
        symbol = _SYMBOLS[label // _PER_SYMBOL % len(_SYMBOLS)]
        colour = CLASS_COLOURS[label % len(CLASS_COLOURS)]
        _add_points(figure, coordinates[rows], ids[rows], name, symbol=symbol, size=size, color=colour)
    _add_selection_trace(figure, coordinates.shape[1])
    figure.update_layout(legend={"itemsizing": "constant", **_BELOW})
    return _style_map(figure, coordinates.shape[1], samples)


def draw_values(
    coordinates: np.ndarray, ids: np.ndarray, values: np.ndarray, title: str, samples: str = ""
) -> go.Figure:
    """Draws a map coloured by one value per sample, e.g. its reconstruction error.

    The colour scale ends at the 1st and the 99th percentile, so that outliers do not hide other differences.

    Args:
        coordinates: Within [-1, 1], shape `(n, 2)` or `(n, 3)` (see `fill_frame`).
        ids: Sample ids, shape `(n,)`; the `customdata` of the points.
        values: Shape `(n,)`.
        title: Title of the colour scale.
        samples: Identifies the set of samples; the `meta` of the figure.
    """
    figure = go.Figure()
    order = np.argsort(values, kind="stable")  # the highest values are drawn last, on top
    low, high = np.quantile(values, (0.01, 0.99))
    marker = {
        "size": _choose_size(len(ids)),
        "color": values[order].astype(np.float32),
        "colorscale": "Viridis",
        "cmin": float(low),
        "cmax": float(high),
        "colorbar": _make_colour_bar(escape(title), tickformat="~g"),
    }
    _add_points(figure, coordinates[order], ids[order], name=title, **marker)
    _add_selection_trace(figure, coordinates.shape[1])
    figure.update_layout(showlegend=False)
    return _style_map(figure, coordinates.shape[1], samples)


def draw_density(coordinates: np.ndarray) -> go.Figure:
    """Draws the number of samples per cell of a grid, for maps whose points would cover each other.

    Args:
        coordinates: Within [-1, 1], shape `(n, 2)` (see `fill_frame`).
    """
    limits = [[-1.05, 1.05]] * 2
    counts, x, y = np.histogram2d(coordinates[:, 0], coordinates[:, 1], bins=_N_BINS, range=limits)
    # On a logarithmic scale single samples are visible beside thousands; empty cells are transparent.
    log_counts = np.log10(np.where(counts > 0, counts, np.nan)).T.astype(np.float32)
    n_ticks = int(np.log10(max(counts.max(), 1))) + 1
    ticks = {"tickvals": list(range(n_ticks)), "ticktext": [f"{10**power:,}" for power in range(n_ticks)]}
    figure = go.Figure(
        go.Heatmap(
            x=(x[1:] + x[:-1]) / 2,
            y=(y[1:] + y[:-1]) / 2,
            z=log_counts,
            customdata=counts.T.astype(np.int32),
            hovertemplate="%{customdata} samples<extra></extra>",
            hoverongaps=False,
            colorscale="Viridis",
            colorbar=_make_colour_bar("samples per cell", **ticks),
        )
    )
    return _style_map(figure, 2, "")


def _choose_size(n: int) -> float:
    """Returns the diameter of points in pixels: the fewer points, the larger."""
    return 4 if n > 5000 else 5.5 if n > 1000 else 7


def _make_colour_bar(title: str, **ticks: Any) -> dict[str, Any]:
    return {"title": {"text": title, "side": "top"}, "thickness": 12, **ticks, **_BELOW}


def _add_points(
    figure: go.Figure, coordinates: np.ndarray, ids: np.ndarray, name: str, **marker: Any
) -> None:
    axes = dict(zip("xyz", coordinates.T.astype(np.float32), strict=False))
    common = {
        "customdata": ids.astype(np.int32),
        "name": escape(name),
        "mode": "markers",
        "hoverinfo": "none",  # a picture of the sample is shown at the pointer instead
    }
    if "z" in axes:
        figure.add_scatter3d(
            **axes, **common, marker={"opacity": 0.8, **marker, "size": marker["size"] * 0.7}
        )
    else:
        figure.add_scattergl(
            **axes,
            **common,
            marker={"opacity": 0.75, **marker},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.12}},
        )


def _style_map(figure: go.Figure, n_components: int, samples: str) -> go.Figure:
    """Hides the ticks of the axes, since coordinates have no unit, and gives them the same scale."""
    hidden = {"showticklabels": False, "showgrid": False, "zeroline": False, "range": [-1.05, 1.05]}
    if n_components == 3:
        axis = hidden | {"title": "", "showbackground": False, "showspikes": False}
        camera = {"eye": {"x": 0.9, "y": 0.9, "z": 0.6}}
        style = {"aspectmode": "cube", "bgcolor": "rgba(0,0,0,0)", "camera": camera}
        figure.update_scenes(xaxis=axis, yaxis=axis, zaxis=axis, **style)
    else:
        # The whole map stays visible when the window is resized.
        figure.update_xaxes(**hidden, constrain="domain")
        figure.update_yaxes(**hidden, constrain="domain", scaleanchor="x")
    figure.update_layout(
        height=640,
        margin={"t": 30, "b": 64},
        dragmode="orbit" if n_components == 3 else "lasso",
        hovermode="closest",
        hoverdistance=8,
        uirevision="map",
        meta=samples,
    )
    return figure


def _add_selection_trace(figure: go.Figure, n_components: int) -> None:
    """Adds an empty trace, whose rings mark the selected points: a colour alone would not tell them apart."""
    empty: dict[str, list[float]] = {axis: [] for axis in "xyz"[:n_components]}
    common = {"customdata": [], "meta": _SELECTION, "name": _SELECTION, "showlegend": False}
    marker = {"symbol": "circle-open", "color": "#e7298a"}
    if n_components == 3:
        figure.add_scatter3d(**empty, **common, mode="markers", hoverinfo="none", marker=marker | {"size": 6})
    else:
        line = {"width": 1.5}
        figure.add_scattergl(
            **empty, **common, mode="markers", hoverinfo="skip", marker=marker | {"size": 9, "line": line}
        )
