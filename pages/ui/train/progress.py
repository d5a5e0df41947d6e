"""The state of a run: its position in the queue, its progress, its losses, or its result."""

from typing import Any

import streamlit as st

from aecore.execution.activity import is_training
from aecore.figures.losses import HELD_OUT_PARTS, draw_losses
from aecore.runs import Run
from pages.ui import cache, workers
from pages.ui.markdown import escape_markdown
from pages.ui.runs.log import offer_log
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_rows


def show_progress(run: Run, state: str, tasks: list[str]) -> None:
    """The position of a run in the queue, the progress of its training, or its result.

    Args:
        run: The run.
        state: Its state.
        tasks: Names of all tasks that wait or run, the next one first.
    """
    progress = run.progress or {}
    if state == "queued":
        st.progress(0.0, escape_markdown(_describe_queue(run, tasks)))
    elif state == "training":
        st.progress(progress.get("fraction", 0.0), escape_markdown(_describe(progress)))
        _show_worker(run, tasks)
    else:
        result = run.result
        if result:
            unit = "epoch" if result.epochs == 1 else "epochs"
            st.markdown(
                f"**{result.epochs:g} {unit} in {result.seconds:.1f} s.** {escape_markdown(result.reason)}"
            )
            if result.state == "failed":
                offer_log(run)


def _show_worker(run: Run, tasks: list[str]) -> None:
    if run.id not in tasks and (holder := run.holder):
        st.caption(escape_markdown(f"Trained by {holder}."))
    elif workers.is_stalled(run.id):
        st.warning(
            "The worker has not answered for a while. If it stays silent for two minutes it is restarted, "
            "and the training continues from the last completed epoch.",
            icon=":material/hourglass_disabled:",
        )


def _describe_queue(run: Run, tasks: list[str]) -> str:
    if run.id not in tasks and (holder := run.holder):
        return f"Queued by {holder}."
    before = tasks[: tasks.index(run.id)] if run.id in tasks else []
    n = sum(is_training(key) for key in before)
    if n:
        return f"Waiting in the queue: {n} training{'' if n == 1 else 's'} before this one."
    if not workers.engine().has_slot("train"):
        return "No training worker available: start one as the README describes."
    return "Starting workers …" if before else "Starting …"


def _describe(progress: dict[str, Any]) -> str:
    if progress.get("stage") != "training":
        return {"saving": "Saving the model …"}.get(progress.get("stage"), "Preparing …")
    left = progress["seconds_left"]
    text = f"Epoch {progress['epoch']} of {progress['epochs']} · {progress['seconds']:.0f} s so far"
    return f"{text} · {left:.0f} s left" if left is not None else text


def show_learning(run: Run) -> None:
    """The losses by epoch, and reconstructions after the last epoch."""
    spec = run.spec
    hyperparameters = spec.hyperparameters
    figure = draw_losses(run.history, hyperparameters.get("epochs", 1), hyperparameters.get("loss", "loss"))
    show_chart(figure, f"losses-{run.id}")
    if run.history:
        st.caption(escape_markdown(_describe_penalties(run.history[-1])))
    epoch = cache.read_epoch(run)
    if epoch is not None:
        data = cache.dataset(spec.dataset)
        renderer = cache.renderer(spec.dataset)
        done = min(run.saved_epochs[-1], run.history[-1]["epoch"]) if run.history else 0
        name = f"Reconstructions after {done:g} epoch{'' if done == 1 else 's'}"
        show_rows(
            {
                f"{data.name_parts(epoch['preview_ids'])[0].capitalize()} samples": renderer.draw(
                    data.rows(epoch["preview_ids"])
                ),
                name: renderer.draw(epoch["X_hat"]),
            },
            renderer.columns,
        )


def _describe_penalties(row: dict[str, float]) -> str:
    """The last values of the penalties in the loss."""
    penalties = [
        (name, part, row[prefix + name])
        for prefix, part in HELD_OUT_PARTS.items()
        for name in row
        if prefix + name in row and name not in ("loss", "reconstruction")
    ]
    return " · ".join(f"{name} {row[name]:.4g} ({part} {value:.4g})" for name, part, value in penalties)
