"""The commands of the command line, one file a group."""

import signal


def run() -> int:
    """What the command `aecore` calls; returns the exit code."""
    # Before the libraries load, which takes a second: Ctrl-C ends the process without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from aecore.__main__ import main

    return main()
