import numpy as np
import pytest
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import geometric_slerp
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors

from aecore.analysis.generation.interpolation import distance_to_data, graph_path, linear_path, spherical_path
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)


def neighbours(Z: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    distances, ids = NearestNeighbors(n_neighbors=k).fit(Z).kneighbors()
    return ids, distances


def steps_of(path: np.ndarray) -> np.ndarray:
    return np.linalg.norm(np.diff(path, axis=0), axis=1)


def test_a_line_between_two_goes_in_even_steps():
    path = linear_path(np.array([[0, 1], [1, 3]]), 5)
    np.testing.assert_allclose(path, [[0, 1], [0.25, 1.5], [0.5, 2], [0.75, 2.5], [1, 3]])


def test_a_line_through_many_spends_its_steps_by_length():
    endpoints = np.array([[0, 0], [3, 0], [3, 0], [3, 1]])
    np.testing.assert_allclose(linear_path(endpoints, 5), [[0, 0], [1, 0], [2, 0], [3, 0], [3, 1]], atol=1e-6)


@pytest.mark.parametrize("make", [linear_path, spherical_path])
def test_a_path_begins_and_ends_at_its_endpoints_and_may_stay_where_it_is(make):
    endpoints = RNG.normal(size=(3, 6))
    path = make(endpoints, 31)
    assert path.shape == (31, 6) and path.dtype == np.float32
    np.testing.assert_allclose(path[[0, -1]], endpoints[[0, -1]], rtol=1e-5)
    same = np.tile(endpoints[:1], (3, 1))
    np.testing.assert_allclose(make(same, 4), np.tile(endpoints[:1], (4, 1)), rtol=1e-5)


def test_an_arc_on_the_sphere_is_scipys():
    ends = RNG.normal(size=(2, 5))
    ends *= 3 / np.linalg.norm(ends, axis=1, keepdims=True)
    expected = 3 * geometric_slerp(ends[0] / 3, ends[1] / 3, np.linspace(0, 1, 12))
    np.testing.assert_allclose(spherical_path(ends, 12), expected, atol=1e-4)


@pytest.mark.parametrize("d", [2, 8, 64])
def test_an_arc_of_equal_norms_is_whites_slerp(d):
    rng = np.random.default_rng(d)
    low, high = rng.normal(size=(2, d))
    high *= np.linalg.norm(low) / np.linalg.norm(high)
    omega = np.arccos(low @ high / np.linalg.norm(low) / np.linalg.norm(high))
    t = np.linspace(0, 1, 9)[:, None]
    expected = (np.sin((1 - t) * omega) * low + np.sin(t * omega) * high) / np.sin(omega)
    np.testing.assert_allclose(spherical_path(np.stack([low, high]), 9), expected, atol=1e-6)


@pytest.mark.parametrize("d", [2, 8, 64])
def test_the_norm_of_an_arc_stays_between_those_of_its_endpoints(d):
    rng = np.random.default_rng(d)
    for _ in range(100):
        endpoints = rng.normal(size=(2, d)) * rng.lognormal(0, 1, (2, 1))
        if rng.random() < 0.2:  # nearly opposite, where slerp of unlike norms overshoots most
            endpoints[1] = -rng.lognormal() * endpoints[0] + rng.normal(0, 1e-3, d)
        norms = np.linalg.norm(endpoints, axis=1)
        found = np.linalg.norm(spherical_path(endpoints, 40).astype(float), axis=1)
        assert found.max() <= norms.max() * (1 + 1e-6) and found.min() >= norms.min() * (1 - 1e-6)


def test_an_arc_of_unlike_norms_is_a_spiral_in_even_steps():
    path = spherical_path(np.array([[1.0, 0], [0, 4.0]]), 50).astype(float)
    angles = np.arctan2(path[:, 1], path[:, 0])
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), 1 + 3 * angles / (np.pi / 2), atol=1e-5)
    np.testing.assert_allclose(steps_of(path), steps_of(path).mean(), rtol=1e-2)


@pytest.mark.parametrize("last", [[2.0, 2.0], [0.0, 0.0], [1.0, 1.0]])
def test_parallel_vectors_and_zero_are_joined_by_a_line(last):
    endpoints = np.array([[1.0, 1.0], last])
    np.testing.assert_allclose(spherical_path(endpoints, 7), linear_path(endpoints, 7), atol=1e-6)
    np.testing.assert_allclose(spherical_path(endpoints[::-1], 7), linear_path(endpoints[::-1], 7), atol=1e-6)


def test_opposite_vectors_are_joined_by_a_half_circle():
    path = spherical_path(np.array([[1.0, 2.0, 2.0], [-1.0, -2.0, -2.0]]), 9)
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), 3, rtol=1e-6)
    np.testing.assert_allclose(steps_of(path), steps_of(path)[0], rtol=1e-3)
    np.testing.assert_allclose(path[[0, -1]], [[1, 2, 2], [-1, -2, -2]], atol=1e-5)
    line = spherical_path(np.array([[1.0], [-1.0]]), 3)  # there is no circle in one dimension
    np.testing.assert_allclose(line, [[1], [0], [-1]])


