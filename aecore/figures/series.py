"""Lines over steps or over shares of a way."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures import theme

_COLOURS = ("rgb(63, 144, 218)", "rgb(255, 169, 14)", "rgb(189, 31, 1)", "rgb(131, 45, 182)")


def draw_series(groups: dict[str, np.ndarray], *, y: str, limits: tuple[float, float]) -> go.Figure:
    """Series over their steps, one colour a name.

    Args:
        groups: Of each name a series of shape `(length, channels)`.
        y: Title of the vertical axis.
        limits: What the vertical axis shows at least, so that it stands still while series change.
    """
    figure = go.Figure()
    low = min(limits[0], *(float(series.min()) for series in groups.values()))
    high = max(limits[1], *(float(series.max()) for series in groups.values()))
    for number, (name, series) in enumerate(groups.items()):
        for channel in range(series.shape[1]):
            figure.add_scatter(
                x=np.arange(len(series)),
                y=series[:, channel],
                name=theme.escape(name),
                mode="lines",
                line={"color": _COLOURS[number % len(_COLOURS)], "dash": "solid" if channel == 0 else "dot"},
                showlegend=channel == 0 and len(groups) > 1,
                hovertemplate="%{x}: %{y:.3g}",
            )
    figure.update_yaxes(range=[low, high])
    return theme.finish(figure, "step", y, has_legend=len(groups) > 1)


def draw_nearness(distances: np.ndarray) -> go.Figure:
    """How far each step of a path is from the data, with a line at the usual distance.

    Args:
        distances: In usual distances of samples from each other, shape `(n,)`.
    """
    figure = go.Figure(
        go.Scatter(
            x=np.arange(1, len(distances) + 1),
            y=distances,
            mode="lines+markers",
            hovertemplate="step %{x}: %{y:.2f} usual distances<extra></extra>",
        )
    )
    theme.add_line(figure, 1, "as samples from each other")
    figure.update_yaxes(rangemode="tozero")
    theme.finish(figure, "step", "distance to data")
    figure.update_layout(height=200)
    return figure
