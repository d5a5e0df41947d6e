"""Places on a map, taken back by the definitions."""

import time

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression

from aecore.projections.inverse import InverseProjection
from aecore.projections.pca import project_pca


def make_cloud(n: int = 500, latent_dim: int = 6, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(n, latent_dim)) @ rng.normal(size=(latent_dim, latent_dim)) + 5).astype(
        np.float32
    )


def make_map(n: int = 500, seed: int = 1, n_components: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, n_components)).astype(np.float32)


@pytest.mark.parametrize("n_components", [2, 3])
def test_of_pca_it_is_the_inverse_of_scikit_learn(n_components):
    Z = make_cloud()
    coordinates = project_pca(Z, n_components)
    inverse = InverseProjection(coordinates, Z, is_linear=True)
    pca = PCA(n_components).fit(Z)
    expected = pca.inverse_transform(pca.transform(Z))
    found = np.stack([inverse.decode_position(position).z for position in coordinates[:20]])
    np.testing.assert_allclose(found, expected[:20], atol=1e-4)


def test_of_two_dimensions_pca_gives_every_vector_back():
    Z = make_cloud(latent_dim=2)
    inverse = InverseProjection(project_pca(Z), Z, is_linear=True)
    decoded = inverse.decode_position(project_pca(Z)[7])
    np.testing.assert_allclose(decoded.z, Z[7], atol=1e-5)
    assert not len(decoded.used_rows), "a linear inverse does not mix samples"


def test_of_latent_dimensions_the_others_take_the_mean_to_be_expected():
    Z = make_cloud()
    inverse = InverseProjection(Z[:, [4, 1]], Z, is_linear=True)
    position = np.array([3.0, -2.0])
    z = inverse.decode_position(position).z
    np.testing.assert_allclose(z[[4, 1]], position, atol=1e-4)
    expected = LinearRegression().fit(Z[:, [4, 1]].astype(float), Z).predict(position[None])[0]
    np.testing.assert_allclose(z, expected, atol=1e-4)


def test_of_other_maps_it_is_the_weighted_mean_of_the_eight_nearest():
    Z, coordinates = make_cloud(), make_map()
    inverse = InverseProjection(coordinates, Z, is_linear=False)
    for position in np.random.default_rng(2).normal(size=(20, 2)):
        distances = np.sqrt(((coordinates - position) ** 2).sum(axis=1))
        rows = sorted(range(len(coordinates)), key=distances.__getitem__)[:8]
        weights = [1 / distances[row] ** 2 for row in rows]
        expected = sum(w * Z[row].astype(float) for w, row in zip(weights, rows, strict=True)) / sum(weights)
        found = inverse.decode_position(position)
        assert found.nearest_rows.tolist() == found.used_rows.tolist() == rows
        np.testing.assert_allclose(found.z, expected, rtol=1e-5)
        assert "8 nearest" in found.method


def test_on_a_point_it_is_that_samples_own_vector():
    Z, coordinates = make_cloud(), make_map(n_components=3)
    inverse = InverseProjection(coordinates, Z, is_linear=False)
    for row in range(50):
        found = inverse.decode_position(coordinates[row])
        np.testing.assert_array_equal(found.z, Z[row])
        assert found.nearest_rows[0] == row
        assert found.used_rows.tolist() == [row]
        assert "at this position" in found.method
    beside = inverse.decode_position(
        coordinates[3].astype(float) + 1e-200
    )  # squares of such distances are no numbers
    np.testing.assert_array_equal(beside.z, Z[3])


def test_where_points_lie_on_each_other_it_is_their_mean():
    Z, coordinates = make_cloud(n=30), make_map(n=30)
    coordinates[[4, 9]] = coordinates[2]
    found = InverseProjection(coordinates, Z, is_linear=False).decode_position(coordinates[2])
    np.testing.assert_allclose(found.z, Z[[2, 4, 9]].mean(axis=0), rtol=1e-6)


def test_near_is_as_near_as_points_are_to_each_other():
    coordinates = make_map()
    inverse = InverseProjection(coordinates, make_cloud(), is_linear=False)
    between = np.sqrt(((coordinates[:, None].astype(float) - coordinates) ** 2).sum(axis=2))
    reach = np.percentile(np.sort(between, axis=1)[:, 3], 99)  # column 0 is the point itself
    for position in ([0, 0], [1, 1.5], [2.5, 2.5], [30, 0]):
        third = np.sort(np.sqrt(((coordinates - np.array(position)) ** 2).sum(axis=1)))[2]
        found = inverse.decode_position(position)
        assert found.relative_distance == pytest.approx(third / reach)
        assert found.is_near == (third <= reach)
    assert inverse.decode_position([0, 0]).is_near and not inverse.decode_position([30, 0]).is_near
    assert np.mean([inverse.decode_position(position).is_near for position in coordinates]) >= 0.99


def test_the_gap_between_two_clusters_is_not_near():
    coordinates = make_map()
    coordinates[:250, 0] += 20
    inverse = InverseProjection(coordinates, make_cloud(), is_linear=False)
    assert inverse.decode_position([0, 0]).is_near and inverse.decode_position([20, 0]).is_near
    assert not inverse.decode_position([10, 0]).is_near


