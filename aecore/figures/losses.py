"""Loss curves."""

import plotly.graph_objects as go

from aecore.figures.theme import ABOVE, escape

# Prefix of a loss in the history -> the part it is measured on. Earlier versions measured the test part after
# each epoch (`test_loss`), and called the loss that early stopping watches `validation_loss`.
HELD_OUT_PARTS = {"val_": "validation", "validation_": "validation", "test_": "test"}


def draw_losses(history: list[dict[str, float]], epochs: int, loss: str) -> go.Figure:
    """The loss of every epoch, for each part of the data that was measured.

    Where the loss holds a penalty, its first part is drawn, which is the same for all variants.

    Args:
        history: Rows with `epoch` and the losses.
        epochs: Planned epochs: the width of the picture from the start, so that it does not jump.
        loss: Name of the loss, for the axis.

    Returns:
        One line a part.
    """
    figure = go.Figure()
    numbers = [row["epoch"] for row in history]
    measure = "reconstruction" if history and "reconstruction" in history[0] else "loss"
    for prefix, part in {"": "training", **HELD_OUT_PARTS}.items():
        name = prefix + measure
        if not history or name in history[0]:
            figure.add_scatter(
                x=numbers,
                y=[row[name] for row in history],
                name=part,
                mode="lines+markers" if len(history) < 30 else "lines",
                hovertemplate="%{y:.5f}",
            )
    figure.update_layout(
        height=300,
        margin={"t": 10, "b": 40},
        hovermode="x unified",
        legend=ABOVE,
    )
    figure.update_xaxes(title="epoch", range=[0, epochs + 0.5], rangemode="tozero", dtick=_tick(epochs))
    figure.update_yaxes(title=escape(loss).replace("_", " "), rangemode="tozero")
    return figure


def _tick(epochs: int) -> int:
    """A round step that gives at most ten ticks."""
    return next(
        step * 10**power for power in range(6) for step in (1, 2, 5) if epochs <= 10 * step * 10**power
    )
