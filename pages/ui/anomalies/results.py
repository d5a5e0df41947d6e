"""Cached results of the Anomalies page; see `pages.ui.cache`."""

import numpy as np

from aecore.applications.anomalies import BASELINES, AnomalyDetector
from aecore.applications.anomalies.detector import MAX_REFERENCE
from aecore.datasets import Dataset
from aecore.datasets.sampling import take_samples
from aecore.runs import Run
from pages.ui import cache
from pages.ui.cache import cache_per_run


def count_normal(data: Dataset, normal: tuple[str, ...]) -> tuple[int, int]:
    """Returns the number of normal samples to compare with, in the training and the validation part."""
    return min(MAX_REFERENCE, len(data.select("train", normal))), len(data.select("validation", normal))


def find_anomalies(data: Dataset, normal: tuple[str, ...], part: str) -> np.ndarray:
    """Returns whether each sample of a part is of a class that is not normal."""
    ids = data.part(part)
    return ~np.isin(ids, data.select(part, normal))


@cache_per_run(max_entries=4, show_spinner="Loading normal samples …")
def detector(run: Run, normal: tuple[str, ...]) -> AnomalyDetector:
    """Returns the model of a run with the normal samples to which others are compared."""
    data = cache.dataset(run.spec.dataset)
    X_validation = data.rows(data.select("validation", normal))
    return AnomalyDetector(cache.codec(run)).fit(_normal_rows(data, normal), X_validation)


@cache_per_run(max_entries=24, show_spinner="Computing scores …")
def scores(run: Run, normal: tuple[str, ...], part: str, name: str) -> np.ndarray:
    """Returns one score of all samples of a part, shape `(n,)`."""
    data = cache.dataset(run.spec.dataset)
    return detector(run, normal).score(name, data.rows(data.part(part)))


@cache_per_run(max_entries=12, show_spinner="Computing scores without an autoencoder …")
def floor(run: Run, normal: tuple[str, ...], part: str, name: str) -> np.ndarray:
    """Returns the score of one of `BASELINES` of all samples of a part, shape `(n,)`."""
    data = cache.dataset(run.spec.dataset)
    score = BASELINES[name].fit(_normal_rows(data, normal), cache.codec(run).latent_dim)
    return score(data.rows(data.part(part)))


def _normal_rows(data: Dataset, normal: tuple[str, ...]) -> np.ndarray:
    ids = data.select("train", normal)
    return data.rows(take_samples(ids, data.labels, MAX_REFERENCE))
