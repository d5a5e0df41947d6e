"""Anomaly detection by models that learn one class of a data set; every other class is an anomaly."""

import numpy as np
from sklearn.base import clone

from aecore.applications.anomalies import BASELINES, AnomalyDetector, evaluate_scores
from aecore.datasets import Dataset
from aecore.variants import Autoencoder


def measure_one_class(
    estimator: Autoencoder, data: Dataset, normal: str, part: str = "test"
) -> dict[str, float]:
    """AUROC of each score and each baseline, of a model that learns one class.

    A copy of the estimator learns the samples of the class in the training part; those in the validation part
    are the reference of the ranks; all samples of `part` are scored.

    Args:
        estimator: Its hyperparameters are used, not its weights.
        data: The data set.
        normal: Name of the normal class.
        part: The part on which the AUROC is measured; settings are compared on `validation`.

    Returns:
        AUROC by the name of the score (see `SCORES`) or of the baseline (see `BASELINES`).
    """
    is_normal = data.labels == data.class_names.index(normal)
    train, validation = (data.rows(_select(data, name, is_normal)) for name in ("train", "validation"))
    model = clone(estimator).set_params(sample_shape=data.card.sample_shape)
    model.fit(train, validation_data=validation)
    detector = AnomalyDetector(model).fit(train, validation)
    ids = data.part(part)
    X, is_anomaly = data.rows(ids), ~is_normal[ids]
    floors = {name: baseline.fit(train, model.latent_dim)(X) for name, baseline in BASELINES.items()}
    scores = detector.score_all(X) | floors
    return {name: evaluate_scores(is_anomaly, values).auroc for name, values in scores.items()}


def _select(data: Dataset, part: str, is_normal: np.ndarray) -> np.ndarray:
    ids = data.part(part)
    return ids[is_normal[ids]]
