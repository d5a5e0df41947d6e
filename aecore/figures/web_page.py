"""A figure as a web page."""

import plotly.graph_objects as go

from aecore.figures.theme import escape


def as_page(figure: go.Figure, title: str) -> bytes:
    """Converts a map to an HTML page that works without a server or network.

    Args:
        figure: A map.
        title: Title of the page.
    """
    page = go.Figure(figure)
    page.update_traces(hoverinfo=None, hovertemplate="%{fullData.name} · #%{customdata}<extra></extra>")
    page.update_layout(
        template="plotly_white",
        title=escape(title),
        height=None,
        margin={"t": 60, "b": 60},
    )
    return page.to_html(include_plotlyjs=True, config={"scrollZoom": True, "displaylogo": False}).encode()
