"""The state of a run: its position in the queue, its progress, its losses and its result."""

from typing import Any

import streamlit as st

from aecore.execution.activity import is_training
from aecore.figures.losses import CLEAN_PREFIX, HELD_OUT_PARTS, draw_losses
from aecore.runs import Run, RunSpec
from pages.ui import cache, workers
from pages.ui.markdown import escape_markdown
from pages.ui.runs.log import offer_log
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_rows


def show_progress(run: Run, state: str, tasks: list[str]) -> None:
    """Shows the position of a run in the queue, the progress of its training, or why it ended.

    Args:
        run: The run.
        state: Its state.
        tasks: Keys of all queued and running tasks, in the order of the queue.
    """
    progress = run.progress or {}
    if state == "queued":
        st.progress(0.0, escape_markdown(_describe_queue(run, tasks)))
    elif state == "training":
        st.progress(progress.get("fraction", 0.0), escape_markdown(_describe(progress)))
        _show_worker(run, tasks)
    else:
        result = run.result
        if result and result.reason:
            st.markdown(escape_markdown(result.reason))
        if result and result.state == "failed":
            offer_log(run)


def _show_worker(run: Run, tasks: list[str]) -> None:
    if run.id not in tasks and (holder := run.holder):
        st.caption(escape_markdown(f"Trained by {holder}."))
    elif workers.is_stalled(run.id):
        st.warning(
            "The worker has not responded for some time. If it does not respond within two minutes, it is "
            "restarted, and the training continues from the last completed epoch.",
            icon=":material/hourglass_disabled:",
        )


def _describe_queue(run: Run, tasks: list[str]) -> str:
    if run.id not in tasks and (holder := run.holder):
        return f"Queued by {holder}."
    ahead = tasks[: tasks.index(run.id)] if run.id in tasks else []
    n = sum(is_training(key) for key in ahead)
    if n:
        return f"Queued: {n} run{'' if n == 1 else 's'} ahead."
    if not workers.engine().has_slot("train"):
        return "No training worker available: start one as described in the README."
    return "Starting workers …" if ahead else "Starting …"


def _describe(progress: dict[str, Any]) -> str:
    if progress.get("stage") != "training":
        return {"saving": "Saving the model …"}.get(progress.get("stage"), "Preparing …")
    remaining = progress["seconds_left"]
    text = f"Epoch {progress['epoch']} of {progress['epochs']}"
    if "loss" in progress:  # already before the first epoch is complete
        text += f" · training loss {progress['loss']:.4g}"
    text += f" · {progress['seconds']:.0f} s elapsed"
    return f"{text} · {remaining:.0f} s left" if remaining is not None else text


def show_losses(run: Run) -> None:
    """Shows the losses by epoch, and reconstructions after the last epoch."""
    spec = run.spec
    hyperparameters = spec.hyperparameters
    figure = draw_losses(run.history, hyperparameters.get("epochs", 1), hyperparameters.get("loss", "loss"))
    show_chart(figure, f"losses-{run.id}")
    if run.history:
        st.caption(escape_markdown(_describe_penalties(run.history[-1])))
        if spec.continued_from:
            st.caption(escape_markdown(_describe_continuation(spec)))
        if CLEAN_PREFIX + "loss" in run.history[0]:
            st.caption(
                "Inputs of both losses are corrupted; those of the validation samples are the same in each "
                "epoch. The dotted line is the loss of the validation samples with clean inputs."
            )
    epoch = cache.read_epoch(run)
    if epoch is not None:
        data = cache.dataset(spec.dataset)
        renderer = cache.renderer(spec.dataset)
        n_epochs = min(run.saved_epochs[-1], run.history[-1]["epoch"]) if run.history else 0
        name = f"Reconstructions after {n_epochs:g} epoch{'' if n_epochs == 1 else 's'}"
        show_rows(
            {
                f"{data.name_parts(epoch['preview_ids'])[0].capitalize()} samples": renderer.draw(
                    data.rows(epoch["preview_ids"])
                ),
                name: renderer.draw(epoch["X_hat"]),
            },
            renderer.columns,
        )


def _describe_continuation(spec: RunSpec) -> str:
    """Returns which run a run continues, and what that means for the learning rate."""
    text = f"The curve continues that of the run {spec.continued_from}."
    if spec.hyperparameters.get("schedule") == "constant":
        return text
    return (
        f"{text} There the learning rate had decayed to zero; it continued with the rate that one training "
        f"of {spec.hyperparameters['epochs']} epochs has at this epoch, so the loss can rise at first."
    )


def _describe_penalties(row: dict[str, float]) -> str:
    """Returns the penalties of the loss in a row of the history, as text."""
    penalties = [
        (name, part, row[prefix + name])
        for prefix, part in HELD_OUT_PARTS.items()
        for name in row
        if prefix + name in row and name not in ("loss", "reconstruction")
    ]
    text = " · ".join(f"{name} {row[name]:.4g} ({part} {value:.4g})" for name, part, value in penalties)
    return f"Penalties in the loss: {text}" if text else ""