@pytest.mark.parametrize("is_linear", [True, False])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 8, 9])
def test_few_points_do(n, is_linear):
    Z, coordinates = make_cloud(n), make_map(n)
    inverse = InverseProjection(coordinates, Z, is_linear)
    for position in coordinates:
        found = inverse.decode_position(position)
        assert found.z.shape == (6,) and found.z.dtype == np.float32 and np.isfinite(found.z).all()
        assert len(found.nearest_rows) == min(n, 8)
        assert n > 3 or found.is_near
    assert not inverse.decode_position([1e6, 1e6]).is_near


@pytest.mark.parametrize("is_linear", [True, False])
@pytest.mark.parametrize("n", [1, 5, 100])
def test_of_identical_points_only_their_place_is_near(n, is_linear):
    Z = np.full((n, 3), 0.1, np.float32)
    inverse = InverseProjection(np.full((n, 2), 0.7, np.float32), Z, is_linear)
    here, there = inverse.decode_position(np.float32([0.7, 0.7])), inverse.decode_position([5, 5])
    np.testing.assert_array_equal(here.z, Z[0])
    np.testing.assert_allclose(there.z, Z[0], rtol=1e-6)
    assert here.is_near and here.relative_distance == 0
    assert not there.is_near and there.relative_distance == np.inf


def test_a_direction_that_is_only_rounding_moves_nothing():
    Z = make_cloud()
    coordinates = np.stack([Z[:, 0], 1e-9 * make_map()[:, 0]], axis=1)
    inverse = InverseProjection(coordinates, Z, is_linear=True)
    np.testing.assert_allclose(
        inverse.decode_position([1, 0]).z, inverse.decode_position([1, 3]).z, atol=1e-5
    )


def test_seventy_thousand_points_answer_at_once():
    Z = make_cloud(70_000)
    coordinates = make_map(70_000)
    coordinates[::2] = 0  # and half of them lie on each other
    inverse = InverseProjection(coordinates, Z, is_linear=False)
    start = time.process_time()
    for position in [[0, 0], [0.01, 0], [1, 1], [100, 100]] * 5:
        inverse.decode_position(position)
    assert (time.process_time() - start) / 20 < 0.05


@pytest.mark.parametrize(
    ("coordinates", "Z"),
    [
        (np.zeros((3, 2)), np.zeros((4, 2))),
        (np.zeros((0, 2)), np.zeros((0, 5))),
        (np.zeros(3), np.zeros((3, 2))),
        (np.zeros((3, 2)), np.full((3, 2), np.nan)),
        (np.full((3, 2), np.inf), np.zeros((3, 2))),
    ],
)
def test_what_is_no_map_is_refused(coordinates, Z):
    with pytest.raises(ValueError, match=r"^Expected .* but got .*: .*\.$"):
        InverseProjection(coordinates, Z, is_linear=False)


@pytest.mark.parametrize("position", [[0], [0, 0, 0], [np.nan, 0], [[0, 0]]])
def test_what_is_no_place_is_refused(position):
    with pytest.raises(ValueError, match="Expected 2 finite coordinates"):
        InverseProjection(make_map(10), make_cloud(10), is_linear=False).decode_position(position)


def test_the_method_is_told():
    coordinates, Z = np.random.default_rng(0).normal(size=(2, 20, 2))
    linear, other = (InverseProjection(coordinates, Z, is_linear) for is_linear in (True, False))
    assert linear.decode_position(coordinates[0]).method.startswith("The linear inverse of the projection;")
    assert "8 nearest samples" in other.decode_position(np.zeros(2)).method
    assert other.decode_position(coordinates[0]).method.startswith("The latent vector of the sample at")


def test_a_small_distance_from_identical_points_is_not_near():
    found = InverseProjection(np.ones((10, 2)), np.eye(10), False).decode_position(np.array([1.0, 1.01]))
    assert found.relative_distance == np.inf and not found.is_near


@pytest.mark.parametrize("n", [2, 3])
def test_of_few_points_the_typical_distance_is_that_of_the_last_neighbour(n):
    coordinates = np.arange(n, dtype=float)[:, None] * [[2.0, 0.0]]
    between = np.linalg.norm(coordinates[:, None] - coordinates, axis=2).max(axis=1)
    found = InverseProjection(coordinates, np.eye(n), False).decode_position(np.array([0.0, 9.0]))
    reach = sorted(np.linalg.norm(coordinates - [0, 9], axis=1))[n - 2]
    assert found.relative_distance == pytest.approx(reach / np.percentile(between, 99))


def test_with_codewords_the_latent_vector_is_the_nearest_one():
    Z, coordinates = make_cloud(), make_map()
    found = InverseProjection(coordinates, Z, is_linear=False).decode_position(np.float32([0.3, -0.2]))
    quantized = found.quantize(lambda z: np.round(z / 2) * 2)
    np.testing.assert_array_equal(quantized.z, np.round(found.z / 2) * 2)
    assert quantized.z.dtype == np.float32
    assert quantized.nearest_rows is found.nearest_rows
    assert quantized.method == f"{found.method} Each part of it is then replaced by the nearest codeword."
