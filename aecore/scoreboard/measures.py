"""The metrics of the scoreboard, computed from a fitted estimator on the test part."""

import numpy as np

from aecore.analysis.linear import pca_errors
from aecore.analysis.quality import psnr, symbol_accuracy
from aecore.applications.clusters import find_clusters
from aecore.applications.clusters.evaluation import match_accuracy
from aecore.applications.labels import UNLABELLED, spread_labels
from aecore.datasets import Dataset
from aecore.projections import UMAP, nearest_neighbors
from aecore.variants import Autoencoder
from aecore.variants.denoising import corrupt

_PSNR_NOISE_LEVEL = 0.5
_N_LABELS, _N_NEIGHBORS = 10, 10


def _get_test_samples(data: Dataset) -> np.ndarray:
    return data.rows(data.part("test"))


def get_non_test_samples(data: Dataset) -> np.ndarray:
    """Returns all samples outside the test part, on which models are trained like published ones."""
    return data.rows(np.arange(data.n_train))


def mse(estimator: Autoencoder, data: Dataset) -> float:
    """Mean squared reconstruction error."""
    return -estimator.score(_get_test_samples(data))


def relative_to_pca(estimator: Autoencoder, data: Dataset) -> float:
    """Mean squared error divided by that of PCA with the same number of dimensions."""
    errors = pca_errors(data.rows, np.arange(data.n_train), data.part("test"))
    return mse(estimator, data) / float(errors[estimator.latent_dim])


def distance_to_pca(estimator: Autoencoder, data: Dataset) -> float:
    """Relative difference between the mean squared error and that of PCA."""
    return abs(relative_to_pca(estimator, data) - 1)


def cross_entropy(estimator: Autoencoder, data: Dataset, inputs: np.ndarray | None = None) -> float:
    """Binary cross-entropy in nats per value; `inputs` replace the test samples at the encoder."""
    X = _get_test_samples(data)
    X_hat = estimator.reconstruct(X if inputs is None else inputs)
    X_hat = np.clip(X_hat, 1e-7, 1 - 1e-7)
    return float(-(X * np.log(X_hat) + (1 - X) * np.log1p(-X_hat)).mean())


def _corrupt_test(estimator: Autoencoder, data: Dataset, level: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    return corrupt(_get_test_samples(data), estimator.noise, level, rng, estimator.value_range_)


def denoised_cross_entropy(estimator: Autoencoder, data: Dataset) -> float:
    """Binary cross-entropy of reconstructions of noisy samples, at the noise level of the training."""
    return cross_entropy(estimator, data, _corrupt_test(estimator, data, estimator.level))


def psnr_gain(estimator: Autoencoder, data: Dataset) -> float:
    """Mean PSNR of denoised samples minus that of noisy ones, in dB."""
    X, noisy = _get_test_samples(data), _corrupt_test(estimator, data, _PSNR_NOISE_LEVEL)
    denoised = estimator.reconstruct(noisy)
    return float(psnr(X, denoised).mean() - psnr(X, noisy).mean())


def negative_elbo(estimator: Autoencoder, data: Dataset) -> float:
    """Negative evidence lower bound in nats per sample."""
    return estimator.compute_metrics(_get_test_samples(data))["negative_elbo"]


def nll(estimator: Autoencoder, data: Dataset) -> float:
    """Negative log likelihood in nats per sample, estimated with 500 draws."""
    X, _ = estimator.corrupt(_get_test_samples(data), np.random.default_rng(0))
    return float(-estimator.log_likelihood(X, n_draws=500).mean())


def nll_of_many_draws(estimator: Autoencoder, data: Dataset) -> float:
    """Negative log likelihood in nats, estimated with 5,000 draws for the first 2,000 test samples."""
    X, _ = estimator.corrupt(_get_test_samples(data)[:2000], np.random.default_rng(0))
    return float(-estimator.log_likelihood(X, n_draws=5000).mean())


def distance_to_rho(estimator: Autoencoder, data: Dataset) -> float:
    """Mean over units of the absolute difference between rho and the share of active samples."""
    shares = estimator.compute_metrics(_get_test_samples(data))["active_share"]
    return float(np.mean(np.abs(np.array(shares) - estimator.rho)))


def lifetime_sparseness(estimator: Autoencoder, data: Dataset) -> float:
    """Treves-Rolls activity ratio, mean over units that are not dead."""
    return estimator.compute_metrics(_get_test_samples(data))["lifetime_sparseness"]


def live_share(estimator: Autoencoder, data: Dataset) -> float:
    """Share of units that are active for at least one sample."""
    return 1 - estimator.compute_metrics(_get_test_samples(data))["dead_share"]


def share_of_correct_letters(estimator: Autoencoder, data: Dataset) -> float:
    """Share of correctly reconstructed letters, averaged over texts."""
    X = _get_test_samples(data)
    X_hat = estimator.reconstruct(X)
    return float(symbol_accuracy(X, X_hat, data.card.sample_shape).mean())


def relative_perplexity(estimator: Autoencoder, data: Dataset) -> float:
    """Perplexity of the codewords divided by the size of the codebook."""
    return estimator.compute_metrics(_get_test_samples(data))["perplexity"] / estimator.codebook_size


def spread_label_error(estimator: Autoencoder, data: Dataset) -> float:
    """Share of test samples that get a wrong label if ten random labels of each class spread."""
    rng = np.random.default_rng(estimator.random_state)
    ids, classes = data.part("train"), np.asarray(data.labels, int)
    labels = np.full(data.n_samples, UNLABELLED)
    for label in np.unique(classes):
        rows = rng.choice(ids[classes[ids] == label], _N_LABELS, replace=False)
        labels[rows] = label
    graph = nearest_neighbors(estimator.transform(data.rows(data.part("all"))), _N_NEIGHBORS)
    probabilities = spread_labels(graph.ids, graph.distances, labels, len(data.class_names))
    test = data.part("test")
    return float((probabilities[test].argmax(axis=1) != classes[test]).mean())


def cluster_accuracy(estimator: Autoencoder, data: Dataset) -> float:
    """Accuracy on test samples of k-means on the UMAP of all latent vectors, a cluster for each class."""
    Z, test = estimator.transform(data.rows(data.part("all"))), data.part("test")
    coordinates = UMAP(n_components=2, n_neighbors=15, min_dist=0.0).fit_transform(Z)
    clusters = find_clusters(coordinates, "kmeans", len(data.class_names))
    return match_accuracy(clusters[test], data.labels[test])
