"""Bar charts, histograms, error bands and scatter plots."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures import theme

_MAX_TICKS = 20
_MAX_BINS = 60
_MIN_LENGTH = 3.0  # of the range of bars of a table's rows, on each side


def draw_bars(
    values: np.ndarray,
    *,
    x: str,
    y: str,
    line: tuple[float, str] | None = None,
    names: list[str] | None = None,
) -> go.Figure:
    """Draws bars with an optional dashed reference line.

    Args:
        values: Shape `(n,)`.
        x: Title of the horizontal axis.
        y: Title of the vertical axis.
        line: Height and name of the reference line.
        names: Name of each bar; their positions from 1 if left out. Of many bars only the pointer shows it.
    """
    n = len(values)
    names = names or [str(position) for position in range(1, n + 1)]
    figure = go.Figure(
        go.Bar(
            x=np.arange(1, n + 1),
            y=values,
            customdata=[theme.escape(name) for name in names],
            hovertemplate="%{customdata}: %{y:.4g}<extra></extra>",
        )
    )
    if n <= _MAX_TICKS:
        figure.update_xaxes(tickvals=np.arange(1, n + 1), ticktext=[theme.escape(name) for name in names])
    if line:
        theme.add_reference_line(figure, *line)
    return theme.style_figure(figure, x, y)


def draw_histograms(groups: dict[str, np.ndarray], *, x: str, y: str, log: bool = False) -> go.Figure:
    """Draws histograms of several groups of values, as outlines over common bins.

    The bins are those of `numpy.histogram_bin_edges` with `auto`, the narrower of those of Freedman and
    Diaconis and of Sturges, but at most 60.

    Args:
        groups: Values of each group by its name, any shape.
        x: Title of the horizontal axis, the values.
        y: Title of the vertical axis, the share of values in a bin.
        log: Whether the vertical axis is logarithmic.
    """
    all_values = np.concatenate([values.ravel() for values in groups.values()])
    edges = _find_edges(all_values)
    figure = go.Figure()
    for name, values in groups.items():
        counts, _ = np.histogram(values, edges)
        figure.add_scatter(
            x=edges,
            y=np.append(counts, counts[-1]) / counts.sum(),
            name=theme.escape(name),
            mode="lines",
            line={"shape": "hv"},
            fill="tozeroy",
            hovertemplate="%{x:.3g}: %{y:.2%}",
        )
    figure.update_yaxes(type="log" if log else "linear", tickformat=".0e" if log else ".1%")
    return theme.style_figure(figure, x, y, has_legend=len(groups) > 1)


def _find_edges(values: np.ndarray) -> np.ndarray:
    """Edges of at most 60 bins that suit the number and the spread of the values, shape `(n_bins + 1,)`."""
    edges = np.histogram_bin_edges(values, "auto")
    return edges if len(edges) <= _MAX_BINS + 1 else np.linspace(edges[0], edges[-1], _MAX_BINS + 1)


def draw_band(series: np.ndarray, reconstruction: np.ndarray, sd: np.ndarray, unit: str) -> go.Figure:
    """Draws a series and its reconstruction with a band that contains 95 % of the errors.

    Args:
        series: Shape `(length,)`.
        reconstruction: Same shape.
        sd: Standard deviation of the errors at each step, same shape.
        unit: Title of the vertical axis.
    """
    steps = np.arange(len(series))
    figure = go.Figure()
    for sign, fill in ((1, None), (-1, "tonexty")):
        figure.add_scatter(
            x=steps,
            y=reconstruction + sign * 1.96 * sd,
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
    return theme.style_figure(figure, "step", unit, has_legend=True)


def draw_points(
    groups: dict[str, tuple[list, list, list]], *, x: str, y: str, line: tuple[float, str]
) -> go.Figure:
    """Draws points of several groups over integers, with a dashed reference line.

    Args:
        groups: The x values, y values and hover texts of each group, by its name.
        x: Title of the horizontal axis.
        y: Title of the vertical axis.
        line: Height and name of the reference line.
    """
    figure = go.Figure()
    for name, (x_values, y_values, texts) in groups.items():
        figure.add_scatter(
            x=x_values,
            y=y_values,
            text=[theme.escape(text) for text in texts],
            name=theme.escape(name),
            mode="markers",
            marker={"size": 11},
            hovertemplate="%{text}: %{y:.5f}<extra></extra>",
        )
    theme.add_reference_line(figure, *line)
    figure.update_xaxes(dtick=1)
    figure.update_yaxes(rangemode="tozero")
    return theme.style_figure(figure, x, y, has_legend=len(groups) > 1)


def draw_table_rows(
    names: tuple[str, ...], rows: dict[str, tuple[np.ndarray, list[str]]], *, x: str
) -> go.Figure:
    """Draws rows of a table as horizontal bars, one group of bars for each column, the first at the top.

    Args:
        names: Names of the columns.
        rows: Length of each bar on a scale that all columns share, and its label, by name of the row.
        x: Title of the horizontal axis.
    """
    figure = go.Figure()
    for name, (values, labels) in rows.items():
        figure.add_bar(
            x=values,
            y=[theme.escape(column) for column in names],
            name=theme.escape(name),
            text=labels,
            orientation="h",
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{text} (%{x:.2f})",
        )
    theme.style_figure(figure, x, "", has_legend=len(rows) > 1)
    # The same range for most rows, with room for the labels.
    longest = max(_MIN_LENGTH, *(float(np.abs(values).max()) for values, _ in rows.values()))
    figure.update_xaxes(range=[-1.4 * longest, 1.4 * longest])
    figure.update_layout(height=90 + (8 + 18 * len(rows)) * len(names), bargap=0.2)
    figure.update_yaxes(autorange="reversed", type="category", automargin=True)
    return figure


def draw_differences(names: list[str], values: np.ndarray, *, x: str) -> go.Figure:
    """Draws horizontal bars of signed values, the first at the top.

    Args:
        names: Names of the bars, few enough to fit on a screen.
        values: Shape `(len(names),)`.
        x: Title of the horizontal axis.
    """
    colours = np.where(values > 0, "rgb(255, 169, 14)", "rgb(63, 144, 218)")
    figure = go.Figure(
        go.Bar(
            x=values, y=[theme.escape(name) for name in names], orientation="h", marker={"color": colours},
            hovertemplate="%{y}: %{x:.2f}<extra></extra>",
        )
    )  # fmt: skip
    theme.style_figure(figure, x, "")
    figure.update_layout(height=70 + 24 * len(names))
    figure.update_yaxes(autorange="reversed", type="category")
    return figure
