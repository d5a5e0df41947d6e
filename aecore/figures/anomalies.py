"""Figures of anomaly scores: histograms with a threshold, curves, and bands under a series."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures import theme
from aecore.figures.bars import draw_histograms

_SERIES, _FLAGGED = "rgb(63, 144, 218)", "rgba(189, 31, 1, .25)"
_MAX_POINTS = 4000


def draw_threshold(groups: dict[str, np.ndarray], threshold: float, *, x: str) -> go.Figure:
    """Draws histograms of the scores of several groups, and the threshold as a vertical line.

    A few far scores would leave no room for the others: the axis ends at their 99.5th percentile, or at the
    threshold if that is beyond.

    Args:
        groups: Scores of each group by its name, shape `(n,)`.
        threshold: Samples with larger scores count as anomalies.
        x: Title of the horizontal axis.
    """
    values = np.concatenate(list(groups.values()))
    high = max(float(np.quantile(values, 0.995)), threshold)
    low = min(float(values.min()), threshold)
    margin = 0.05 * (high - low or 1.0)
    clipped = {name: np.minimum(scores, high) for name, scores in groups.items()}
    figure = draw_histograms(clipped, x=x, y="share of samples")
    is_right = threshold > (low + high) / 2
    figure.add_vline(
        threshold,
        line_dash="dash",
        line_color="#e0218a",
        annotation_text=f"threshold {threshold:.3g}",
        annotation_position="top left" if is_right else "top right",
    )
    figure.update_xaxes(range=[low - margin, high + margin])
    return figure


def draw_curves(
    curves: dict[str, tuple[np.ndarray, np.ndarray]], *, x: str, y: str, chance: float | None = None
) -> go.Figure:
    """Draws curves in the unit square, such as ROC curves.

    Args:
        curves: Horizontal and vertical positions by name; the first curve is drawn thicker.
        x: Title of the horizontal axis.
        y: Title of the vertical axis.
        chance: Height of the curve of random scores; None for the diagonal.
    """
    figure = go.Figure()
    for i, (name, (horizontal, vertical)) in enumerate(curves.items()):
        # More points than pixels only take time.
        rows = np.unique(np.linspace(0, len(horizontal) - 1, min(len(horizontal), 500)).astype(int))
        figure.add_scatter(
            x=horizontal[rows],
            y=vertical[rows],
            name=theme.escape(name),
            mode="lines",
            line={"width": 3 if i == 0 else 1.5},
            hovertemplate="%{x:.3f}: %{y:.3f}",
        )
    heights = [0, 1] if chance is None else [chance, chance]
    figure.add_scatter(
        x=[0, 1],
        y=heights,
        name="chance",
        mode="lines",
        line={"dash": "dot", "color": "rgb(136, 136, 136)"},
        hoverinfo="skip",
    )
    figure.update_xaxes(range=[0, 1])
    figure.update_yaxes(range=[0, 1.02])
    theme.style_figure(figure, x, y, has_legend=True)
    figure.update_layout(height=340, margin={"t": 70}, legend={"x": 0, "xanchor": "left"})
    return figure


def draw_events(
    positions: np.ndarray,
    series: np.ndarray,
    scores: np.ndarray,
    threshold: float,
    spans: list[tuple[int, int]],
    *,
    x: str,
    y: str,
) -> go.Figure:
    """Draws a long series with its events shaded, and the score of each point as a band below it.

    Args:
        positions: Horizontal position of each point, shape `(n_points,)`.
        series: Shape `(n_points,)`.
        scores: Score of each point, shape `(n_points,)`; NaN where there is none.
        threshold: Events have larger scores.
        spans: First point and point after the last one of each event.
        x: Title of the horizontal axis.
        y: Title of the vertical axis of the series.
    """
    figure = go.Figure()
    rows = thin(series, _MAX_POINTS)
    figure.add_scatter(
        x=positions[rows], y=series[rows], mode="lines", line={"color": _SERIES, "width": 1}, name="series",
        hovertemplate="%{x:.4g}: %{y:.3g}<extra></extra>",
    )  # fmt: skip
    rows = thin(np.nan_to_num(scores), _MAX_POINTS)
    figure.add_scatter(
        x=positions[rows], y=scores[rows], mode="lines", fill="tozeroy", yaxis="y2", name="score",
        line={"color": "rgb(255, 169, 14)", "width": 1}, hovertemplate="score %{y:.3g}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=positions[[0, -1]], y=[threshold, threshold], mode="lines", yaxis="y2", name="threshold",
        line={"dash": "dash", "color": "#e0218a", "width": 1.5}, hoverinfo="skip",
    )  # fmt: skip
    for start, end in spans:
        figure.add_vrect(
            x0=positions[start], x1=positions[min(end, len(positions)) - 1], fillcolor=_FLAGGED, line_width=0
        )
    theme.style_figure(figure, x, y)
    figure.update_layout(
        height=380,
        yaxis={"domain": [0.36, 1]},
        yaxis2={"domain": [0, 0.3], "title": "score", "rangemode": "tozero"},
    )
    figure.update_xaxes(range=[float(positions[0]), float(positions[-1])], anchor="y2")
    return figure


def thin(values: np.ndarray, n: int) -> np.ndarray:
    """Chooses the points of a long series that show its extremes: the lowest and highest of each stretch.

    Args:
        values: Shape `(n_points,)`.
        n: Largest number of points.

    Returns:
        Ascending indices, shape `(k,)` with k at most `n`; all if there are no more.
    """
    if len(values) <= n:
        return np.arange(len(values))
    length = -(-2 * len(values) // n)
    n_full = len(values) // length
    blocks = values[: n_full * length].reshape(n_full, length)
    first = np.arange(n_full) * length
    chosen = [first + blocks.argmin(axis=1), first + blocks.argmax(axis=1)]
    return np.unique(np.concatenate(chosen))