def test_a_path_along_neighbours_goes_round_a_ring():
    angles = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    Z = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    path = graph_path(Z[[0, 190]], 40, Z, *neighbours(Z, 6))
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), 1, atol=1e-3)
    assert (path[1:-1, 1] > 0).all()  # the shorter way
    np.testing.assert_allclose(steps_of(path), steps_of(path).mean(), rtol=1e-2)
    np.testing.assert_allclose(path[[0, -1]], Z[[0, 190]], atol=1e-6)


def test_a_path_along_neighbours_is_as_short_as_any():
    Z = RNG.normal(size=(200, 3))
    ids, distances = neighbours(Z, 5)
    dense = np.zeros((200, 200))
    dense[np.arange(200)[:, None], ids] = distances
    expected = shortest_path(dense, directed=False, method="FW")[[3, 50], [50, 120]].sum()
    path = graph_path(Z[[3, 50, 120]], 4000, Z, ids, distances)
    assert steps_of(path.astype(float)).sum() == pytest.approx(expected, rel=1e-3)


def test_an_anchor_beside_the_data_is_joined_to_the_nearest_code():
    Z = np.stack([np.arange(20.0), np.zeros(20)], axis=1)
    path = graph_path(np.array([[2, 1], [5, -1]]), 6, Z, *neighbours(Z, 2))
    np.testing.assert_allclose(path, [[2, 1], [2, 0], [3, 0], [4, 0], [5, 0], [5, -1]], atol=1e-6)


def test_duplicates_of_a_latent_vector_join_its_neighbours():
    Z = np.repeat(np.arange(6.0), 4)[:, None]
    ids = (np.arange(24)[:, None] + np.array([1, 2, 3, 4])) % 24
    path = graph_path(Z[[0, 20]], 6, Z, ids, np.abs(Z - Z[ids, 0]))
    np.testing.assert_allclose(path[:, 0], np.linspace(0, 5, 6), atol=1e-6)


def test_separate_parts_are_told_and_a_line_suggested():
    Z = np.concatenate([RNG.normal(size=(50, 2)), RNG.normal(size=(50, 2)) + 100])
    with pytest.raises(InvalidInput, match="separate parts of it: choose the linear"):
        graph_path(Z[[0, 99]], 5, Z, *neighbours(Z, 4))


def test_the_distance_to_the_data_is_that_of_the_definition():
    Z, path = RNG.normal(size=(300, 4)), RNG.normal(size=(20, 4)) * 3
    between = cdist(Z, Z) + np.diag(np.full(300, np.inf))
    expected = cdist(path, Z).min(axis=1) / np.median(between.min(axis=1))
    np.testing.assert_allclose(distance_to_data(path, Z), expected, rtol=1e-6)


def test_a_code_is_at_no_distance_and_copies_do_not_count_as_usual():
    Z = np.concatenate([np.full((50, 2), 1000.0), 1000 + np.stack([np.arange(1, 11), np.zeros(10)], axis=1)])
    np.testing.assert_array_equal(distance_to_data(Z[[0, 55]], Z), 0)
    np.testing.assert_allclose(distance_to_data(Z[:1] + [0, 2], Z), 2)
    np.testing.assert_allclose(distance_to_data(Z[:1] + [0, 2], Z[:50]), 2)  # all at one place


@pytest.mark.parametrize(
    ("endpoints", "n", "says"),
    [
        (np.zeros((1, 2)), 5, "at least 2 endpoints, got 1"),
        (np.eye(2), 1, "at least 2 steps, got 1"),
        (np.eye(2) + np.nan, 5, "in 2 of 2 endpoints"),
    ],
)
@pytest.mark.parametrize(
    "make", [linear_path, spherical_path, lambda a, n: graph_path(a, n, np.eye(2), *neighbours(np.eye(2), 1))]
)
def test_what_gives_no_path_is_told(make, endpoints, n, says):
    with pytest.raises(InvalidInput, match=says):
        make(endpoints, n)


@pytest.mark.parametrize("make", [linear_path, spherical_path])
def test_two_steps_are_the_endpoints(make):
    endpoints = np.array([[0.0, 0.0], [3.0, 4.0]])
    np.testing.assert_allclose(make(endpoints, 2), endpoints)
    np.testing.assert_allclose(make(endpoints, 3)[1], [1.5, 2])


def test_an_edge_of_the_graph_leads_in_both_directions():
    Z = np.array([[0.0], [1.0], [3.0]])  # the last has a neighbour, but is that of none
    path = graph_path(Z[[0, 2]], 4, Z, np.array([[1], [0], [1]]), np.array([[1.0], [1.0], [2.0]]))
    np.testing.assert_allclose(path[:, 0], [0, 1, 2, 3])
    np.testing.assert_allclose(
        graph_path(Z[[2, 0]], 4, Z, np.array([[1], [0], [1]]), np.array([[1.0], [1.0], [2.0]])), path[::-1]
    )


def test_the_distance_to_the_data_needs_two_samples():
    np.testing.assert_allclose(distance_to_data(np.array([[7.0]]), np.array([[0.0], [2.0]])), 2.5)
    with pytest.raises(InvalidInput, match="at least 2 latent vectors, got 1"):
        distance_to_data(np.zeros((1, 2)), np.zeros((1, 2)))
