"""The map: a drawn projection, one point a sample."""

import numpy as np
import plotly.graph_objects as go

# Beside it they would take the map's width, above it the buttons of the chart would cover them.
_BELOW = {"orientation": "h", "x": 0.5, "xanchor": "center", "y": 0, "yanchor": "top"}


def fill_frame(layout: np.ndarray) -> np.ndarray:
    """Brings a layout to the middle of a map and to its size; its proportions stay.

    Coordinates of a projection have no unit, and in one frame layouts can be compared.

    Args:
        layout: Shape `(n, 2)`.

    Returns:
        float32, shape `(n, 2)`, within [-1, 1].
    """
    low, high = layout.min(axis=0), layout.max(axis=0)
    reach = float((high - low).max()) / 2
    return ((layout - (low + high) / 2) / (reach if reach > 0 else 1.0)).astype(np.float32)


def draw_classes(
    layout: np.ndarray, ids: np.ndarray, labels: np.ndarray, class_names: tuple[str, ...]
) -> go.Figure:
    """A map coloured by class; each class is a trace, so that the legend can hide it.

    Args:
        layout: Places within [-1, 1], shape `(n, 2)` (see `fill_frame`).
        ids: Sample ids, shape `(n,)`; a point's `customdata`.
        labels: Class numbers, shape `(n,)`.
        class_names: Names of the classes; also classes without a point keep their colour.
    """
    figure = go.Figure()
    for number, name in enumerate(class_names):
        rows = labels == number
        _add_points(figure, layout[rows], ids[rows], name=name)
    figure.update_layout(legend={"itemsizing": "constant", **_BELOW})
    return _finish(figure)


def draw_values(layout: np.ndarray, ids: np.ndarray, values: np.ndarray, title: str) -> go.Figure:
    """A map coloured by a number a sample, e.g. its reconstruction error.

    Colours end at the 99th percentile, so that a few extreme samples do not hide the others.

    Args:
        layout: Places within [-1, 1], shape `(n, 2)` (see `fill_frame`).
        ids: Sample ids, shape `(n,)`; a point's `customdata`.
        values: Shape `(n,)`.
        title: What the values are.
    """
    figure = go.Figure()
    order = np.argsort(values, kind="stable")  # the highest are drawn last, on top
    marker = {
        "color": values[order].astype(np.float32),
        "colorscale": "Viridis",
        "cmin": float(values.min()),
        "cmax": float(np.quantile(values, 0.99)),
        "colorbar": {"title": {"text": title, "side": "top"}, "thickness": 12, "tickformat": "~g", **_BELOW},
    }
    _add_points(figure, layout[order], ids[order], name=title, **marker)
    figure.update_layout(showlegend=False)
    return _finish(figure)


def _add_points(figure: go.Figure, layout: np.ndarray, ids: np.ndarray, name: str, **marker: object) -> None:
    figure.add_scattergl(
        x=layout[:, 0].astype(np.float32),
        y=layout[:, 1].astype(np.float32),
        customdata=ids.astype(np.int32),
        name=name,
        mode="markers",
        marker={"size": 4, "opacity": 0.75, **marker},
        hoverinfo="none",  # the picture that follows the pointer says it better
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.12}},
    )


def _finish(figure: go.Figure) -> go.Figure:
    """No axes: a projection's coordinates have no unit. Both directions are to the same scale."""
    hidden = {"showticklabels": False, "showgrid": False, "zeroline": False, "range": [-1.05, 1.05]}
    figure.update_xaxes(**hidden)
    figure.update_yaxes(**hidden, scaleanchor="x")
    figure.update_layout(
        height=640,
        margin={"t": 30, "b": 60},
        dragmode="lasso",
        hovermode="closest",
        uirevision="map",
    )
    return figure
