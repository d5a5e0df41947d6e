"""Scores of several methods, with error bars: as bars, and as curves."""

from collections.abc import Collection, Mapping

import plotly.graph_objects as go

from aecore.figures import theme

_HEIGHT = 320


def draw_score_bars(scores: Mapping[str, Mapping[str, tuple[float, float]]], *, y: str) -> go.Figure:
    """Draws a group of bars with error bars for each classifier, one bar for each representation.

    Args:
        scores: By representation, by classifier: mean and standard deviation, both shares.
        y: Title of the vertical axis.
    """
    figure = go.Figure()
    for name, by_group in scores.items():
        means = [mean for mean, _ in by_group.values()]
        figure.add_bar(
            x=[theme.escape(group) for group in by_group],
            y=means,
            error_y={"array": [sd for _, sd in by_group.values()], "thickness": 1.5},
            name=theme.escape(name),
            text=[f"{mean:.1%}" for mean in means],
            textposition="inside",
            insidetextanchor="start",
            hovertemplate="%{x}: %{y:.1%}",
        )
    theme.style_figure(figure, "", y, has_legend=True)
    figure.update_yaxes(tickformat=".0%", range=[0, 1])
    return figure.update_layout(height=_HEIGHT, barmode="group", bargap=0.25)


def draw_score_curves(
    curves: Mapping[str, Mapping[int, tuple[float, float, float]]],
    *,
    x: str,
    y: str,
    is_share: bool = True,
    is_log: bool = True,
    floors: Collection[str] = (),
) -> go.Figure:
    """Draws a curve for each method, with bars from the lowest to the highest value.

    Args:
        curves: By method, by horizontal position: mean, lowest and highest value.
        x: Title of the horizontal axis.
        y: Title of the vertical axis.
        is_share: Whether values are shares, shown in percent.
        is_log: Whether the horizontal axis is logarithmic, with a tick at each position.
        floors: Names of methods that need no autoencoder, whose curves are dashed.
    """
    figure = go.Figure()
    for name, points in curves.items():
        means = [mean for mean, _, _ in points.values()]
        figure.add_scatter(
            x=list(points),
            y=means,
            error_y={
                "symmetric": False,
                "array": [high - mean for mean, _, high in points.values()],
                "arrayminus": [mean - low for mean, low, _ in points.values()],
                "thickness": 1,
            },
            name=theme.escape(name),
            mode="lines+markers",
            line={"dash": "dash"} if name in floors else None,
            hovertemplate="%{x:,}: %{y:.1%}" if is_share else "%{x:,}: %{y:.4g}",
        )
    theme.style_figure(figure, x, y, has_legend=True)
    if is_log:
        ticks = sorted({position for points in curves.values() for position in points})
        figure.update_xaxes(type="log", tickvals=ticks, ticktext=[f"{tick:,}" for tick in ticks])
    figure.update_yaxes(tickformat=".0%" if is_share else None)
    return figure.update_layout(height=_HEIGHT)


def draw_learning_curves(curves: Mapping[str, list[dict[int, float]]], *, x: str, y: str) -> go.Figure:
    """Draws the accuracy by epoch of several trainings of each method: thin lines, their mean a thick one.

    Args:
        curves: By method, for each training: accuracy by epoch.
        x: Title of the horizontal axis.
        y: Title of the vertical axis.
    """
    figure = go.Figure()
    for colour, (name, trainings) in zip(theme.CLASS_COLOURS[:2], curves.items(), strict=False):
        for training in trainings:
            figure.add_scatter(
                x=list(training),
                y=list(training.values()),
                mode="lines",
                line={"width": 1, "color": colour},
                opacity=0.45,
                showlegend=False,
                hoverinfo="skip",
            )
        shared = [epoch for epoch in trainings[0] if all(epoch in training for training in trainings)]
        mean = [sum(training[epoch] for training in trainings) / len(trainings) for epoch in shared]
        figure.add_scatter(
            x=shared,
            y=mean,
            name=theme.escape(name),
            mode="lines",
            line={"width": 3, "color": colour},
            hovertemplate="%{y:.1%}",
        )
    theme.style_figure(figure, x, y, has_legend=True)
    figure.update_yaxes(tickformat=".0%")
    return figure.update_layout(height=_HEIGHT, hovermode="x unified")
