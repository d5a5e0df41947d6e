"""The metrics of the scoreboard, computed from a fitted estimator on the test part."""

import numpy as np
from sklearn.base import clone

from aecore.analysis.linear import fit_components, pca_errors
from aecore.analysis.quality import psnr, symbol_accuracy
from aecore.applications.clusters import find_clusters
from aecore.applications.clusters.evaluation import match_accuracy
from aecore.applications.labels import UNLABELLED, spread_labels
from aecore.applications.features import (
    BATCH_SIZE,
    LEARNING_RATE,
    fit_linear_head,
    make_linear_probe,
    stratified_rows,
    suggest_epochs,
)
from aecore.applications.compression import LatentCompressor, interpolate_rate, measure_rate
from aecore.applications.denoising import compute_gain, measure_quality, tune_filters
from aecore.datasets import Dataset
from aecore.projections import UMAP, nearest_neighbors
from aecore.applications.anomalies import BASELINES
from aecore.datasets import Dataset
from aecore.scoreboard.one_class import measure_one_class
from aecore.variants import Autoencoder
from aecore.variants.denoising import corrupt

_PSNR_NOISE_LEVEL = 0.5
_N_LABELS_PER_CLASS, _N_NEIGHBORS = 10, 10
_N_LABELS = 100
# Samples by which filters are tuned, and with which they are compared.
_N_TUNED, _N_FILTERED = 200, 1000
_COMPRESSED_MSE = 0.0053
_STEPS = (0.3, 0.4, 0.5, 0.6, 0.7)
_N_FITTED = 10_000


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


def probe_gain(estimator: Autoencoder, data: Dataset) -> float:
    """Test accuracy of logistic regression on latent vectors minus that on PCA, in points; all labels."""
    train, test = np.arange(data.n_train), data.part("test")
    pca = fit_components(data.rows, train, estimator.latent_dim)
    accuracies = [
        make_linear_probe()
        .fit(encode(data.rows(train)), data.labels[train])
        .score(encode(data.rows(test)), data.labels[test])
        for encode in (estimator.encode, pca.encode)
    ]
    return 100 * float(accuracies[0] - accuracies[1])


def pretraining_gain(estimator: Autoencoder, data: Dataset) -> float:
    """Test accuracy of a classifier from the trained encoder minus that from random weights, in points.

    Both learn the same 100 labels, as on the Features page. The seed of the estimator is that of the draw.
    """
    from aecore.training.classifier import (
        ClassifierConfig,
        apply_in_blocks,
        build_classifier,
        set_head,
        train_classifier,
    )

    seed, n_classes = int(estimator.params_["random_state"]), len(data.class_names)
    rows = stratified_rows(data.y_train, _N_LABELS, seed)
    X, y, X_test = data.rows(rows), data.y_train[rows].astype(int), _get_test_samples(data)
    scratch = clone(estimator)
    scratch.build(X.shape[1], output_activation="linear", seed=seed, n_steps=1)
    accuracies = []
    for encoder, is_trained in ((estimator.encoder_, True), (scratch.encoder_, False)):
        model = build_classifier(encoder, n_classes, data.rows(np.arange(5000) % data.n_train), seed)
        if is_trained:
            set_head(model, *fit_linear_head(apply_in_blocks(encoder, X), y, n_classes))
        config = ClassifierConfig(suggest_epochs(len(y)), BATCH_SIZE, LEARNING_RATE, seed)
        for _ in train_classifier(model, X, y, config):
            pass
        predicted = apply_in_blocks(model, X_test).argmax(axis=1)
        accuracies.append(float(np.mean(predicted == data.y_test)))
    return 100 * (accuracies[0] - accuracies[1])


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


def gain_over_filters(estimator: Autoencoder, data: Dataset) -> float:
    """Mean PSNR of denoised samples minus that of the best classical filter, in dB.

    The filter and its strength are chosen on 200 validation samples; both are measured on 1,000 test samples.
    """
    shape, X = data.card.sample_shape, _get_test_samples(data)[:_N_FILTERED]
    V, rng = data.rows(data.part("validation")[:_N_TUNED]), np.random.default_rng(0)
    noisy_V, noisy = (
        corrupt(samples, estimator.noise, _PSNR_NOISE_LEVEL, rng, estimator.value_range_)
        for samples in (V, X)
    )
    best = tune_filters(V, noisy_V, shape)[0]
    qualities = [
        measure_quality(X, Y, shape) for Y in (best.apply(noisy, shape), estimator.reconstruct(noisy))
    ]
    return compute_gain(*qualities)


def bytes_per_sample(estimator: Autoencoder, data: Dataset) -> float:
    """Bytes a sample of the whole compressed file of the test part, at a mean squared error of .0053.

    Interpolated between files of several steps. NaN if the model does not reach that error.
    """
    fitted, X = data.rows(data.part("train")[:_N_FITTED]), _get_test_samples(data)
    curve = [
        measure_rate(LatentCompressor(estimator, step=step, model_id="", checksum="").fit(fitted), X)
        for step in _STEPS
    ]
    return interpolate_rate(curve, _COMPRESSED_MSE)


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
        rows = rng.choice(ids[classes[ids] == label], _N_LABELS_PER_CLASS, replace=False)
        labels[rows] = label
    graph = nearest_neighbors(estimator.transform(data.rows(data.part("all"))), _N_NEIGHBORS)
    probabilities = spread_labels(graph.ids, graph.distances, labels, len(data.class_names))
    test = data.part("test")
    return float((probabilities[test].argmax(axis=1) != classes[test]).mean())


def cluster_accuracy(estimator: Autoencoder, data: Dataset) -> float:
    """Accuracy on test samples of k-means on the UMAP of all latent vectors, a cluster for each class."""
    Z, test = estimator.transform(data.rows(data.part("all"))), data.part("test")
    coordinates = UMAP(min_dist=0.0).fit_transform(Z)
    clusters = find_clusters(coordinates, "kmeans", len(data.class_names))
    return match_accuracy(clusters[test], data.labels[test])
def one_class_auroc(estimator: Autoencoder, data: Dataset) -> float:
    """Mean AUROC of the rank average, of copies that each learn one class; all others are anomalies."""
    return float(np.mean([measure_one_class(estimator, data, c)["rank_average"] for c in data.class_names]))


def benign_auroc_gain(estimator: Autoencoder, data: Dataset) -> float:
    """AUROC of the reconstruction error of a copy that learns `benign`, minus that of the best baseline."""
    found = measure_one_class(estimator, data, "benign")
    return found["reconstruction_error"] - max(found[name] for name in BASELINES)
