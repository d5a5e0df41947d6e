"""What corrected labels change: simple classifiers trained with given and with corrected labels."""

import dataclasses

import numpy as np

from aecore.applications.features.probes import PROBES
from aecore.errors import InvalidInput

DROPPED = -1


@dataclasses.dataclass(frozen=True)
class Difference:
    """Errors of a classifier on held-out samples, trained with given and with corrected labels.

    Args:
        probe: Name of the classifier, a key of `PROBES`.
        given: Error with the given labels, a share.
        corrected: Error with the corrected labels, a share.
    """

    probe: str
    given: float
    corrected: float


def compare_corrections(
    Z: np.ndarray, given: np.ndarray, corrected: np.ndarray, Z_test: np.ndarray, classes: np.ndarray
) -> list[Difference]:
    """Trains each classifier with given and with corrected labels, and measures it on held-out samples.

    Args:
        Z: Latent vectors of the training samples, shape `(n, d)`.
        given: Their class indices, shape `(n,)`.
        corrected: Their corrected class indices, or `DROPPED`, shape `(n,)`.
        Z_test: Latent vectors of held-out samples, shape `(m, d)`.
        classes: Class indices of these, shape `(m,)`.

    Raises:
        InvalidInput: if fewer than two classes are left.
    """
    is_kept = corrected != DROPPED
    if min(len(np.unique(given)), len(np.unique(corrected[is_kept]))) < 2:
        raise InvalidInput("Expected labels of at least two classes, got one: drop fewer samples.")
    differences = []
    for name, make_probe in PROBES.items():
        before = make_probe(len(Z)).fit(Z, given).score(Z_test, classes)
        after = make_probe(int(is_kept.sum())).fit(Z[is_kept], corrected[is_kept]).score(Z_test, classes)
        differences.append(Difference(name, 1 - float(before), 1 - float(after)))
    return differences
