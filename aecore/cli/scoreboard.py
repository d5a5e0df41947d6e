"""The command `aecore scoreboard`, which compares every variant with published results."""

from aecore.cli.output import FAILURE, SUCCESS
from aecore.cli.quiet_tensorflow import import_tensorflow


def print_scoreboard(*, quick: bool) -> int:
    """Computes and prints the scoreboard; returns the exit code, 1 if a goal is not met.

    Args:
        quick: Whether to train few epochs with one seed; goals then do not count.
    """
    from aecore.scoreboard import HEADER, score_all

    import_tensorflow()
    print(HEADER, flush=True)
    are_met = []
    for score in score_all(quick):
        print(score, flush=True)
        are_met.append(score.is_met)
    print(f"\n{sum(are_met)} of {len(are_met)} goals met.")
    return SUCCESS if all(are_met) or quick else FAILURE
