import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from aecore.projections.neighbors import apply_metric, nearest_neighbors


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
        "plane": cloud[:, :2],
        "space": cloud[:, :3] + 100,
    }[kind]


@pytest.mark.parametrize("k", [1, 15, 90])
@pytest.mark.parametrize(
    "kind",
    ["digits", "cloud", "far from zero", "uneven scales", "double", "one dimension", "plane", "space"],
)
def test_they_are_the_exact_ones(kind, k, digits):
    Z = make_latent_vectors(kind, digits)
    graph = nearest_neighbors(Z, k)
    ids, distances = graph.ids, graph.distances
    assert graph.k == k
    expected, _ = NearestNeighbors(n_neighbors=k).fit(Z.astype(np.float64)).kneighbors()
    assert (ids.shape, ids.dtype, distances.dtype) == (expected.shape, np.int32, np.float32)
    true = np.linalg.norm(Z[:, None] - Z[ids], axis=2)
    np.testing.assert_allclose(distances, true, rtol=1e-3)
    assert (np.diff(distances, axis=1) >= 0).all()
    assert not (ids == np.arange(len(Z))[:, None]).any()
    # Ties and the last digits of float32 may exchange two that are as far.
    np.testing.assert_allclose(np.sort(true), np.sort(expected), rtol=1e-4)


@pytest.mark.parametrize("latent_dim", [2, 8])
def test_duplicates_are_neighbours_and_a_row_is_never_its_own(latent_dim):
    positions = np.random.default_rng(0).normal(size=(40, latent_dim)).astype(np.float32) * 10
    graph = nearest_neighbors(np.repeat(positions, 5, axis=0), 4)
    ids, distances = graph.ids, graph.distances
    group = np.arange(200) // 5
    np.testing.assert_array_equal(group[ids], np.repeat(group[:, None], 4, axis=1))
    assert all(len({row, *near}) == 5 for row, near in enumerate(ids.tolist()))
    np.testing.assert_allclose(distances, 0, atol=0.05)


def test_as_many_neighbours_as_there_are():
    Z = np.arange(6, dtype=np.float32)[:, None] ** 2
    graph = nearest_neighbors(Z, 5)
    ids, distances = graph.ids, graph.distances
    np.testing.assert_array_equal(ids[0], [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(ids[5], [4, 3, 2, 1, 0])
    np.testing.assert_allclose(distances[0], [1, 4, 9, 16, 25], rtol=1e-5)


@pytest.mark.parametrize("k", [0, 6, 7])
def test_more_neighbours_than_there_are_are_refused_in_one_sentence(k):
    with pytest.raises(
        ValueError, match=rf"^Expected from 1 to 5 neighbours among 6 samples, got {k}: use more samples\.$"
    ):
        nearest_neighbors(np.zeros((6, 4), np.float32), k)


def test_the_nearest_of_a_graph_are_a_smaller_graph(digits):
    Z = digits.rows(digits.part("test"))
    large, small = nearest_neighbors(Z, 40), nearest_neighbors(Z, 15)
    np.testing.assert_array_equal(large.nearest(15).distances, small.distances)
    np.testing.assert_array_equal(large.nearest(15).ids, large.ids[:, :15])
    assert large.nearest(40).k == 40
    with pytest.raises(ValueError, match=r"^Expected at most 15 neighbours, got k=16: [^.]+\.$"):
        small.nearest(16)


def test_cosine_neighbours_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    Z = rng.normal(size=(300, 8)).astype(np.float32) * rng.uniform(0.1, 10, (300, 1)).astype(np.float32)
    graph = nearest_neighbors(apply_metric(Z, "cosine"), 10)
    distances, ids = NearestNeighbors(n_neighbors=10, metric="cosine").fit(Z).kneighbors()
    assert (graph.ids == ids).mean() > 0.999
    np.testing.assert_allclose(graph.distances**2 / 2, distances, atol=1e-5)
    assert (graph.ids != nearest_neighbors(Z, 10).ids).mean() > 0.1


def test_a_vector_of_zeros_has_no_angle_and_stays():
    Z = np.array([[0, 0], [3, 4]], np.float32)
    np.testing.assert_allclose(apply_metric(Z, "cosine"), [[0, 0], [0.6, 0.8]])
    np.testing.assert_array_equal(apply_metric(Z, "euclidean"), Z)
