"""Lines of several columns over a common one."""

import pandas as pd
import plotly.graph_objects as go

from aecore.figures import theme


def draw_lines(table: pd.DataFrame, *, x: str, x_title: str, y_title: str) -> go.Figure:
    """Draws each column of a table as a line with points over one of them.

    Args:
        table: Numbers; missing ones interrupt a line.
        x: Name of the column of the horizontal axis.
        x_title: Title of the horizontal axis.
        y_title: Title of the vertical axis.
    """
    figure = go.Figure()
    for i, name in enumerate(name for name in table.columns if name != x):
        figure.add_scatter(
            x=table[x],
            y=table[name],
            name=theme.escape(name),
            mode="lines+markers",
            line={"color": theme.CLASS_COLOURS[i % len(theme.CLASS_COLOURS)]},
            hovertemplate="%{x}: %{y:.4g}",
        )
    return theme.style_figure(figure, x_title, y_title, has_legend=True)
