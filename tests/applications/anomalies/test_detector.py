"""Scores of samples by a model that learnt normal ones."""

import numpy as np
import pytest
from scipy.stats import percentileofscore
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from aecore.analysis.linear import fit_components
from aecore.applications.anomalies import BASELINES, AnomalyDetector
from aecore.applications.anomalies.ranks import rank_scores
from aecore.errors import InvalidInput


def make_samples(n, seed):
    """Samples near a plane in ten dimensions."""
    rng = np.random.default_rng(seed)
    plane = np.random.default_rng(0).normal(size=(2, 10))
    return (rng.normal(size=(n, 2)) @ plane + rng.normal(0, 0.1, (n, 10))).astype(np.float32)


X, X_VALIDATION = make_samples(300, 1), make_samples(80, 2)
ODD = np.concatenate([make_samples(20, 3), make_samples(20, 4) + 1])


@pytest.fixture(scope="module")
def pca():
    return fit_components(lambda ids: X[ids], np.arange(len(X)), 2)


@pytest.fixture(scope="module")
def detector(pca):
    return AnomalyDetector(pca).fit(X, X_VALIDATION)


def test_scores_are_those_of_scikit_learn(detector):
    model = PCA(2).fit(X)
    X_hat = model.inverse_transform(model.transform(ODD))
    scores = detector.score_all(ODD)
    np.testing.assert_allclose(scores["reconstruction_error"], ((ODD - X_hat) ** 2).mean(axis=1), rtol=1e-3)
    for name, reference, queries in [
        ("latent_distance", model.transform(X), model.transform(ODD)),
        ("reconstructed_distance", model.inverse_transform(model.transform(X)), ODD),
    ]:
        expected = NearestNeighbors(n_neighbors=5).fit(reference).kneighbors(queries)[0].mean(axis=1)
        np.testing.assert_allclose(scores[name], expected, rtol=1e-3)
        np.testing.assert_array_equal(detector.score(name, ODD), scores[name])


def test_the_rank_average_is_the_mean_rank_among_validation_samples(detector):
    scores = detector.score_all(ODD)
    ranks = scores.pop("rank_average")
    inside = [
        i
        for i in range(len(ODD))
        if all(s[i] <= detector.reference_scores_[n][-1] for n, s in scores.items())
    ]
    assert 5 < len(inside) < len(ODD)
    n = len(X_VALIDATION)
    for i in inside:
        shares = [
            percentileofscore(detector.reference_scores_[name], s[i], "mean") / 100
            for name, s in scores.items()
        ]
        assert abs(ranks[i] - np.mean(shares)) < 1 / n
    # Beyond every normal sample the order goes on.
    assert ranks[20:].min() > 1
    assert len(np.unique(ranks[20:])) == 20


def test_ranks_without_a_spread_keep_the_order():
    np.testing.assert_array_equal(rank_scores(np.array([0.0, 2.0, 5.0]), np.full(4, 2.0)), [0, 0.5, 4])


def test_ranks_do_not_depend_on_the_unit():
    reference, scores = np.sort(X[:, 0]).astype(float), np.linspace(-3, 9, 50)
    np.testing.assert_allclose(rank_scores(scores, reference), rank_scores(1e6 * scores, 1e6 * reference))


def test_a_negative_elbo_is_a_score_only_with_one(pca, detector):
    assert "negative_elbo" not in detector.names
    with pytest.raises(InvalidInput, match="got 'negative_elbo'"):
        detector.score("negative_elbo", ODD)
    variational = AnomalyDetector(pca, negative_elbo=lambda X: X[:, 0]).fit(X, X_VALIDATION)
    np.testing.assert_array_equal(variational.score("negative_elbo", ODD), ODD[:, 0].astype(float))


def test_normal_samples_are_needed(pca):
    with pytest.raises(InvalidInput, match="validation part, got none"):
        AnomalyDetector(pca).fit(X, X[:0])
    with pytest.raises(InvalidInput, match="at least 5 normal samples"):
        AnomalyDetector(pca).fit(X[:4], X_VALIDATION)


def test_of_many_normal_samples_some_are_drawn(pca, detector, monkeypatch):
    monkeypatch.setattr("aecore.applications.anomalies.detector.MAX_REFERENCE", 100)
    few = AnomalyDetector(pca).fit(X, X_VALIDATION)
    # Fewer reference vectors are farther away.
    distances, of_all = (d.score("latent_distance", ODD) for d in (few, detector))
    assert (distances >= of_all - 1e-9).all()
    assert distances.mean() > 1.1 * of_all.mean()
    # The draw can be repeated.
    again = AnomalyDetector(pca).fit(X, X_VALIDATION)
    np.testing.assert_array_equal(again.score("latent_distance", ODD), distances)


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_scores_odd_samples_higher(name):
    score = BASELINES[name].fit(X, 2)
    assert score(ODD[20:]).mean() > 1.2 * score(ODD[:20]).mean()


def test_pca_of_the_baseline_is_that_of_scikit_learn():
    model = PCA(2).fit(X)
    expected = ((ODD - model.inverse_transform(model.transform(ODD))) ** 2).mean(axis=1)
    np.testing.assert_allclose(BASELINES["pca"].fit(X, 2)(ODD), expected, rtol=1e-3)
