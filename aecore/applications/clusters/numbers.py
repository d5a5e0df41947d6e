"""How many clusters there are."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.applications.clusters.evaluation import evaluate_clusters
from aecore.applications.clusters.methods import find_clusters, fit_mixture
from aecore.errors import InvalidInput

_N_RESAMPLES = 5
_MAX_VECTORS = 3000
_STABILITY_TOLERANCE = 0.01


@dataclasses.dataclass(frozen=True)
class NumberScores:
    """Figures for a number of clusters.

    Args:
        n_clusters: The number.
        silhouette: Mean silhouette coefficient of k-means; larger is better.
        bic: Bayesian information criterion of a Gaussian mixture; smaller is better.
        stability: Mean adjusted Rand index of k-means on two random halves, compared on all vectors; 1 if
            the clusters do not depend on the sample.
    """

    n_clusters: int
    silhouette: float
    bic: float
    stability: float


def score_numbers(Z: np.ndarray, numbers: Sequence[int], seed: int = 0) -> list[NumberScores]:
    """Computes three figures for each number of clusters, on at most 3,000 of the vectors.

    Args:
        Z: Vectors, shape `(n, d)`.
        numbers: Numbers of clusters, each from 2 to a quarter of the number of vectors.
        seed: Seed of the samples and initialisations.

    Raises:
        InvalidInput: if a number is out of range.
    """
    Z = check_vectors(Z)
    if not numbers or min(numbers) < 2 or max(numbers) > len(Z) // 4:
        raise InvalidInput(
            f"Expected numbers of clusters from 2 to {len(Z) // 4} for {len(Z)} vectors: choose others."
        )
    rng = np.random.default_rng(seed)
    Z = Z[np.sort(rng.permutation(len(Z))[:_MAX_VECTORS])]
    return [_score_number(Z, n, rng, seed) for n in numbers]


def suggest_numbers(scores: Sequence[NumberScores]) -> dict[str, int]:
    """The number of clusters that each figure suggests.

    Args:
        scores: Results of `score_numbers`, at least one.

    Returns:
        By name of the figure: the number with the highest silhouette, the one with the lowest BIC, and the
        one with the highest stability, the largest of those within .01 of it: few clusters are stable
        easily.
    """
    stable = max(score.stability for score in scores) - _STABILITY_TOLERANCE
    return {
        "silhouette": max(scores, key=lambda score: score.silhouette).n_clusters,
        "BIC": min(scores, key=lambda score: score.bic).n_clusters,
        "stability": max(score.n_clusters for score in scores if score.stability >= stable),
    }


def _score_number(Z: np.ndarray, n: int, rng: np.random.Generator, seed: int) -> NumberScores:
    silhouette = evaluate_clusters(Z, find_clusters(Z, "kmeans", n, seed)).silhouette
    return NumberScores(
        n,
        -1.0 if silhouette is None else silhouette,
        float(fit_mixture(Z, n, seed).bic(Z)),
        float(np.mean([_compare_halves(Z, n, rng) for _ in range(_N_RESAMPLES)])),
    )


def _compare_halves(Z: np.ndarray, n: int, rng: np.random.Generator) -> float:
    """Adjusted Rand index of two k-means fitted to disjoint halves.

    Source: U. von Luxburg (2010), Clustering stability: an overview, doi:10.1561/2200000008.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    halves = np.array_split(rng.permutation(len(Z)), 2)
    labels = [
        KMeans(n, n_init=2, random_state=int(rng.integers(2**31))).fit(Z[half]).predict(Z) for half in halves
    ]
    return float(adjusted_rand_score(*labels))
