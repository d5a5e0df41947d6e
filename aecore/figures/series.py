"""Line charts of series and of interpolations."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures import theme

_COLOURS = ("rgb(63, 144, 218)", "rgb(255, 169, 14)", "rgb(189, 31, 1)", "rgb(131, 45, 182)")


def draw_series(groups: dict[str, np.ndarray], *, y: str, limits: tuple[float, float]) -> go.Figure:
    """Draws series over their steps, each in its own colour.

    Args:
        groups: Series of shape `(length, channels)` by their name.
        y: Title of the vertical axis.
        limits: Minimum range of the vertical axis, so that it stays the same while the series change.
    """
    figure = go.Figure()
    low = min(limits[0], *(float(series.min()) for series in groups.values()))
    high = max(limits[1], *(float(series.max()) for series in groups.values()))
    for i, (name, series) in enumerate(groups.items()):
        for channel in range(series.shape[1]):
            figure.add_scatter(
                x=np.arange(len(series)),
                y=series[:, channel],
                name=theme.escape(name),
                mode="lines",
                line={"color": _COLOURS[i % len(_COLOURS)], "dash": "solid" if channel == 0 else "dot"},
                showlegend=channel == 0 and len(groups) > 1,
                hovertemplate="%{x}: %{y:.3g}",
            )
    figure.update_yaxes(range=[low, high])
    return theme.style_figure(figure, "step", y, has_legend=len(groups) > 1)


def draw_distance_to_data(distances: np.ndarray) -> go.Figure:
    """Draws the distance of each step of a path to the data, with a line at the typical spacing of samples.

    Args:
        distances: In units of the typical spacing, shape `(n,)` (see `distance_to_data`).
    """
    figure = go.Figure(
        go.Scatter(
            x=np.arange(1, len(distances) + 1),
            y=distances,
            mode="lines+markers",
            hovertemplate="step %{x}: %{y:.2f} × the typical spacing<extra></extra>",
        )
    )
    theme.add_reference_line(figure, 1, "typical spacing")
    figure.update_yaxes(rangemode="tozero")
    theme.style_figure(figure, "step", "distance to data")
    figure.update_layout(height=200)
    return figure
