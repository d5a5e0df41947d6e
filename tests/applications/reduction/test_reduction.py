"""Figures of merit of a reduction, and the verdict."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import trustworthiness
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from aecore.applications.reduction import (
    aggregate_seeds,
    choose_latent_dims,
    measure_reduction,
    summarise_reduction,
)
from aecore.errors import InvalidInput

X, LABELS = load_iris(return_X_y=True)
MODEL = PCA(2).fit(X)
Z = MODEL.transform(X)
X_HAT = MODEL.inverse_transform(Z)
TITLES = {"deep": "Deep", "basic": "Basic"}


def test_the_figures_are_those_of_scikit_learn():
    score = measure_reduction(X, Z, X_HAT, LABELS)
    assert score.mse == pytest.approx(np.mean((X - X_HAT) ** 2))
    assert score.trustworthiness == pytest.approx(trustworthiness(X, Z, n_neighbors=10), abs=2e-3)
    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    expected = cross_val_score(probe, Z, LABELS, cv=folds)
    assert score.probe == pytest.approx(expected.mean())
    assert score.probe_sd == pytest.approx(expected.std(ddof=1))
    assert score.n_samples == 150


def test_labels_are_not_needed_except_for_the_probe():
    for labels in (None, np.zeros(150, int), np.arange(150)):
        score = measure_reduction(X, Z, X_HAT, labels)
        assert score.probe is None
        assert score.trustworthiness > 0.9


def test_what_cannot_be_measured_is_rejected():
    with pytest.raises(InvalidInput, match="constant"):
        measure_reduction(X, np.ones((150, 2)), X_HAT, LABELS)
    with pytest.raises(InvalidInput, match="same samples"):
        measure_reduction(X, Z[:10], X_HAT, LABELS)
    with pytest.raises(InvalidInput, match="finite"):
        measure_reduction(X, np.where(Z > 3, np.nan, Z), X_HAT, LABELS)


def test_latent_vectors_are_shorter_than_samples():
    assert choose_latent_dims(784) == (2, 4, 8, 16, 32, 64)
    assert choose_latent_dims(64) == (2, 4, 8, 16, 32)
    assert choose_latent_dims(2) == (1,)


def make_rows(**errors: dict[int, list[float]]) -> list[dict]:
    return [
        {"method": method, "latent_dim": n, "mse": value}
        for method, by_dim in errors.items()
        for n, values in by_dim.items()
        for value in values
    ]


def test_the_verdict_names_the_largest_gain_over_pca():
    rows = make_rows(pca={2: [1.0], 4: [0.5]}, deep={2: [0.5, 0.7], 4: [0.6]}, basic={2: [0.9]})
    assert aggregate_seeds(rows, "mse")["deep"][2] == pytest.approx((0.6, 0.5, 0.7))
    assert aggregate_seeds(rows, "probe") == {}
    text = summarise_reduction(rows, TITLES)
    assert "with 2 dimensions: Deep has 40% less than PCA" in text
    assert "With 4 dimensions none is better" in text
    assert "use PCA" in summarise_reduction(make_rows(pca={2: [0.1]}, deep={2: [0.2]}), TITLES)
    assert summarise_reduction(make_rows(pca={2: [0.1]}), TITLES) == ""
