"""Distances to the nearest reference vectors."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from aecore.applications.anomalies.neighbors import mean_neighbor_distance
from aecore.errors import InvalidInput


@pytest.mark.parametrize("n_features", [3, 200])
def test_distances_are_those_of_scikit_learn(n_features):
    rng = np.random.default_rng(0)
    reference = rng.normal(5, 1, (700, n_features))
    queries = rng.normal(5, 2, (1300, n_features))
    expected, _ = NearestNeighbors(n_neighbors=5).fit(reference).kneighbors(queries)
    np.testing.assert_allclose(
        mean_neighbor_distance(queries, reference, 5), expected.mean(axis=1), rtol=1e-4
    )
    expected, _ = NearestNeighbors(n_neighbors=5).fit(reference).kneighbors()
    distances = mean_neighbor_distance(reference, reference, 5, skips_itself=True)
    np.testing.assert_allclose(distances, expected.mean(axis=1), rtol=1e-4)


@pytest.mark.parametrize(
    ("n", "k", "skips_itself", "match"),
    [
        (4, 5, False, "at least 5 normal samples"),
        (5, 5, True, "at least 6 normal"),
        (5, 0, False, "at least"),
    ],
)
def test_too_few_reference_vectors_are_refused(n, k, skips_itself, match):
    with pytest.raises(InvalidInput, match=match):
        mean_neighbor_distance(np.zeros((n, 2)), np.zeros((n, 2)), k, skips_itself=skips_itself)


def test_values_that_are_not_finite_are_refused():
    with pytest.raises(InvalidInput, match="NaN or infinity in 1 of 2 vectors"):
        mean_neighbor_distance(np.array([[0.0], [np.nan]]), np.zeros((9, 1)), 5)


@pytest.mark.parametrize("n", [300, 2000, 2017])
def test_distances_to_many_reference_vectors_are_those_of_scikit_learn(n):
    rng = np.random.default_rng(1)
    queries, reference = rng.normal(size=(700, 12)), rng.normal(size=(n, 12))
    expected = NearestNeighbors(n_neighbors=5).fit(reference).kneighbors(queries)[0].mean(axis=1)
    np.testing.assert_allclose(mean_neighbor_distance(queries, reference, 5), expected, rtol=1e-4)
