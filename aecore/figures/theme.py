"""What small figures have in common."""

import html

import plotly.graph_objects as go

# What the dashboard's theme gives to classes, for figures that leave it (M. A. Petroff, arXiv:2107.02270).
COLOURWAY = (
    "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6",
    "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd",
)  # fmt: skip
_GREY = "rgb(136, 136, 136)"  # can be seen on a light and on a dark ground
ABOVE = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"}


def escape(text: object) -> str:
    """Text as Plotly shows it literally: names and titles may hold links and other HTML otherwise."""
    return html.escape(str(text), quote=False)


def add_line(figure: go.Figure, height: float, name: str) -> None:
    """A dashed line to hold a figure against."""
    figure.add_hline(y=height, line_dash="dash", line_color=_GREY, annotation_text=escape(name))


def finish(figure: go.Figure, x: str, y: str, *, has_legend: bool = False) -> go.Figure:
    """Titles, margins and, above the figure, the legend; returns the figure."""
    figure.update_layout(
        height=280,
        margin={"t": 30 if has_legend else 10, "b": 40},
        showlegend=has_legend,
        legend=ABOVE,
        bargap=0.1,
    )
    figure.update_xaxes(title=escape(x))
    figure.update_yaxes(title=escape(y))
    return figure
