"""The command `aecore train`, which trains a run in this process and prints its epochs."""

import signal
import threading
from typing import Any

from aecore.cli.output import FAILURE, SUCCESS, print_error
from aecore.cli.quiet_tensorflow import import_tensorflow
from aecore.datasets import find_card, load_dataset
from aecore.execution import training_task
from aecore.hyperparameters import list_hyperparameters
from aecore.runs import Run, create_run
from aecore.variants import find_variant, make_variant


def train(*, variant: str, dataset: str, **options: str) -> int:
    """Trains a new run in the workspace; returns the exit code.

    Args:
        variant: Name of a variant.
        dataset: Name of a data set.
        options: Hyperparameters as text; the others are those suggested for the data set.
    """
    variant_class, card = find_variant(variant), find_card(dataset)
    declared = {h.name: h for h in list_hyperparameters(variant_class)}
    given = {name: declared[name].parse(text) if name in declared else text for name, text in options.items()}
    defaults = {name: h.default for name, h in declared.items()}
    suggested = variant_class.suggest_hyperparameters(
        card.n_train, card.sample_shape, card.kind, given.get("network")
    )
    hyperparameters = defaults | suggested | given
    make_variant(variant, hyperparameters).check_data(card.n_train, card.sample_shape)
    return train_run(create(variant, hyperparameters, dataset))


def create(variant: str, hyperparameters: dict[str, Any], dataset: str) -> Run:
    """Creates a run in the workspace."""
    data = load_dataset(dataset)
    return create_run(
        variant, hyperparameters, dataset, data.fingerprint, sample_shape=data.card.sample_shape
    )


def train_run(run: Run) -> int:
    """Trains a run in this process and prints each epoch; returns the exit code."""
    ended = threading.Event()
    printer = threading.Thread(target=_print_epochs, args=(run, ended), daemon=True)
    signal.signal(signal.SIGINT, lambda *_: _stop(run))
    print(f"Training in {run.path}; Ctrl-C stops it and saves the model.", flush=True)
    printer.start()
    try:
        import_tensorflow()
        training_task.train(run)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        ended.set()
        printer.join()
    return _print_result(run)


def _stop(run: Run) -> None:
    """Requests a stop on the first Ctrl-C; the next one ends the process, even within TensorFlow."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    run.request_stop()
    print("Stopping; Ctrl-C again aborts.", flush=True)


def _print_epochs(run: Run, ended: threading.Event) -> None:
    """Prints a line for each completed epoch."""
    epochs = int(str(run.spec.hyperparameters["epochs"]))
    n_printed, is_last = 0, False
    while not is_last:
        is_last = ended.wait(0.2)  # reads once more after the end, so that no epoch is missed
        rows = run.history
        for row in rows[n_printed:]:
            print(_describe_epoch(row, rows[0], epochs), flush=True)
        n_printed = len(rows)


def _describe_epoch(row: dict[str, float], first: dict[str, float], epochs: int) -> str:
    losses = dict(row)
    epoch, seconds = losses.pop("epoch"), losses.pop("seconds")
    fields = [f"epoch {epoch:>{len(str(epochs))}}/{epochs}"]
    fields += [f"{name.replace('_', ' ')} {value:.5f}" for name, value in losses.items()]
    fields.append(f"{seconds:.1f} s")
    # No estimate from the first epoch, which includes the compilation, or from an incomplete (last) epoch.
    if first["epoch"] < epoch == int(epoch):
        seconds_per_epoch = (seconds - first["seconds"]) / (epoch - first["epoch"])
        fields.append(f"{(epochs - epoch) * seconds_per_epoch:.0f} s left")
    return "  ".join(fields)


def _print_result(run: Run) -> int:
    result = run.result
    if result is None:
        return print_error(f"The run {run.id} was deleted during its training.", FAILURE)
    if run.has_model:
        print(f"{result.state} after {result.epochs:g} epochs, test MSE {run.metrics['test_mse']:.5f}")
        print(run.path)
    if result.state == "failed":
        return print_error(result.reason, FAILURE)
    if result.reason:
        print(result.reason)
    return SUCCESS
