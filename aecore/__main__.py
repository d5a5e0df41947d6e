"""The command line: trains runs, makes the ready-made ones again, fills the scoreboard."""

import signal

if __name__ == "__main__":
    # Before the libraries load, which takes a second: Ctrl-C ends the process without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import argparse
import logging
import os
import sys
import threading
import warnings
from typing import Any, NoReturn

from aecore import gallery, workspace
from aecore.cli.dashboard import start_dashboard
from aecore.datasets import CARDS, UnknownDataset, find_card, load_dataset
from aecore.errors import AecoreError
from aecore.execution import tasks
from aecore.hyperparameters import InvalidHyperparameter, list_hyperparameters
from aecore.runs import Run, create_run
from aecore.variants import VARIANTS, UnknownVariant, find_variant, make_variant
from aecore.workspace import WorkspaceUnavailable

# Exit codes; 2 is what argparse uses for a wrong command line.
_FINE, _FAILED, _MISUSED = 0, 1, 2
_MISUSES = (UnknownVariant, UnknownDataset, InvalidHyperparameter, WorkspaceUnavailable)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: The words after `python -m aecore`; None for those of this process.

    Returns:
        The exit code: 0 if all went well, 1 if it failed, 2 if the command was wrong.
    """
    # As above, where this is called by another program; `_train` softens the first Ctrl-C.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    choices = vars(_make_parser().parse_args(arguments))
    command = choices.pop("command")
    try:
        workspace.home()  # before anything is loaded
        return command(**choices)
    except _MISUSES as problem:
        return _print_error(problem, _MISUSED)
    except AecoreError as problem:
        return _print_error(problem, _FAILED)


def train(*, variant: str, dataset: str, **texts: str) -> int:
    """Trains a new run in the workspace; returns the exit code.

    Args:
        variant: Name of a variant.
        dataset: Name of a data set.
        texts: Hyperparameters as typed; the others are those suggested for the data set.
    """
    kind, card = find_variant(variant), find_card(dataset)
    known = {h.name: h for h in list_hyperparameters(kind)}
    given = {name: known[name].parse(text) if name in known else text for name, text in texts.items()}
    defaults = {name: h.default for name, h in known.items()}
    suggested = kind.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind, given.get("network"))
    hyperparameters = defaults | suggested | given
    make_variant(variant, hyperparameters).check_data(card.n_train, card.sample_shape)
    return _train(_create(variant, hyperparameters, dataset))


def make_gallery(*, projections: bool) -> int:
    """Makes the ready-made runs, or only their projections, again, one by one; returns the exit code."""
    total = 0
    for recipe in gallery.read_recipes():
        sizes = gallery.export_projection(recipe) if projections else _make_run(recipe)
        if not sizes:
            return _print_error(f"{recipe['id']} was not trained to its end: it stays as it was.", _FAILED)
        for name, size in sizes.items():
            print(f"{size / 1e3:8.1f} kB  {recipe['id']}/{name}")
        total += sum(sizes.values())
    print(f"{total / 1e3:8.1f} kB  in all")
    return _FINE


def _make_run(recipe: dict[str, Any]) -> dict[str, int]:
    """Trains and ships a ready-made run; returns the sizes of its files, none if that did not succeed."""
    run = _create(recipe["variant"], recipe["hyperparameters"], recipe["dataset"])
    try:
        is_done = _train(run) == _FINE and run.result.state == "done"
        return gallery.export_run(run, recipe) if is_done else {}
    finally:
        run.delete()


def fill_scoreboard(*, quick: bool) -> int:
    """Prints the scoreboard line by line; returns the exit code, 1 if a goal is not met."""
    from aecore.scoreboard import HEADER, score_all

    _load_tensorflow()
    print(HEADER, flush=True)
    are_met = []
    for score in score_all(quick):
        print(score, flush=True)
        are_met.append(score.is_met)
    print(f"\n{sum(are_met)} of {len(are_met)} goals met.")
    return _FINE if all(are_met) or quick else _FAILED


def _create(variant: str, hyperparameters: dict[str, Any], dataset: str) -> Run:
    data = load_dataset(dataset)
    return create_run(
        variant, hyperparameters, dataset, data.fingerprint, sample_shape=data.card.sample_shape
    )


def _train(run: Run) -> int:
    """Trains a run in this process and tells how it goes."""
    ended = threading.Event()
    teller = threading.Thread(target=_print_epochs, args=(run, ended), daemon=True)
    signal.signal(signal.SIGINT, lambda *_: _stop(run))
    print(f"Training in {run.path}; Ctrl-C stops it and keeps what was learnt.", flush=True)
    teller.start()
    try:
        _load_tensorflow()
        tasks.train(run)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        ended.set()
        teller.join()
    return _print_end(run)


def _stop(run: Run) -> None:
    """On the first Ctrl-C; the next one ends the process, also inside TensorFlow."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    run.request_stop()
    print("Stopping; Ctrl-C again aborts.", flush=True)


