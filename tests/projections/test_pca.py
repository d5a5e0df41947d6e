import numpy as np
import pytest
from scipy.linalg import svd

from aecore.projections.pca import initial_coordinates, project_pca


@pytest.mark.parametrize("n_components", [2, 3])
@pytest.mark.parametrize("offset", [0, 50])
def test_it_is_the_singular_value_decomposition_up_to_sign(digits, n_components, offset):
    Z = digits.rows(digits.part("all")) + np.float32(offset)
    coordinates = project_pca(Z, n_components)
    U, values, _ = svd(Z - Z.mean(axis=0, dtype=np.float64), full_matrices=False)
    expected = (U * values)[:, :n_components]
    assert (coordinates.shape, coordinates.dtype) == (expected.shape, np.float32)
    signs = np.sign((coordinates * expected).sum(axis=0))
    np.testing.assert_allclose(coordinates * signs, expected, atol=1e-3)


def test_the_same_vectors_give_the_same_picture(digits):
    Z = digits.rows(digits.part("test"))
    coordinates = project_pca(Z)
    np.testing.assert_array_equal(project_pca(Z.copy()), coordinates)
    # Neither the order of the samples nor a shift changes a sign.
    np.testing.assert_allclose(project_pca(Z[::-1])[::-1], coordinates, atol=1e-4)
    np.testing.assert_allclose(project_pca(Z + 3), coordinates, atol=1e-3)


@pytest.mark.parametrize(("latent_dim", "n_components"), [(1, 2), (1, 3), (2, 3)])
def test_missing_dimensions_are_zero(latent_dim, n_components):
    Z = np.random.default_rng(0).normal(size=(50, latent_dim)).astype(np.float32)
    coordinates = project_pca(Z, n_components)
    assert coordinates.shape == (50, n_components)
    assert (coordinates[:, latent_dim:] == 0).all()
    np.testing.assert_allclose(coordinates.var(axis=0).sum(), Z.var(axis=0).sum(), rtol=1e-5)


@pytest.mark.parametrize("n", [1, 2])
def test_identical_points_have_one_position(n):
    assert (project_pca(np.ones((n, 4), np.float32)) == 0).all()


@pytest.mark.parametrize("n_components", [2, 3])
def test_initial_coordinates_are_pca_but_small(digits, n_components):
    Z = digits.rows(digits.part("test"))
    coordinates, pca = initial_coordinates(Z, n_components, 0), project_pca(Z, n_components)
    assert coordinates[:, 0].std() == pytest.approx(1e-4, rel=0.01)
    np.testing.assert_allclose(coordinates / coordinates[:, 0].std(), pca / pca[:, 0].std(), atol=0.06)


def test_initial_coordinates_separate_identical_points_in_every_dimension():
    coordinates = initial_coordinates(np.ones((50, 1), np.float32), 3, 0)
    assert len(np.unique(coordinates, axis=0)) == 50 and coordinates.std(axis=0).min() > 0
    assert (initial_coordinates(np.ones((50, 1), np.float32), 3, 1) != coordinates).all()
