"""Matrices as coloured cells."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures import theme


def draw_shares(shares: np.ndarray, rows: list[str], columns: list[str], *, x: str) -> go.Figure:
    """Draws shares as cells with their percentage, the first row at the top.

    Args:
        shares: From 0 to 1, shape `(len(rows), len(columns))`.
        rows: Names of the rows.
        columns: Names of the columns, few enough to fit on a screen.
        x: Title of the horizontal axis.
    """
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=[theme.escape(name) for name in columns],
            y=[theme.escape(name) for name in rows],
            zmin=0,
            zmax=1,
            colorscale="Cividis",
            showscale=False,
            xgap=2,
            ygap=2,
            texttemplate="%{z:.0%}",
            hovertemplate="%{y}, %{x}: %{z:.1%}<extra></extra>",
        )
    )
    theme.style_figure(figure, x, "")
    figure.update_layout(height=70 + 34 * len(rows))
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    figure.update_xaxes(type="category", showgrid=False)
    return figure
