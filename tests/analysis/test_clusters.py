import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from aecore.analysis.clusters import cluster
from aecore.errors import InvalidInput


def make_blobs(sizes: list[int], latent_dim: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Clouds ten deviations apart, in mixed order, and which cloud each row is of."""
    rng = np.random.default_rng(0)
    labels = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    return (rng.normal(size=(len(labels), latent_dim)) + 10 * labels[:, None]).astype(np.float32), labels


@pytest.mark.parametrize("sizes", [[50, 200, 120], [2000, 9000, 10_000]])  # the second goes in parts
def test_clouds_are_found_and_numbered_by_size(sizes):
    Z, clouds = make_blobs(sizes)
    labels = cluster(Z, 3, seed=0)
    assert adjusted_rand_score(clouds, labels) == 1
    assert np.bincount(labels).tolist() == sorted(sizes, reverse=True)
    np.testing.assert_array_equal(cluster(Z, 3, seed=0), labels)


def test_every_row_is_in_the_cluster_of_the_nearest_mean():
    Z, _ = make_blobs([300])
    labels = cluster(Z, 6)
    means = np.stack([Z[labels == number].mean(axis=0) for number in range(6)])
    nearest = np.linalg.norm(Z[:, None] - means, axis=2).argmin(axis=1)
    assert (nearest == labels).mean() > 0.99
    assert (np.diff(np.bincount(labels)) <= 0).all()


@pytest.mark.parametrize("n", [1, 2, 3, 40, 20_001])
@pytest.mark.parametrize("n_distinct", [1, 2, 3])
def test_there_are_no_more_clusters_than_distinct_rows(n, n_distinct):
    kinds = np.arange(n) % n_distinct
    labels = cluster(np.float32([[0, 0], [4, 1], [9, -3]])[kinds], 8)
    assert len(labels) == n
    assert adjusted_rand_score(kinds, labels) == 1


def test_rows_that_differ_by_rounding_alone_raise_no_warning():
    Z = np.full((50, 3), 1e6, np.float32)
    Z[:10] = np.nextafter(Z[:10], np.float32(np.inf))
    Z[0] = 0
    labels = cluster(Z, 5)
    assert set(labels) <= set(range(5)) and (labels == labels[0]).sum() == 1


def test_one_cluster_holds_all():
    assert cluster(np.random.default_rng(0).normal(size=(30, 4)), 1).tolist() == [0] * 30


@pytest.mark.parametrize(("n", "n_clusters"), [(0, 3), (5, 0), (5, -1)])
def test_nothing_to_group_is_refused(n, n_clusters):
    with pytest.raises(InvalidInput, match=r"at least (one cluster|1 latent vectors), got (0|-1): .*\.$"):
        cluster(np.zeros((n, 2)), n_clusters)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_is_refused(bad):
    with pytest.raises(InvalidInput, match="NaN or infinity"):
        cluster(np.array([[1.0], [bad]]), 1)
