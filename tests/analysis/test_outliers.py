import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from aecore.analysis.outliers import neighbor_distances
from aecore.errors import InvalidInput


def test_it_is_the_mean_distance_to_the_nearest_others():
    Z = np.random.default_rng(0).normal(size=(80, 4)).astype(np.float32)
    distances, _ = NearestNeighbors(n_neighbors=15).fit(Z).kneighbors()
    between = np.sqrt(((Z[:, None].astype(float) - Z) ** 2).sum(axis=2))
    for k in (1, 5, 15):
        expected = [np.sort(np.delete(row, i))[:k].mean() for i, row in enumerate(between)]
        np.testing.assert_allclose(neighbor_distances(distances, k), expected, rtol=1e-4)


def test_a_sample_far_off_scores_highest_and_a_pile_scores_nothing():
    Z = np.concatenate([np.random.default_rng(0).normal(size=(50, 4)), np.full((1, 4), 30), np.zeros((9, 4))])
    distances, _ = NearestNeighbors(n_neighbors=8).fit(Z).kneighbors()
    scores = neighbor_distances(distances, 8)
    assert scores.argmax() == 50
    np.testing.assert_allclose(scores[51:], 0, atol=1e-6)


@pytest.mark.parametrize("k", [0, 5])
def test_more_neighbors_than_are_known_are_refused(k):
    with pytest.raises(InvalidInput, match=rf"Expected 1 to 4 neighbours, got {k}: .*\.$"):
        neighbor_distances(np.ones((9, 4)), k)


def test_what_is_no_distance_is_refused():
    with pytest.raises(InvalidInput, match="NaN"):
        neighbor_distances(np.array([[1.0, np.nan]]), 2)
    assert neighbor_distances(np.array([[1.0, np.nan]]), 1).tolist() == [1.0]
