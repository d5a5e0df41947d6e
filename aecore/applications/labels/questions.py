"""The samples whose labels help most."""

import numpy as np


def choose_questions(
    probabilities: np.ndarray, neighbors: np.ndarray, is_labelled: np.ndarray, n: int = 10
) -> np.ndarray:
    """Chooses samples to be labelled next: uncertain, typical of many others, and different from each other.

    Samples are ranked by the uncertainty (1 minus the difference of the two largest probabilities) averaged
    over the sample and those that have it among their neighbours, times the number of these. After a choice,
    its neighbours are left out.

    Args:
        probabilities: Probability of each class, shape `(n_samples, n_classes)`; see `spread_labels`.
        neighbors: Row indices of the nearest other samples, shape `(n_samples, k)`.
        is_labelled: Whether a sample has a label already, shape `(n_samples,)`.
        n: Number of samples.

    Returns:
        Row indices, the most useful first, shape `(m,)` with `m` at most `n`.
    """
    uncertainty = measure_uncertainty(probabilities)
    flat = neighbors.ravel()
    k = neighbors.shape[1]
    # Sum of the uncertainty of the samples that have it as a neighbour, and its own.
    usefulness = np.bincount(flat, np.repeat(uncertainty, k), minlength=len(uncertainty)) + uncertainty
    usefulness[is_labelled] = -1
    chosen: list[int] = []
    for row in np.argsort(-usefulness, kind="stable"):
        if len(chosen) == n or usefulness[row] < 0:
            break
        if not np.isin(neighbors[row], chosen).any() and not (neighbors[chosen] == row).any():
            chosen.append(int(row))
    return np.array(chosen, int)


def measure_uncertainty(probabilities: np.ndarray) -> np.ndarray:
    """1 minus the difference of the two largest probabilities of each sample, shape `(n,)`; 0 is certain.

    Args:
        probabilities: Shape `(n, n_classes)`; of one class alone everything is certain.
    """
    if probabilities.shape[1] == 1:
        return np.zeros(len(probabilities))
    second, first = np.partition(probabilities, -2, axis=1)[:, -2:].T
    return 1 - (first - second)
