"""Figures of several curves: what a model reaches, and dashed what needs no model."""

import plotly.graph_objects as go

from aecore.figures import theme


def draw_curves(
    curves: dict[str, tuple[list[float], list[float]]],
    *,
    floors: tuple[str, ...] = (),
    x: str,
    y: str,
    is_logarithmic: bool = False,
) -> go.Figure:
    """Draws curves with a mark at each measured point.

    Args:
        curves: Horizontal and vertical values by name.
        floors: Names of the curves that are drawn dashed: the baselines.
        x: Title of the horizontal axis.
        y: Title of the vertical axis.
        is_logarithmic: Whether both axes are logarithmic.
    """
    figure = go.Figure()
    for number, (name, (across, up)) in enumerate(curves.items()):
        figure.add_scatter(
            x=across,
            y=up,
            name=theme.escape(name),
            mode="lines+markers",
            line={
                "dash": "dash" if name in floors else "solid",
                "color": theme.CLASS_COLOURS[number % len(theme.CLASS_COLOURS)],
            },
            hovertemplate="%{fullData.name}: %{x:.4g}, %{y:.4g}<extra></extra>",
        )
    if is_logarithmic:
        figure.update_xaxes(type="log")
        figure.update_yaxes(type="log")
    theme.style_figure(figure, x, y, has_legend=True)
    return figure.update_layout(height=420, margin={"t": 60})
