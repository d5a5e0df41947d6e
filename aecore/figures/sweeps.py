"""Figures of sweeps: the error over the values of a hyperparameter, and latent vectors in a plane."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures import theme

_CHOSEN = "rgba(136, 136, 136, .25)"


def draw_sweep(
    values: tuple[float, ...], errors: np.ndarray, floor: np.ndarray, chosen: int, *, x: str
) -> go.Figure:
    """Draws the error of an autoencoder and of PCA over the values of a hyperparameter, at even distances.

    Args:
        values: Values of the hyperparameter, of length n.
        errors: Errors of several trainings, shape `(n, n_seeds)`: their mean is drawn, with a bar from the
            lowest to the highest.
        floor: Errors of PCA, shape `(n,)`.
        chosen: Index of the value to highlight.
        x: Title of the horizontal axis.
    """
    names, mean = [f"{value:g}" for value in values], errors.mean(axis=1)
    spread = {"array": errors.max(axis=1) - mean, "arrayminus": mean - errors.min(axis=1)}
    figure = go.Figure(
        [
            go.Scatter(x=names, y=mean, error_y={"symmetric": False, **spread}, name="autoencoder"),
            go.Scatter(x=names, y=floor, name="PCA", line={"dash": "dash"}),
        ]
    )
    figure.update_traces(mode="lines+markers", hovertemplate="%{x}: %{y:.4f}")
    figure.add_vrect(chosen - 0.25, chosen + 0.25, fillcolor=_CHOSEN, line_width=0, layer="below")
    figure.update_xaxes(type="category")
    figure.update_yaxes(rangemode="tozero")
    return theme.style_figure(figure, x, "validation error", has_legend=True)


def draw_plane(Z: np.ndarray, labels: np.ndarray, class_names: tuple[str, ...], limit: float) -> go.Figure:
    """Draws latent vectors of two dimensions, coloured by class.

    Args:
        Z: Latent vectors, shape `(n, 2)`.
        labels: Class indices, shape `(n,)`.
        class_names: Names of the classes.
        limit: Both axes go from minus this to this, so that several figures have one scale.
    """
    figure = go.Figure()
    for label, name in enumerate(class_names):
        x, y = Z[labels == label].T
        figure.add_scatter(x=x, y=y, name=theme.escape(name), mode="markers", marker={"size": 7})
    figure.update_traces(hovertemplate="%{fullData.name}<extra></extra>")
    figure.update_xaxes(range=[-limit, limit])
    figure.update_yaxes(range=[-limit, limit], scaleanchor="x")
    theme.style_figure(figure, "latent dimension 1", "latent dimension 2", has_legend=True)
    return figure.update_layout(height=420)
