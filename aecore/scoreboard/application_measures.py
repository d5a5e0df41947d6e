"""The metrics of applications of the scoreboard, computed from a fitted estimator on the test part."""

import math

import numpy as np
from sklearn.base import clone

from aecore.analysis.linear import fit_components
from aecore.applications.anomalies import BASELINES
from aecore.applications.clusters import find_clusters
from aecore.applications.clusters.evaluation import match_accuracy
from aecore.applications.compression import LatentCompressor, interpolate_rate, measure_rate
from aecore.applications.denoising import compute_gain, measure_quality, tune_filters
from aecore.applications.features import (
    BATCH_SIZE,
    LEARNING_RATE,
    fit_linear_head,
    make_linear_probe,
    stratified_rows,
    suggest_epochs,
)
from aecore.applications.labels import UNLABELLED, spread_labels
from aecore.datasets import Dataset
from aecore.projections import UMAP, nearest_neighbors
from aecore.scoreboard.measures import get_test_samples
from aecore.scoreboard.one_class import measure_one_class
from aecore.variants import Autoencoder
from aecore.variants.denoising import corrupt

# Code on which these metrics depend, besides that of all metrics.
CODE = ("applications/**/*.py", "projections/**/*.py", "scoreboard/measures.py", "scoreboard/one_class.py")
_PSNR_NOISE_LEVEL = 0.5
_N_LABELS_PER_CLASS, _N_NEIGHBORS = 10, 10
_N_LABELS = 100
# Samples by which filters are tuned, and with which they are compared.
_N_TUNED, _N_FILTERED = 200, 1000
_COMPRESSED_MSE = 0.0053
_STEPS = (0.3, 0.4, 0.5, 0.6, 0.7)
_N_FITTED = 10_000


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
    X, y, X_test = data.rows(rows), data.y_train[rows].astype(int), get_test_samples(data)
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


def gain_over_filters(estimator: Autoencoder, data: Dataset) -> float:
    """Mean PSNR of denoised samples minus that of the best classical filter, in dB.

    The filter and its strength are chosen on 200 validation samples; both are measured on 1,000 test samples.
    """
    shape, X = data.card.sample_shape, get_test_samples(data)[:_N_FILTERED]
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

    Interpolated between files of several steps; infinite if the model does not reach that error.
    """
    fitted, X = data.rows(data.part("train")[:_N_FITTED]), get_test_samples(data)
    curve = [
        measure_rate(LatentCompressor(estimator, step=step, model_id="", checksum="").fit(fitted), X)
        for step in _STEPS
    ]
    rate = interpolate_rate(curve, _COMPRESSED_MSE)
    return math.inf if math.isnan(rate) else rate


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
    coordinates = UMAP(n_components=2, n_neighbors=15, min_dist=0.0).fit_transform(Z)
    clusters = find_clusters(coordinates, "kmeans", len(data.class_names))
    return match_accuracy(clusters[test], data.labels[test])


def one_class_auroc(estimator: Autoencoder, data: Dataset) -> float:
    """Mean AUROC of the rank average, of copies that each learn one class; all others are anomalies."""
    return float(np.mean([measure_one_class(estimator, data, c)["rank_average"] for c in data.class_names]))


def benign_auroc_gain(estimator: Autoencoder, data: Dataset) -> float:
    """AUROC of the rank average of a copy that learns `benign`, minus that of the best baseline."""
    found = measure_one_class(estimator, data, "benign")
    return found["rank_average"] - max(found[name] for name in BASELINES)
