"""Bars, histograms and bands."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures import theme

_COUNTABLE = 20


def draw_bars(values: np.ndarray, *, x: str, y: str, line: tuple[float, str] | None = None) -> go.Figure:
    """One bar a value, with a dashed line to hold them against.

    Args:
        values: Shape `(n,)`.
        x: Title of the axis that counts them.
        y: Title of the axis that measures them.
        line: Height and name of the line.
    """
    figure = go.Figure(
        go.Bar(x=np.arange(len(values)), y=values, hovertemplate="%{x}: %{y:.4g}<extra></extra>")
    )
    if len(values) <= _COUNTABLE:
        figure.update_xaxes(dtick=1)
    if line:
        theme.add_line(figure, *line)
    return theme.finish(figure, x, y)


def draw_histograms(groups: dict[str, np.ndarray], *, x: str, y: str, log: bool = False) -> go.Figure:
    """How values are spread, one outline a group.

    Args:
        groups: Values of each named group, any shape.
        x: Title of the values' axis.
        y: Title of the shares' axis.
        log: Whether shares are drawn on a logarithmic axis.
    """
    everything = np.concatenate([values.ravel() for values in groups.values()])
    edges = np.linspace(everything.min(), everything.max() + 1e-9, 61)
    figure = go.Figure()
    for name, values in groups.items():
        counts, _ = np.histogram(values, edges)
        figure.add_scatter(
            x=(edges[1:] + edges[:-1]) / 2,
            y=counts / counts.sum(),
            name=theme.escape(name),
            mode="lines",
            line={"shape": "hvh"},
            fill="tozeroy",
            hovertemplate="%{x:.3g}: %{y:.2%}",
        )
    figure.update_yaxes(type="log" if log else "linear", tickformat=".0e" if log else ".1%")
    return theme.finish(figure, x, y, has_legend=len(groups) > 1)


def draw_band(series: np.ndarray, reconstruction: np.ndarray, spread: np.ndarray, unit: str) -> go.Figure:
    """A series with its reconstruction, in the band in which nineteen of twenty errors lie.

    Args:
        series: Shape `(length,)`.
        reconstruction: Same shape.
        spread: Standard deviation of the errors at each step, same shape.
        unit: Title of the vertical axis.
    """
    steps = np.arange(len(series))
    figure = go.Figure()
    for sign, fill in ((1, None), (-1, "tonexty")):
        figure.add_scatter(
            x=steps,
            y=reconstruction + sign * 1.96 * spread,
            mode="lines",
            line={"width": 0},
            fill=fill,
            fillcolor="rgba(255, 169, 14, .25)",
            name="95 % of errors",
            showlegend=fill is not None,
            hoverinfo="skip",
        )
    figure.add_scatter(x=steps, y=reconstruction, name="reconstruction", line={"color": "rgb(255, 169, 14)"})
    figure.add_scatter(x=steps, y=series, name="original", line={"color": "rgb(63, 144, 218)"})
    return theme.finish(figure, "step", unit, has_legend=True)


def draw_points(
    groups: dict[str, tuple[list, list, list]], *, x: str, y: str, line: tuple[float, str]
) -> go.Figure:
    """Named points over whole numbers, with a dashed line to hold them against.

    Args:
        groups: Of each name the x values, the y values and what to say of each point.
        x: Title of the horizontal axis.
        y: Title of the vertical axis.
        line: Height and name of the line.
    """
    figure = go.Figure()
    for name, (places, heights, texts) in groups.items():
        figure.add_scatter(
            x=places,
            y=heights,
            text=[theme.escape(text) for text in texts],
            name=theme.escape(name),
            mode="markers",
            marker={"size": 11},
            hovertemplate="%{text}: %{y:.5f}<extra></extra>",
        )
    theme.add_line(figure, *line)
    figure.update_xaxes(dtick=1)
    figure.update_yaxes(rangemode="tozero")
    return theme.finish(figure, x, y, has_legend=len(groups) > 1)


def draw_differences(names: list[str], values: np.ndarray, *, x: str) -> go.Figure:
    """A bar to the right or to the left for each name, the first at the top.

    Args:
        names: What is measured, at most a screenful.
        values: Shape `(len(names),)`.
        x: Title of the axis that measures them.
    """
    colours = np.where(values > 0, "rgb(255, 169, 14)", "rgb(63, 144, 218)")
    figure = go.Figure(
        go.Bar(
            x=values, y=[theme.escape(name) for name in names], orientation="h", marker={"color": colours},
            hovertemplate="%{y}: %{x:.2f}<extra></extra>",
        )
    )  # fmt: skip
    theme.finish(figure, x, "")
    figure.update_layout(height=70 + 24 * len(names))
    figure.update_yaxes(autorange="reversed", type="category")
    return figure
