"""Where a sample is unusual, and what would make it normal."""

import itertools

import numpy as np
import pytest

from aecore.analysis.linear import fit_components
from aecore.applications.anomalies.explanation import correct, feature_contributions, find_nearest_normal
from aecore.errors import InvalidInput


def test_contributions_are_shares_of_the_error():
    X, X_hat = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([[1.0, 1, 5], [4, 5, 6]])
    np.testing.assert_allclose(feature_contributions(X, X_hat), [[0, 0.2, 0.8], [0, 0, 0]])


def test_the_nearest_normal_sample_is_decoded():
    X = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    pca = fit_components(lambda ids: X[ids], np.arange(50), 2)
    Z = pca.encode(X)
    x = X[7] + 0.001
    np.testing.assert_allclose(find_nearest_normal(pca, x, Z), pca.decode(Z[7:8])[0])
    with pytest.raises(InvalidInput, match="at least one normal sample"):
        find_nearest_normal(pca, x, Z[:0])


@pytest.mark.parametrize("seed", range(5))
def test_no_smaller_set_of_features_is_enough(seed):
    """For a score that adds up over features the greedy search is exact: compared with every subset."""
    rng = np.random.default_rng(seed)
    x, normal = rng.normal(size=(2, 8))

    def score(X):
        return ((X - normal) ** 2).mean(axis=1)

    threshold = 0.4 * score(x[None])[0]
    correction = correct(score, x, normal, threshold)
    assert correction.is_normal
    assert correction.score <= threshold
    changed = np.zeros(8, bool)
    changed[correction.features] = True
    np.testing.assert_array_equal(correction.x, np.where(changed, normal, x))
    smaller = len(correction.features) - 1
    for subset in itertools.combinations(range(8), smaller):
        trial = x.copy()
        trial[list(subset)] = normal[list(subset)]
        assert score(trial[None])[0] > threshold


def test_features_that_need_no_change_are_restored():
    """The score depends on the last feature alone, whose difference is the smallest."""
    x, normal = np.array([5.0, 4, 3]), np.zeros(3)
    correction = correct(lambda X: X[:, 2], x, normal, 1)
    np.testing.assert_array_equal(correction.features, [2])
    np.testing.assert_array_equal(correction.x, [5, 4, 0])


def test_a_normal_sample_needs_no_change_and_a_hopeless_one_says_so():
    x = np.ones(3)
    assert len(correct(lambda X: X.sum(axis=1), x, np.zeros(3), 5).features) == 0
    hopeless = correct(lambda X: X.sum(axis=1), x, np.zeros(3), -1)
    assert not hopeless.is_normal
    assert hopeless.score == 0
