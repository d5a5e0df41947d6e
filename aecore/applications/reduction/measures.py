"""Figures of merit of a reduction to fewer dimensions."""

import dataclasses

import numpy as np

from aecore.analysis.reconstruction import reconstruction_errors
from aecore.applications.features import LINEAR, check_features, cross_validate_probe
from aecore.errors import InvalidInput
from aecore.projections.quality import evaluate_projection

_N_FOLDS = 5


@dataclasses.dataclass(frozen=True)
class ReductionScore:
    """How much of the samples remains in fewer dimensions.

    Args:
        mse: Mean squared reconstruction error, in squared units of a sample.
        trustworthiness: Whether neighbours in few dimensions are neighbours of the samples, from 0 to 1, with
            10 neighbours (see `sklearn.manifold.trustworthiness`).
        probe: Cross-validated accuracy of logistic regression on the latent vectors; None without two classes
            of at least five samples.
        probe_sd: Its standard deviation over five folds.
        n_samples: Number of samples of all figures.
    """

    mse: float
    trustworthiness: float
    probe: float | None
    probe_sd: float | None
    n_samples: int


def measure_reduction(
    X: np.ndarray, Z: np.ndarray, X_hat: np.ndarray, labels: np.ndarray | None = None
) -> ReductionScore:
    """Measures a reduction of samples to latent vectors.

    Args:
        X: Samples, shape `(n, n_features)`.
        Z: Their latent vectors, shape `(n, latent_dim)`.
        X_hat: Their reconstructions, shape of `X`.
        labels: Class indices, shape `(n,)`; None if there are none.

    Raises:
        InvalidInput: if shapes do not match, or latent vectors are not finite or all constant.
    """
    if X.shape != X_hat.shape or len(Z) != len(X):
        raise InvalidInput(
            f"Expected latent vectors and reconstructions of {X.shape} samples, got shapes {Z.shape} and "
            f"{X_hat.shape}: pass those of the same samples."
        )
    Z = check_features("the latent vectors", Z, len(X))
    known = np.zeros(len(X), int) if labels is None else np.asarray(labels)
    probe = None
    if labels is not None and _can_be_probed(known):
        probe = cross_validate_probe(LINEAR, "the latent vectors", Z, known, _N_FOLDS)
    return ReductionScore(
        mse=float(reconstruction_errors(X, X_hat).mean()),
        trustworthiness=evaluate_projection(X, Z, known).trustworthiness,
        probe=probe.mean if probe else None,
        probe_sd=probe.sd if probe else None,
        n_samples=len(X),
    )


def _can_be_probed(labels: np.ndarray) -> bool:
    counts = np.unique(labels, return_counts=True)[1]
    return len(counts) > 1 and bool(counts.min() >= _N_FOLDS)
