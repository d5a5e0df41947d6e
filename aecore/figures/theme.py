"""The common style of figures."""

import html

import plotly.graph_objects as go

# The classes of a map, whose points lie among each other; for light and dark backgrounds. Any two of the
# first ten differ by a CIEDE2000 of at least 27, of all twenty by 14, and by half of that for a person who
# confuses red and green.
CLASS_COLOURS = (
    "#4668c0", "#ffb45a", "#b4005a", "#5ad2c3", "#874b0f",
    "#d24bff", "#007878", "#a5c3ff", "#878700", "#e18787",
    "#6900ff", "#c3c387", "#f00f5a", "#0fa5b4", "#a55a4b",
    "#e187d2", "#3c9669", "#2d87b4", "#ff4b3c", "#b45a96",
)  # fmt: skip
_GREY = "rgb(136, 136, 136)"  # visible on light and on dark backgrounds
LEGEND_ABOVE = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"}


def escape(text: object) -> str:
    """Escapes a text for Plotly, which would interpret links and other HTML in names and titles."""
    return html.escape(str(text), quote=False)


def choose_text_colour(background: str) -> str:
    """Black or white, whichever has the higher contrast on a colour `#rrggbb` (WCAG 2.2)."""
    red, green, blue = (_linearise(int(background[i : i + 2], 16) / 255) for i in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # Equal contrast with black and with white: (L + .05)^2 = 1.05 * .05.
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def _linearise(value: float) -> float:
    """Linear light of an sRGB value in [0, 1]."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


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
