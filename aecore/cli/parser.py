"""The parser of the command line, and the error messages of commands."""

import argparse
import os
import traceback
from typing import NoReturn

from aecore import logs, workspace
from aecore.applications.anomalies import SCORES
from aecore.cli.app import start_dashboard
from aecore.cli.compress import compress, decompress
from aecore.cli.gallery import make_gallery
from aecore.cli.output import FAILURE, USAGE_ERROR, print_error
from aecore.cli.score import score_file
from aecore.cli.scoreboard import print_scoreboard
from aecore.cli.train import train
from aecore.datasets import CARDS, UnknownDataset
from aecore.errors import AecoreError, ProgramFault
from aecore.hyperparameters import InvalidHyperparameter, list_hyperparameters
from aecore.variants import VARIANTS, UnknownVariant
from aecore.workspace import WorkspaceUnavailable

_DEBUG = "AECORE_DEBUG"
_USAGE_ERRORS = (UnknownVariant, UnknownDataset, InvalidHyperparameter, WorkspaceUnavailable)


def run(arguments: list[str] | None = None) -> int:
    """Runs a command; returns its exit code (see `aecore.cli.main`)."""
    options = vars(_make_parser().parse_args(arguments))
    command = options.pop("command")
    is_debugging = options.pop("debug", False) or os.environ.get(_DEBUG, "0") not in ("", "0")
    logs.configure("command")
    try:
        with logs.report_faults():
            workspace.home()  # checked before anything is loaded
            return command(**options)
    except AecoreError as error:
        if is_debugging:
            traceback.print_exception(error)
        return print_error(_describe(error), USAGE_ERROR if isinstance(error, _USAGE_ERRORS) else FAILURE)


def _describe(error: AecoreError) -> str:
    """Message of an error; for a fault of the program also the folder of the log and the option `--debug`."""
    if not isinstance(error, ProgramFault):
        return str(error)
    return f"{str(error).removesuffix('.')} {workspace.home()}; --debug prints the traceback."


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Prints one sentence, without the usage before it, and exits."""
        raise SystemExit(
            print_error(f"{message[0].upper()}{message[1:]}; --help lists the options.", USAGE_ERROR)
        )


def _make_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="aecore", description="Trains autoencoders and explores their latent spaces.")
    _add_debug(parser)
    commands = parser.add_subparsers(required=True, metavar="command")
    app = commands.add_parser("app", help="start the dashboard")
    app.set_defaults(command=start_dashboard)
    app.add_argument("--address", default="127.0.0.1", help="address (default: %(default)s)")
    app.add_argument("--port", type=int, default=8501, help="port (default: %(default)s)")
    gallery = commands.add_parser("gallery", help="train the pre-trained runs of the dashboard again")
    gallery.set_defaults(command=make_gallery)
    gallery.add_argument("runs", nargs="*", metavar="RUN", help="id of a pre-trained run (default: all)")
    parts = gallery.add_mutually_exclusive_group()
    parts.add_argument(
        "--projections", action="store_true", help="recompute only their projections, without training"
    )
    parts.add_argument("--sweeps", action="store_true", help="train only the models of the sweeps")
    scoreboard = commands.add_parser("scoreboard", help="compare every variant with published results")
    scoreboard.set_defaults(command=print_scoreboard)
    scoreboard.add_argument(
        "--quick", action="store_true", help="few epochs and one seed: takes minutes instead of hours"
    )
    training = commands.add_parser("train", help="train a run", allow_abbrev=False)
    training.set_defaults(command=train)
    training.add_argument("--variant", required=True, help=", ".join(VARIANTS))
    training.add_argument("--dataset", required=True, help=", ".join(CARDS))
    _add_hyperparameters(training)
    applications = [_add_scoring(commands), *_add_compression(commands)]
    for command in (app, gallery, scoreboard, training, *applications):
        _add_debug(command)
    return parser


def _add_scoring(commands: "argparse._SubParsersAction[_Parser]") -> argparse.ArgumentParser:
    """Adds the command that scores the samples of a file."""
    score = commands.add_parser("score", help="score how unusual the samples of a file are")
    score.set_defaults(command=score_file)
    score.add_argument("run", metavar="RUN", help="id of a run")
    score.add_argument("file", metavar="FILE", help="CSV, TSV, Parquet, NPY or NPZ file of samples")
    score.add_argument(
        "-o", "--output", default="scores.csv", help="CSV file to write (default: %(default)s)"
    )
    score.add_argument(
        "--score",
        default="reconstruction_error",
        metavar="NAME",
        help=f"{', '.join(SCORES)} (default: %(default)s)",
    )
    score.add_argument(
        "--quantile", type=float, default=0.95,
        help="share of normal samples below the threshold (default: %(default)s)",
    )  # fmt: skip
    return score


def _add_compression(commands: "argparse._SubParsersAction[_Parser]") -> list[argparse.ArgumentParser]:
    """Adds the commands that compress and decompress files."""
    packing = commands.add_parser("compress", help="compress a file of samples with a run")
    packing.set_defaults(command=compress)
    packing.add_argument("run", metavar="RUN", help="id of a finished run")
    packing.add_argument("file", metavar="FILE", help="samples as CSV, TSV, Parquet, NPY or NPZ")
    packing.add_argument("-o", "--output", required=True, metavar="OUT", help="the compressed file")
    packing.add_argument(
        "--added-error",
        type=float,
        default=0.1,
        metavar="SHARE",
        help="share by which rounding raises the reconstruction error (default: %(default)s)",
    )
    unpacking = commands.add_parser("decompress", help="decompress a file with the run that it names")
    unpacking.set_defaults(command=decompress)
    unpacking.add_argument("file", metavar="FILE", help="a file made by aecore compress")
    unpacking.add_argument("-o", "--output", required=True, metavar="OUT", help="NPY, NPZ or CSV file")
    return [packing, unpacking]


def _add_debug(parser: argparse.ArgumentParser) -> None:
    # Suppressed, because the default of a command would override an option given before the command.
    help = f"print tracebacks, as {_DEBUG}=1 does"
    parser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=help)


def _add_hyperparameters(parser: argparse.ArgumentParser) -> None:
    description = (
        "The defaults depend on variant and data set; spec.json in the folder of a run lists all values."
    )
    group = parser.add_argument_group("hyperparameters", description)
    # One declaration per name; values are checked against that of the chosen variant.
    declared = {h.name: h for variant in VARIANTS.values() for h in list_hyperparameters(variant)}
    for h in declared.values():
        flag = f"--{h.name.replace('_', '-')}"
        help = f"{h.help} Expected: {h.expected}. {h.condition}".rstrip().replace("%", "%%")
        group.add_argument(flag, help=help, metavar="VALUE", default=argparse.SUPPRESS)
