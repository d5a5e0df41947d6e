"""Exit codes and error messages of the command line."""

import sys

# 2 is what argparse uses for a wrong command, too.
SUCCESS, FAILURE, MISUSE = 0, 1, 2


def print_error(problem: object, exit_code: int) -> int:
    """Prints a sentence to standard error; returns the exit code."""
    print(problem, file=sys.stderr)
    return exit_code
