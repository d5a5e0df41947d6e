"""`aecore scoreboard`: compares every variant with published figures."""

from aecore.cli.output import FAILURE, SUCCESS
from aecore.cli.quiet_tensorflow import import_tensorflow


def fill_scoreboard(*, quick: bool) -> int:
    """Prints the scoreboard line by line; returns the exit code, 1 if a goal is not met."""
    from aecore.scoreboard import HEADER, score_all

    import_tensorflow()
    print(HEADER, flush=True)
    are_met = []
    for score in score_all(quick):
        print(score, flush=True)
        are_met.append(score.is_met)
    print(f"\n{sum(are_met)} of {len(are_met)} goals met.")
    return SUCCESS if all(are_met) or quick else FAILURE
