"""Continuing a finished run for more epochs."""

import json
from typing import Any

from aecore.runs.run import Run
from aecore.runs.spec import RunProblem
from aecore.runs.store import create_run

_CHECKPOINT = "checkpoint/state.npz"


def can_continue(run: Run) -> bool:
    """Whether a run completed all its epochs and left a checkpoint.

    A stopped run is resumed instead, and one that stopped early would stop again at once.
    """
    result = run.result
    return (
        result is not None
        and result.state == "done"
        and result.epochs == run.spec.hyperparameters.get("epochs")
        and (run.path / "checkpoint" / "state.npz").exists()
    )


def continue_run(run: Run, n_epochs: int, *, owner: str = "", time_limit: float | None = None) -> Run:
    """Creates a run that continues a finished one, which stays as it is; its training is not started.

    The new run has the checkpoint, the history and the saved epochs of the finished one, and `n_epochs` more
    epochs. Weights, optimizer and random numbers continue, so with the schedule `constant` it ends with the
    same model as one training of all epochs. With `cosine`, the learning rate of the finished run has decayed
    to zero; it continues with the rate that one training of all epochs has at this epoch, and decays to zero
    again. So the loss can rise at first, and the model differs from that of one training of all epochs, whose
    first epochs have higher rates.

    Args:
        run: A run for which `can_continue` is true.
        n_epochs: Number of further epochs.
        owner: Id of the person who starts the new run; empty if unknown.
        time_limit: Seconds after which a worker stops the training and saves the model.

    Raises:
        RunProblem: if the checkpoint cannot be read, or the workspace cannot be written to.
    """
    state = run.read_arrays(_CHECKPOINT)
    if state is None:
        raise RunProblem(f"The run {run.id} has no checkpoint that can be read: train a new run.")
    spec = run.spec
    new = create_run(
        spec.variant,
        extend_hyperparameters(run, n_epochs),
        spec.dataset,
        spec.fingerprint,
        sample_shape=spec.sample_shape,
        owner=owner,
        time_limit=time_limit,
        continued_from=run.id,
        normal_classes=spec.normal_classes,
    )
    try:
        for epoch in run.saved_epochs:
            name = f"{epoch:04d}.npz"
            new.write(f"epochs/{name}", (run.path / "epochs" / name).read_bytes())
        new.write_json("history.json", json.loads(str(state["history"])))
        new.write_arrays(_CHECKPOINT, state)
    except OSError as error:
        new.delete()
        raise RunProblem(
            f"The run {run.id} cannot be continued ({error.strerror}): make room in the workspace."
        ) from error
    return new


def extend_hyperparameters(run: Run, n_epochs: int) -> dict[str, Any]:
    """The hyperparameters of a run with more epochs."""
    hyperparameters: dict[str, Any] = dict(run.spec.hyperparameters)
    return {**hyperparameters, "epochs": hyperparameters["epochs"] + n_epochs}
