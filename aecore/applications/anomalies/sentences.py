"""Results of anomaly detection in sentences."""

from collections.abc import Mapping

import numpy as np

from aecore.analysis.generation.ranks import percentile_rank
from aecore.errors import InvalidInput

_MARGIN = 0.005  # of the AUROC, below which two models are equal for practical purposes


def describe_score(title: str, score: float, reference: np.ndarray) -> str:
    """Says how unusual a score is.

    Args:
        title: Title of the score.
        score: The score of one sample.
        reference: Scores of normal validation samples, shape `(m,)`.
    """
    rank = percentile_rank(score, reference)
    typical = float(np.median(reference))
    times = f", {score / typical:.3g} times their median" if typical > 0 and score > 0 else ""
    return f"{title}: {score:.3g}, higher than for {rank:.3g} % of {len(reference):,} normal samples{times}."


def summarise_comparison(auroc: Mapping[str, float], floors: Mapping[str, float], n: int) -> str:
    """Says in one sentence whether an autoencoder detects anomalies better than methods without one.

    Args:
        auroc: Area under the ROC curve of the model's scores by title.
        floors: The same of the methods without an autoencoder.
        n: Number of samples on which both were measured.

    Raises:
        InvalidInput: if one of the two is empty.
    """
    if not auroc or not floors:
        raise InvalidInput("Expected scores of a model and of a floor to compare, got none: compute both.")
    best, floor = max(auroc, key=auroc.__getitem__), max(floors, key=floors.__getitem__)
    difference = auroc[best] - floors[floor]
    numbers = f"(AUROC {auroc[best]:.3f} against {floors[floor]:.3f}, on {n:,} samples)"
    best, floor = best.lower(), f"{floor[0].lower()}{floor[1:]}" if not floor.startswith("PCA") else floor
    if difference > _MARGIN:
        return f"The autoencoder wins: its {best} beats the best method without one, {floor} {numbers}."
    if difference < -_MARGIN:
        return f"An autoencoder is not needed here: {floor} beats its best score, {best} {numbers}."
    return f"A draw: the best score of the autoencoder, {best}, is as good as {floor} {numbers}."


def check_scores(scores: np.ndarray) -> None:
    """Checks that scores tell samples apart.

    Raises:
        InvalidInput: if a score is not finite, or all scores are equal.
    """
    if not np.isfinite(scores).all():
        raise InvalidInput("Expected finite scores, got NaN or infinity: choose another score or model.")
    if len(scores) and scores.min() == scores.max():
        raise InvalidInput(
            f"All {len(scores):,} scores are equal ({scores[0]:.3g}), so no sample is more unusual than "
            "another: choose another score or model."
        )
