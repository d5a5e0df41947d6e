"""Line charts of series and of interpolations."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures import theme

_COLOURS = ("rgb(63, 144, 218)", "rgb(255, 169, 14)", "rgb(189, 31, 1)", "rgb(131, 45, 182)")


def draw_series(
    groups: dict[str, np.ndarray], positions: np.ndarray, *, x: str, y: str, limits: tuple[float, float]
) -> go.Figure:
    """Draws series over their steps, each in its own colour.

    Args:
        groups: Series of shape `(length, channels)` by their name.
        positions: Horizontal position of each step, shape `(length,)`.
        x: Title of the horizontal axis.
        y: Title of the vertical axis.
        limits: Minimum range of the vertical axis, so that it stays the same while the series change.
    """
    figure = go.Figure()
    low = min(limits[0], *(float(series.min()) for series in groups.values()))
    high = max(limits[1], *(float(series.max()) for series in groups.values()))
    for i, (name, series) in enumerate(groups.items()):
        for channel in range(series.shape[1]):
            figure.add_scatter(
                x=positions,
                y=series[:, channel],
                name=theme.escape(name),
                mode="lines",
                line={"color": _COLOURS[i % len(_COLOURS)], "dash": "solid" if channel == 0 else "dot"},
                showlegend=channel == 0 and len(groups) > 1,
                hovertemplate="%{x:.4g}: %{y:.3g}",
            )
    figure.update_yaxes(range=[low, high])
    return theme.style_figure(figure, x, y, has_legend=len(groups) > 1)


def draw_distance_to_data(distances: np.ndarray, limit: float) -> go.Figure:
    """Draws the distance of each step of a path to the data, and the limit of being near the data.

    Args:
        distances: In units of the typical spacing, shape `(n,)` (see `distance_to_data`).
        limit: The limit, in the same unit.
    """
    figure = go.Figure(
        go.Scatter(
            x=np.arange(1, len(distances) + 1),
            y=distances,
            mode="lines+markers",
            hovertemplate="step %{x}: %{y:.2f} × the typical spacing<extra></extra>",
        )
    )
    name = f"dashed line: limit of near the data, {limit:g} × the typical spacing"
    theme.add_reference_line(figure, limit, name)
    # Above the chart, the name does not cover the curve.
    figure.update_annotations(yref="paper", y=1, yanchor="bottom")
    # The limit stays visible for short distances.
    figure.update_yaxes(range=[0, 1.1 * max(limit, float(distances.max()))])
    theme.style_figure(figure, "step", "distance (typical spacings)")
    figure.update_layout(height=220, margin_t=30)
    return figure
