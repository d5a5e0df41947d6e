"""What small figures have in common."""

import plotly.graph_objects as go


def finish(figure: go.Figure, x: str, y: str, *, has_legend: bool = False) -> go.Figure:
    """Titles, margins and, above the figure, the legend; returns the figure."""
    figure.update_layout(
        height=280,
        margin={"t": 30 if has_legend else 10, "b": 40},
        showlegend=has_legend,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        bargap=0.1,
    )
    figure.update_xaxes(title=x)
    figure.update_yaxes(title=y)
    return figure
