"""The parser of the command line, and what it prints when a command fails."""

import argparse
import os
import traceback
from typing import NoReturn

from aecore import logs, workspace
from aecore.cli.app import start_dashboard
from aecore.cli.gallery import make_gallery
from aecore.cli.output import FAILURE, MISUSE, print_error
from aecore.cli.scoreboard import fill_scoreboard
from aecore.cli.train import train
from aecore.datasets import CARDS, UnknownDataset
from aecore.errors import AecoreError, ProgramFault
from aecore.hyperparameters import InvalidHyperparameter, list_hyperparameters
from aecore.variants import VARIANTS, UnknownVariant
from aecore.workspace import WorkspaceUnavailable

_DEBUG = "AECORE_DEBUG"
_MISUSES = (UnknownVariant, UnknownDataset, InvalidHyperparameter, WorkspaceUnavailable)


def run(arguments: list[str] | None = None) -> int:
    """Runs a command; returns its exit code (see `aecore.cli.main`)."""
    choices = vars(_make_parser().parse_args(arguments))
    command = choices.pop("command")
    is_debugging = choices.pop("debug", False) or os.environ.get(_DEBUG, "0") not in ("", "0")
    logs.configure("command")
    try:
        with logs.report_faults():
            workspace.home()  # before anything is loaded
            return command(**choices)
    except AecoreError as problem:
        if is_debugging:
            traceback.print_exception(problem)
        return print_error(_describe(problem), MISUSE if isinstance(problem, _MISUSES) else FAILURE)


def _describe(problem: AecoreError) -> str:
    """The sentence of a problem; of a fault with the folder of the log, and how to see the traceback."""
    if not isinstance(problem, ProgramFault):
        return str(problem)
    return f"{str(problem).removesuffix('.')} {workspace.home()}; --debug prints the traceback."


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence, without the usage before it."""
        raise SystemExit(
            print_error(f"{message[0].upper()}{message[1:]}; --help shows what can be given.", MISUSE)
        )


def _make_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="aecore", description="Trains autoencoders and explores their latent spaces.")
    _add_debug(parser)
    commands = parser.add_subparsers(required=True, metavar="command")
    starting = commands.add_parser("app", help="start the dashboard")
    starting.set_defaults(command=start_dashboard)
    starting.add_argument("--address", default="127.0.0.1", help="address (default: %(default)s)")
    starting.add_argument("--port", type=int, default=8501, help="port (default: %(default)s)")
    making = commands.add_parser("gallery", help="train the ready-made runs of the dashboard again")
    making.set_defaults(command=make_gallery)
    making.add_argument("--projections", action="store_true", help="only their projections, without training")
    scoring = commands.add_parser("scoreboard", help="compare every variant with published figures")
    scoring.set_defaults(command=fill_scoreboard)
    scoring.add_argument("--quick", action="store_true", help="few epochs, one seed: minutes, not an hour")
    training = commands.add_parser("train", help="train a run", allow_abbrev=False)
    training.set_defaults(command=train)
    training.add_argument("--variant", required=True, help=", ".join(VARIANTS))
    training.add_argument("--dataset", required=True, help=", ".join(CARDS))
    _add_hyperparameters(training)
    for command in (starting, making, scoring, training):
        _add_debug(command)
    return parser


def _add_debug(parser: argparse.ArgumentParser) -> None:
    # Suppressed, or the default of a command would replace what was given before it.
    help = f"print tracebacks, as {_DEBUG}=1 does"
    parser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=help)


def _add_hyperparameters(parser: argparse.ArgumentParser) -> None:
    about = "The defaults depend on the variant and the data set; a run's spec.json holds all values."
    options = parser.add_argument_group("hyperparameters", about)
    # One declaration each; where variants differ, the value is checked against the chosen one's.
    declared = {h.name: h for variant in VARIANTS.values() for h in list_hyperparameters(variant)}
    for h in declared.values():
        flag = f"--{h.name.replace('_', '-')}"
        help = f"{h.help} Expected: {h.expected}.".replace("%", "%%")
        options.add_argument(flag, help=help, metavar="VALUE", default=argparse.SUPPRESS)
