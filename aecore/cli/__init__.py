"""The command line: `aecore` and `python -m aecore`, one file for each group of commands."""

import signal


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: Arguments after `aecore`; None for those of this process.

    Returns:
        The exit code: 0 for success, 1 for failure, 2 for an invalid command.
    """
    # Set before the libraries are imported, which takes a second: Ctrl-C ends the process without a
    # traceback. A training installs its own handler.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from aecore.cli.parser import run

    return run(arguments)
