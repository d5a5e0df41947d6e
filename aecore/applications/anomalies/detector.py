"""The scores of a model that learnt normal samples."""

import dataclasses
from collections.abc import Callable
from typing import Self

import numpy as np

from aecore.analysis.reconstruction import EncoderDecoder, reconstruction_errors
from aecore.applications.anomalies.neighbors import mean_neighbor_distance
from aecore.applications.anomalies.ranks import average_ranks
from aecore.errors import InvalidInput

# Distances to all normal samples of a large data set would take minutes.
MAX_REFERENCE = 4000


@dataclasses.dataclass(frozen=True)
class ScoreInfo:
    """Describes an anomaly score.

    Args:
        title: Name on the screen.
        summary: What it measures, in one sentence.
    """

    title: str
    summary: str


SCORES = {
    "reconstruction_error": ScoreInfo(
        "Reconstruction error",
        "Mean squared difference between a sample and its reconstruction: the model cannot reproduce what it "
        "has not learnt.",
    ),
    "latent_distance": ScoreInfo(
        "Distance in the latent space",
        "Mean distance from the latent vector of a sample to the nearest latent vectors of normal samples.",
    ),
    "reconstructed_distance": ScoreInfo(
        "Distance to reconstructed normal samples",
        "Mean distance from a sample to the nearest reconstructions of normal samples, which lack the noise "
        "of the normal samples themselves.",
    ),
    "negative_elbo": ScoreInfo(
        "Negative ELBO",
        "The reconstruction loss and the KL divergence of a variational autoencoder, in nats.",
    ),
    "rank_average": ScoreInfo(
        "Rank average",
        "Mean of the percentile ranks of the other scores among normal samples, so that each score counts "
        "equally whatever its unit.",
    ),
}


class AnomalyDetector:
    """Scores how unusual samples are, with a model that learnt normal samples; larger is more unusual.

    Args:
        model: Encodes and decodes: an estimator of `aecore.variants`, the codec of a run, or PCA.
        n_neighbors: Number of neighbours of the two distances.
        negative_elbo: Function from samples `(n, n_features)` to the negative evidence lower bound of each
            in nats, shape `(n,)`; None for a model without one.

    Examples:
        >>> from aecore.analysis.linear import fit_components
        >>> rng = np.random.default_rng(0)
        >>> X = rng.normal(size=(200, 5)).astype(np.float32)
        >>> pca = fit_components(lambda ids: X[ids], np.arange(100), 2)
        >>> detector = AnomalyDetector(pca).fit(X[:100], X[100:])
        >>> bool(detector.score("rank_average", X[:1] + 10)[0] > 1)
        True
    """

    def __init__(
        self,
        model: EncoderDecoder,
        *,
        n_neighbors: int = 5,
        negative_elbo: Callable[[np.ndarray], np.ndarray] | None = None,
    ):
        self.model = model
        self.n_neighbors = n_neighbors
        self.negative_elbo = negative_elbo

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the available scores, keys of `SCORES`."""
        return tuple(name for name in SCORES if name != "negative_elbo" or self.negative_elbo)

    def fit(self, X: np.ndarray, X_validation: np.ndarray, seed: int = 0) -> Self:
        """Stores the normal samples to which others are compared.

        Args:
            X: Normal samples that the model learnt, shape `(n, n_features)`. Of more than 4,000, as many
                are drawn.
            X_validation: Normal samples that the model has not learnt, shape `(m, n_features)`: scores of
                learnt samples would be too low.
            seed: Seed of the draw.

        Raises:
            InvalidInput: if there are too few normal samples for the neighbours, or none in the validation
                part.
        """
        if not len(X_validation):
            raise InvalidInput(
                "Expected normal samples in the validation part, got none: choose more normal samples."
            )
        if len(X) < self.n_neighbors:
            raise InvalidInput(
                f"Expected at least {self.n_neighbors} normal samples for {self.n_neighbors} neighbours, got "
                f"{len(X)}: use more normal samples or fewer neighbours."
            )
        if len(X) > MAX_REFERENCE:
            rows = np.random.default_rng(seed).choice(len(X), MAX_REFERENCE, replace=False)
            X = X[np.sort(rows)]
        # Kept are latent vectors, decoded when needed: that takes milliseconds, and reconstructions memory.
        self._Z, self._X_validation = self.model.encode(X), X_validation
        self._references: dict[str, np.ndarray] = {}
        return self

    @property
    def reference_scores_(self) -> dict[str, np.ndarray]:
        """The scores of the normal samples that `fit` held back, each sorted ascending, by name."""
        return {name: self.get_reference(name) for name in self.names if name != "rank_average"}

    def get_reference(self, name: str) -> np.ndarray:
        """One score of the normal samples that `fit` held back, ascending, shape `(m,)`."""
        if name not in self._references:  # computed when it is needed: neighbours take time
            self._references[name] = np.sort(self.score(name, self._X_validation))
        return self._references[name]

    @property
    def normal_vectors(self) -> np.ndarray:
        """Latent vectors of the normal samples to which others are compared, shape `(n, latent_dim)`."""
        return self._Z

    def score(self, name: str, X: np.ndarray) -> np.ndarray:
        """Computes one score.

        Args:
            name: One of `names`.
            X: Samples, shape `(n, n_features)`.

        Returns:
            float64, shape `(n,)`, in the unit of the score.

        Raises:
            InvalidInput: if the model has no such score, or a sample is not finite.
        """
        if name not in self.names:
            raise InvalidInput(f"Expected one of {', '.join(self.names)}, got {name!r}: choose one of these.")
        if name == "rank_average":
            return average_ranks(self._compute_scores(X), self.reference_scores_)
        return self._compute_scores(X, (name,))[name]

    def score_all(self, X: np.ndarray) -> dict[str, np.ndarray]:
        """Computes all available scores of samples `(n, n_features)`; each has shape `(n,)`."""
        scores = self._compute_scores(X)
        return scores | {"rank_average": average_ranks(scores, self.reference_scores_)}

    def _compute_scores(self, X: np.ndarray, names: tuple[str, ...] | None = None) -> dict[str, np.ndarray]:
        names = names or tuple(name for name in self.names if name != "rank_average")
        Z = self.model.encode(X)
        compute = {
            "reconstruction_error": lambda: reconstruction_errors(X, self.model.decode(Z)),
            "latent_distance": lambda: mean_neighbor_distance(Z, self._Z, self.n_neighbors),
            "reconstructed_distance": lambda: mean_neighbor_distance(
                X, self.model.decode(self._Z), self.n_neighbors
            ),
            "negative_elbo": lambda: self.negative_elbo(X) if self.negative_elbo else np.empty(0),
        }
        return {name: np.asarray(compute[name](), np.float64) for name in names}
