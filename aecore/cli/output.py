"""Exit codes and error messages of the command line."""

import sys

# argparse also uses 2 for an invalid command.
SUCCESS, FAILURE, USAGE_ERROR = 0, 1, 2


def print_error(problem: object, exit_code: int) -> int:
    """Prints an error message to standard error and returns the exit code."""
    print(problem, file=sys.stderr)
    return exit_code
