"""Loss curves."""

import plotly.graph_objects as go

from aecore.figures.theme import LEGEND_ABOVE, escape

# Prefix of a loss in the history -> the part it is measured on. Earlier versions measured the test part after
# each epoch (`test_loss`), and named the loss that early stopping monitors `validation_loss`.
HELD_OUT_PARTS = {"val_": "validation", "validation_": "validation", "test_": "test"}
# Prefix of a loss of validation samples whose inputs are clean, although those of the training are corrupted.
CLEAN_PREFIX = "val_clean_"
_CURVES = {"": "training", **HELD_OUT_PARTS, CLEAN_PREFIX: "validation, clean inputs"}


def draw_losses(history: list[dict[str, float]], epochs: int, loss: str) -> go.Figure:
    """Draws the loss of every epoch, one line for each part of the data.

    Of a loss with a penalty only the reconstruction term is drawn, which all variants have.

    Args:
        history: Rows with `epoch` and the losses.
        epochs: Planned number of epochs, the range of the horizontal axis from the start.
        loss: Name of the loss, the title of the vertical axis.

    Returns:
        A figure with one line for each part, and a dotted one for clean validation inputs if there are any.
    """
    figure = go.Figure()
    finished = [row["epoch"] for row in history]
    term = "reconstruction" if history and "reconstruction" in history[0] else "loss"
    for prefix, part in _CURVES.items():
        name = prefix + term
        if name in history[0] if history else prefix in ("", "val_"):
            figure.add_scatter(
                x=finished,
                y=[row[name] for row in history],
                name=part,
                mode="lines+markers" if len(history) < 30 else "lines",
                line={"dash": "dot"} if prefix == CLEAN_PREFIX else None,
                hovertemplate="%{y:.5f}",
            )
    figure.update_layout(
        height=300,
        margin={"t": 10, "b": 40},
        hovermode="x unified",
        legend=LEGEND_ABOVE,
    )
    figure.update_xaxes(title="epoch", range=[0, epochs + 0.5], rangemode="tozero", dtick=_tick_step(epochs))
    figure.update_yaxes(title=escape(loss).replace("_", " "), rangemode="tozero")
    return figure


def _tick_step(epochs: int) -> int:
    """Returns a round step that gives at most ten ticks."""
    return next(
        step * 10**power for power in range(6) for step in (1, 2, 5) if epochs <= 10 * step * 10**power
    )
