import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from aecore.projections.neighbors import nearest_neighbors


def make_latent_vectors(kind: str, digits) -> np.ndarray:
    rng = np.random.default_rng(0)
    cloud = rng.normal(size=(1500, 16)).astype(np.float32)  # more than one block of rows
    return {
        "digits": digits.rows(digits.part("train")),
        "cloud": cloud,
        "far from zero": cloud + 100,
        "uneven scales": cloud * np.geomspace(0.01, 10, 16, dtype=np.float32),
        "double": cloud.astype(np.float64),
        "one dimension": rng.permutation(300).astype(np.float32)[:, None],
    }[kind]


@pytest.mark.parametrize("k", [1, 15, 90])
@pytest.mark.parametrize(
    "kind", ["digits", "cloud", "far from zero", "uneven scales", "double", "one dimension"]
)
def test_they_are_the_exact_ones(kind, k, digits):
    Z = make_latent_vectors(kind, digits)
    ids, distances = nearest_neighbors(Z, k)
    expected, _ = NearestNeighbors(n_neighbors=k).fit(Z.astype(np.float64)).kneighbors()
    assert (ids.shape, ids.dtype, distances.dtype) == (expected.shape, np.int32, np.float32)
    true = np.linalg.norm(Z[:, None] - Z[ids], axis=2)
    np.testing.assert_allclose(distances, true, rtol=1e-3)
    assert (np.diff(distances, axis=1) >= 0).all()
    assert not (ids == np.arange(len(Z))[:, None]).any()
    # Ties and the last digits of float32 may exchange two that are as far.
    np.testing.assert_allclose(np.sort(true), np.sort(expected), rtol=1e-4)


def test_duplicates_are_neighbours_and_a_row_is_never_its_own():
    Z = np.repeat(np.random.default_rng(0).normal(size=(40, 8)).astype(np.float32) * 10, 5, axis=0)
    ids, distances = nearest_neighbors(Z, 4)
    group = np.arange(200) // 5
    np.testing.assert_array_equal(group[ids], np.repeat(group[:, None], 4, axis=1))
    assert all(len({row, *near}) == 5 for row, near in enumerate(ids.tolist()))
    np.testing.assert_allclose(distances, 0, atol=0.05)


def test_as_many_neighbours_as_there_are():
    Z = np.arange(6, dtype=np.float32)[:, None] ** 2
    ids, distances = nearest_neighbors(Z, 5)
    np.testing.assert_array_equal(ids[0], [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(ids[5], [4, 3, 2, 1, 0])
    np.testing.assert_allclose(distances[0], [1, 4, 9, 16, 25], rtol=1e-5)
