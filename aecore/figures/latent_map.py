"""The map: a drawn projection in two or three dimensions, one point a sample."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures.theme import COLOURWAY, escape

# Beside it they would take the map's width, above it the buttons of the chart would cover them.
_BELOW = {"orientation": "h", "x": 0.5, "xanchor": "center", "y": 0, "yanchor": "top"}
# There are ten colours: the next ten classes come in another shape.
_SYMBOLS = ("circle", "diamond", "cross", "square")
_COLOURS = 10
_CELLS = 200
_MARKED = "selection"


def fill_frame(layout: np.ndarray) -> np.ndarray:
    """Brings a layout to the middle of a map and to its size; its proportions stay.

    Coordinates of a projection have no unit, and in one frame layouts can be compared.

    Args:
        layout: Shape `(n, 2)` or `(n, 3)`.

    Returns:
        float32, same shape, within [-1, 1].
    """
    low, high = layout.min(axis=0), layout.max(axis=0)
    reach = float((high - low).max()) / 2
    return ((layout - (low + high) / 2) / (reach if reach > 0 else 1.0)).astype(np.float32)


def draw_classes(
    layout: np.ndarray, ids: np.ndarray, labels: np.ndarray, class_names: tuple[str, ...], samples: str = ""
) -> go.Figure:
    """A map coloured by class; each class is a trace, so that the legend can hide it.

    Args:
        layout: Places within [-1, 1], shape `(n, 2)` or `(n, 3)` (see `fill_frame`).
        ids: Sample ids, shape `(n,)`; a point's `customdata`.
        labels: Class numbers, shape `(n,)`.
        class_names: Names of the classes; also classes without a point keep their colour.
        samples: Says which samples these are; kept as the figure's `meta`.
    """
    figure = go.Figure()
    size = _choose_size(len(ids))
    for number, name in enumerate(class_names):
        rows = labels == number
        symbol = _SYMBOLS[number // _COLOURS % len(_SYMBOLS)]
        _add_points(figure, layout[rows], ids[rows], name=name, symbol=symbol, size=size)
    figure.update_layout(legend={"itemsizing": "constant", **_BELOW})
    return _finish(figure, layout.shape[1], samples)


def draw_values(
    layout: np.ndarray, ids: np.ndarray, values: np.ndarray, title: str, samples: str = ""
) -> go.Figure:
    """A map coloured by a number a sample, e.g. its reconstruction error.

    Colours end at the 1st and the 99th percentile, so that a few extreme samples do not hide the others.

    Args:
        layout: Places within [-1, 1], shape `(n, 2)` or `(n, 3)` (see `fill_frame`).
        ids: Sample ids, shape `(n,)`; a point's `customdata`.
        values: Shape `(n,)`.
        title: What the values are.
        samples: Says which samples these are; kept as the figure's `meta`.
    """
    figure = go.Figure()
    order = np.argsort(values, kind="stable")  # the highest are drawn last, on top
    low, high = np.quantile(values, (0.01, 0.99))
    marker = {
        "size": _choose_size(len(ids)),
        "color": values[order].astype(np.float32),
        "colorscale": "Viridis",
        "cmin": float(low),
        "cmax": float(high),
        "colorbar": {
            "title": {"text": escape(title), "side": "top"},
            "thickness": 12,
            "tickformat": "~g",
            **_BELOW,
        },
    }
    _add_points(figure, layout[order], ids[order], name=title, **marker)
    figure.update_layout(showlegend=False)
    return _finish(figure, layout.shape[1], samples)


def draw_density(layout: np.ndarray) -> go.Figure:
    """How many samples lie at each place: where points would cover each other, this tells more.

    Args:
        layout: Places within [-1, 1], shape `(n, 2)` (see `fill_frame`).
    """
    counts, x, y = np.histogram2d(layout[:, 0], layout[:, 1], bins=_CELLS, range=[[-1.05, 1.05]] * 2)
    # On a logarithmic scale single samples still show beside thousands; empty cells stay see-through.
    heights = np.log10(np.where(counts > 0, counts, np.nan)).T.astype(np.float32)
    most = int(np.log10(max(counts.max(), 1))) + 1
    figure = go.Figure(
        go.Heatmap(
            x=(x[1:] + x[:-1]) / 2,
            y=(y[1:] + y[:-1]) / 2,
            z=heights,
            customdata=counts.T.astype(np.int32),
            hovertemplate="%{customdata} samples<extra></extra>",
            hoverongaps=False,
            colorscale="Viridis",
            colorbar={
                "title": {"text": "samples in a cell", "side": "top"},
                "thickness": 12,
                "tickvals": list(range(most)),
                "ticktext": [f"{10**power:,}" for power in range(most)],
                **_BELOW,
            },
        )
    )
    return _finish(figure, 2, "")


def as_page(figure: go.Figure, title: str) -> bytes:
    """A map as a web page of its own that needs no server and no network.

    Args:
        figure: A map.
        title: What it shows; also the title of the page.
    """
    page = go.Figure(figure)
    page.update_traces(hoverinfo=None, hovertemplate="%{fullData.name} · #%{customdata}<extra></extra>")
    page.update_layout(
        template="plotly_white",
        colorway=COLOURWAY,
        title=escape(title),
        height=None,
        margin={"t": 60, "b": 60},
    )
    return page.to_html(include_plotlyjs=True, config={"scrollZoom": True, "displaylogo": False}).encode()


def _choose_size(n: int) -> float:
    """In pixels: the fewer the points, the larger they can be."""
    return 4 if n > 5000 else 5.5 if n > 1000 else 7


def _add_points(figure: go.Figure, layout: np.ndarray, ids: np.ndarray, name: str, **marker: object) -> None:
    places = dict(zip("xyz", layout.T.astype(np.float32), strict=False))
    common = {
        "customdata": ids.astype(np.int32),
        "name": escape(name),
        "mode": "markers",
        "hoverinfo": "none",  # the picture that follows the pointer says it better
    }
    if "z" in places:
        figure.add_scatter3d(
            **places, **common, marker={"opacity": 0.8, **marker, "size": marker["size"] * 0.7}
        )
    else:
        figure.add_scattergl(
            **places,
            **common,
            marker={"opacity": 0.75, **marker},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.12}},
        )


def _finish(figure: go.Figure, n_axes: int, samples: str) -> go.Figure:
    """No axes: a projection's coordinates have no unit. All directions are to the same scale."""
    hidden = {"showticklabels": False, "showgrid": False, "zeroline": False, "range": [-1.05, 1.05]}
    if n_axes == 3:
        _add_marks(figure)
        axis = hidden | {"title": "", "showbackground": False, "showspikes": False}
        figure.update_scenes(
            xaxis=axis,
            yaxis=axis,
            zaxis=axis,
            aspectmode="cube",
            bgcolor="rgba(0,0,0,0)",
            camera={"eye": {"x": 0.9, "y": 0.9, "z": 0.6}},
        )
    else:
        figure.update_xaxes(**hidden)
        figure.update_yaxes(**hidden, scaleanchor="x")
    figure.update_layout(
        height=640,
        margin={"t": 30, "b": 60},
        dragmode="orbit" if n_axes == 3 else "lasso",
        hovermode="closest",
        hoverdistance=8,
        uirevision="map",
        meta=samples,
    )
    return figure


def _add_marks(figure: go.Figure) -> None:
    """Room for what is selected: in three dimensions Plotly cannot fade the others."""
    figure.add_scatter3d(
        x=[], y=[], z=[], customdata=[], meta=_MARKED, name=_MARKED, showlegend=False, mode="markers",
        hoverinfo="none", marker={"size": 6, "symbol": "circle-open", "color": "#e7298a"},
    )  # fmt: skip
