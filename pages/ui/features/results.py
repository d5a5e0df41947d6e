"""Cached results of the Features page; see `pages.ui.cache`."""

import numpy as np

from aecore.applications.features import (
    LINEAR,
    REPRESENTATIONS,
    ProbeScore,
    check_labels,
    cross_validate_probe,
)
from aecore.datasets.sampling import take_held_out
from aecore.exports import make_feature_pipeline, to_joblib
from aecore.runs import Run
from pages.ui import cache
from pages.ui.cache import cache_per_run

N_FOLDS = 5
_N_SAMPLES = 2000
_MAX_PIPELINE = 10_000


@cache_per_run(max_entries=16, show_spinner=False)
def samples(run: Run) -> np.ndarray:
    """Returns the ids of the samples that probes learn and predict; see `take_held_out`."""
    return take_held_out(cache.dataset(run.spec.dataset), _N_SAMPLES)


def labels(run: Run) -> np.ndarray:
    """Returns the class indices of these samples.

    Raises:
        InvalidInput: if there are fewer than two classes, or fewer samples of a class than folds.
    """
    found = cache.dataset(run.spec.dataset).labels[samples(run)]
    check_labels(found, at_least=N_FOLDS)
    return found


def represent(run: Run, name: str, ids: np.ndarray) -> np.ndarray:
    """Returns samples as latent vectors, PCA of as many dimensions, or as they are; shape `(n, d)`."""
    latent, pca, _ = REPRESENTATIONS
    if name == latent:
        return cache.measured(run, ids)[0]
    data = cache.dataset(run.spec.dataset)
    X = data.rows(ids)
    return cache.components(data.card.name, cache.codec(run).latent_dim).encode(X) if name == pca else X


@cache_per_run(max_entries=48, show_spinner=False)
def probe(run: Run, probe_name: str, representation: str) -> ProbeScore:
    """Returns the cross-validated accuracy of a probe on a representation."""
    Z = represent(run, representation, samples(run))
    return cross_validate_probe(probe_name, representation, Z, labels(run), N_FOLDS)


def find_misclassified(run: Run) -> np.ndarray:
    """Returns the ids of the samples that logistic regression on latent vectors misclassifies, held out."""
    score = probe(run, LINEAR, REPRESENTATIONS[0])
    return samples(run)[score.predictions != labels(run)]


def write_pipeline(run: Run) -> bytes:
    """Returns a fitted scikit-learn pipeline as a joblib file; it learns training samples."""
    data = cache.dataset(run.spec.dataset)
    ids = cache.samples(run, "train", _MAX_PIPELINE)
    names = np.asarray(data.class_names)
    return to_joblib(make_feature_pipeline(run, data.rows(ids), names[data.labels[ids]]))
