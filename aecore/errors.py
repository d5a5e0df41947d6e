"""The errors that are shown to a person: each message is one sentence."""


class AecoreError(Exception):
    """Something that a person can understand and act on.

    Its message says what was expected, what came and what to do. Pages and the command line show it as it
    is; every other exception is a fault of the program.
    """


class InvalidInput(AecoreError, ValueError):
    """An argument, a file or samples that cannot be used; the message says what was expected."""


class ProgramFault(AecoreError):
    """A fault of the program, which was logged (see `aecore.logs`).

    Args:
        entry: Id of its entry in the log.
        log: The file that holds the entry, as `logs/NAME` in the workspace, or `standard error`.
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
