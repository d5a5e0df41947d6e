"""Bar charts of class sizes."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures.theme import LEGEND_ABOVE, escape


def draw_class_sizes(y_train: np.ndarray, y_test: np.ndarray, class_names: tuple[str, ...]) -> go.Figure:
    """Draws the number of samples per class as stacked bars of the training and the test part.

    Args:
        y_train: Class indices of the training part, shape `(n_train,)`.
        y_test: Class indices of the test part, shape `(n_test,)`.
        class_names: Names of the classes.
    """
    figure = go.Figure()
    names = [escape(name) for name in class_names]
    for name, y in (("training and validation", y_train), ("test", y_test)):
        counts = np.bincount(y, minlength=len(class_names))
        figure.add_bar(x=names, y=counts, name=name, hovertemplate="%{x}: %{y:,}")
    figure.update_layout(
        barmode="stack",
        height=260,
        margin={"t": 10, "b": 10},
        legend=LEGEND_ABOVE,
    )
    figure.update_xaxes(type="category", title="class")
    figure.update_yaxes(title="samples")
    return figure
