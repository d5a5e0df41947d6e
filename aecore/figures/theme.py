"""The common style of figures."""

import html

import plotly.graph_objects as go

# The class colours of the dashboard's theme, for exported figures (M. A. Petroff, arXiv:2107.02270).
COLOURWAY = (
    "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6",
    "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd",
)  # fmt: skip
_GREY = "rgb(136, 136, 136)"  # visible on light and on dark backgrounds
LEGEND_ABOVE = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"}


def escape(text: object) -> str:
    """Escapes a text for Plotly, which would interpret links and other HTML in names and titles."""
    return html.escape(str(text), quote=False)


def add_reference_line(figure: go.Figure, height: float, name: str) -> None:
    """Adds a dashed horizontal reference line."""
    figure.add_hline(y=height, line_dash="dash", line_color=_GREY, annotation_text=escape(name))


def style_figure(figure: go.Figure, x: str, y: str, *, has_legend: bool = False) -> go.Figure:
    """Sets axis titles, margins and an optional legend above the figure; returns the figure."""
    figure.update_layout(
        height=280,
        margin={"t": 30 if has_legend else 10, "b": 40},
        showlegend=has_legend,
        legend=LEGEND_ABOVE,
        bargap=0.1,
    )
    figure.update_xaxes(title=escape(x))
    figure.update_yaxes(title=escape(y))
    return figure
