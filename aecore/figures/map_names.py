"""Names on a map: of its classes, at their points, and of its axes."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from aecore.figures.theme import choose_text_colour, escape


def add_class_names(figure: go.Figure, positions: np.ndarray) -> go.Figure:
    """Writes the name of each class on a map in two dimensions, on its colour; returns the figure.

    Args:
        figure: A map with a trace for each class (see `draw_classes`).
        positions: Position of each class, shape `(n_classes, 2)`; NaN for a class without samples.
    """
    # Each class has an annotation, so that the index of an annotation is that of its trace. They are added
    # together, since each call of `add_annotation` validates all former ones again.
    names = [
        _make_name(trace, position) for trace, position in zip(figure.data, positions.tolist(), strict=False)
    ]
    return figure.update_layout(annotations=[*figure.layout.annotations, *names])


def _make_name(trace: go.Scattergl, position: list[float]) -> dict[str, Any]:
    is_visible = bool(np.isfinite(position).all())
    x, y = position if is_visible else (0, 0)
    return {
        "x": x,
        "y": y,
        "visible": is_visible,
        "text": trace.name,
        "showarrow": False,
        "bgcolor": trace.marker.color,
        "bordercolor": "rgba(255, 255, 255, 0.8)",
        "borderpad": 2,
        "font": {"color": choose_text_colour(trace.marker.color), "size": 13},
        "opacity": 0.92,
    }


def name_axes(figure: go.Figure, names: tuple[str, ...]) -> go.Figure:
    """Writes the names of the axes of a map in two or three dimensions; returns the figure."""
    titles = {axis: {"text": escape(name)} for axis, name in zip("xyz", names, strict=False)}
    if len(names) > len("xy"):
        figure.update_scenes(**{f"{axis}axis": {"title": title} for axis, title in titles.items()})
    else:
        figure.update_layout(
            **{f"{axis}axis": {"title": title | {"standoff": 4}} for axis, title in titles.items()}
        )
    return figure