def _load_tensorflow() -> None:
    """Imports TensorFlow without its greeting."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    # tf2onnx, inside Keras, looks for an attribute that NumPy removed.
    warnings.filterwarnings("ignore", "In the future `np.object`", FutureWarning)
    # Its first lines are written before it reads any log level.
    stderr = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        import tensorflow  # noqa: F401
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


def _print_epochs(run: Run, ended: threading.Event) -> None:
    """Prints a line for each epoch as it is done."""
    epochs = run.spec.hyperparameters["epochs"]
    told, is_last = 0, False
    while not is_last:
        is_last = ended.wait(0.2)  # once more after the end: no epoch is missed
        rows = run.history
        for row in rows[told:]:
            print(_describe_epoch(row, rows[0], epochs), flush=True)
        told = len(rows)


def _describe_epoch(row: dict[str, float], first: dict[str, float], epochs: int) -> str:
    losses = dict(row)
    epoch, seconds = losses.pop("epoch"), losses.pop("seconds")
    words = [f"epoch {epoch:>{len(str(epochs))}}/{epochs}"]
    words += [f"{name.replace('_', ' ')} {value:.5f}" for name, value in losses.items()]
    words.append(f"{seconds:.1f} s")
    # The first epoch holds the compilation and tells no pace; a part of an epoch is the last one.
    if first["epoch"] < epoch == int(epoch):
        pace = (seconds - first["seconds"]) / (epoch - first["epoch"])
        words.append(f"{(epochs - epoch) * pace:.0f} s left")
    return "  ".join(words)


def _print_end(run: Run) -> int:
    result = run.result
    if result is None:
        return _print_error(f"The run {run.id} was deleted while it was at work.", _FAILED)
    if run.has_model:
        print(f"{result.state} after {result.epochs:g} epochs, test MSE {run.metrics['test_mse']:.5f}")
        print(run.path)
    if result.state == "failed":
        return _print_error(result.reason, _FAILED)
    if result.reason:
        print(result.reason)
    return _FINE


def _print_error(problem: object, code: int) -> int:
    print(problem, file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence, without the usage before it."""
        sys.exit(
            _print_error(f"{message[0].upper()}{message[1:]}; --help tells what can be given.", _MISUSED)
        )


def _make_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="aecore", description="Trains autoencoders and explores their latent spaces.")
    commands = parser.add_subparsers(required=True, metavar="command")
    starting = commands.add_parser("app", help="start the dashboard")
    starting.set_defaults(command=start_dashboard)
    starting.add_argument("--address", default="127.0.0.1", help="where it listens (default: %(default)s)")
    starting.add_argument("--port", type=int, default=8501, help="port (default: %(default)s)")
    making = commands.add_parser("gallery", help="make the ready-made runs of the dashboard again")
    making.set_defaults(command=make_gallery)
    making.add_argument("--projections", action="store_true", help="only their projections, without training")
    scoring = commands.add_parser("scoreboard", help="hold every family against published figures")
    scoring.set_defaults(command=fill_scoreboard)
    scoring.add_argument("--quick", action="store_true", help="few epochs, one seed: minutes, not an hour")
    training = commands.add_parser("train", help="train a run", allow_abbrev=False)
    training.set_defaults(command=train)
    training.add_argument("--variant", required=True, help=", ".join(VARIANTS))
    training.add_argument("--dataset", required=True, help=", ".join(CARDS))
    about = "The defaults depend on the variant and the data set; a run's spec.json holds all values."
    options = training.add_argument_group("hyperparameters", about)
    # One declaration each; where variants differ, the value is checked against the chosen one's.
    declared = {h.name: h for variant in VARIANTS.values() for h in list_hyperparameters(variant)}
    for h in declared.values():
        flag = f"--{h.name.replace('_', '-')}"
        help = f"{h.help} Expected: {h.expected}.".replace("%", "%%")
        options.add_argument(flag, help=help, metavar="VALUE", default=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
