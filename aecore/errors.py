"""The base class of everything that is said to a person in one sentence."""


class AecoreError(Exception):
    """Something that a person can understand and act on.

    Its message says what was expected, what came and what to do. Pages and the command line show it as it
    is; every other exception is a fault of the program.
    """


class InvalidInput(AecoreError, ValueError):
    """An argument, a file or samples that cannot be used; the message says what was expected."""
