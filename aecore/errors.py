"""Errors whose messages are shown to users; each message is one sentence."""


class AecoreError(Exception):
    """Base class of the errors that a user can understand and act on.

    The message says what was expected, what was given and what to do. Pages and the command line show it
    unchanged; every other exception is a fault of the program.
    """


class InvalidInput(AecoreError, ValueError):
    """Arguments, files or samples cannot be used; the message says what was expected."""


class ProgramFault(AecoreError):
    """A fault of the program (a bug), which was logged (see `aecore.logs`).

    Args:
        entry: Id of the log entry.
        log: Where the entry is: `logs/NAME in the workspace` or `standard error`.
    """

    def __init__(self, entry: str, log: str):
        super().__init__(entry, log)
        self.entry = entry
        self.log = log

    def __str__(self) -> str:
        return (
            "A fault in this program, not your input, caused this error; details are logged as entry "
            f"{self.entry} in {self.log}."
        )
