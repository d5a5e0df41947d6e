"""How many samples each class has."""

import numpy as np
import plotly.graph_objects as go

from aecore.figures.theme import ABOVE, escape


def draw_class_sizes(y_train: np.ndarray, y_test: np.ndarray, class_names: tuple[str, ...]) -> go.Figure:
    """Samples per class, the training and the test part on top of each other.

    Args:
        y_train: Class numbers, shape `(n_train,)`.
        y_test: Class numbers, shape `(n_test,)`.
        class_names: The name of each class number.
    """
    figure = go.Figure()
    names = [escape(name) for name in class_names]
    for name, y in (("training", y_train), ("test", y_test)):
        counts = np.bincount(y, minlength=len(class_names))
        figure.add_bar(x=names, y=counts, name=name, hovertemplate="%{x}: %{y:,}")
    figure.update_layout(
        barmode="stack",
        height=260,
        margin={"t": 10, "b": 10},
        legend=ABOVE,
    )
    figure.update_xaxes(type="category", title="class")
    figure.update_yaxes(title="samples")
    return figure
