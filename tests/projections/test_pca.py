import numpy as np
import pytest
from sklearn.decomposition import PCA

from aecore.projections.pca import initial_layout, project_pca


@pytest.mark.parametrize("n_components", [2, 3])
@pytest.mark.parametrize("offset", [0, 50])
def test_it_is_that_of_scikit_learn_up_to_sign(digits, n_components, offset):
    Z = digits.rows(digits.part("all")) + np.float32(offset)
    layout = project_pca(Z, n_components)
    expected = PCA(n_components).fit_transform(Z.astype(np.float64))
    assert (layout.shape, layout.dtype) == (expected.shape, np.float32)
    signs = np.sign((layout * expected).sum(axis=0))
    np.testing.assert_allclose(layout * signs, expected, atol=1e-3)


def test_the_same_vectors_give_the_same_picture(digits):
    Z = digits.rows(digits.part("test"))
    layout = project_pca(Z)
    np.testing.assert_array_equal(project_pca(Z.copy()), layout)
    # Neither the order of the samples nor a shift turns it round.
    np.testing.assert_allclose(project_pca(Z[::-1])[::-1], layout, atol=1e-4)
    np.testing.assert_allclose(project_pca(Z + 3), layout, atol=1e-3)


@pytest.mark.parametrize(("latent_dim", "n_components"), [(1, 2), (1, 3), (2, 3)])
def test_missing_dimensions_are_zero(latent_dim, n_components):
    Z = np.random.default_rng(0).normal(size=(50, latent_dim)).astype(np.float32)
    layout = project_pca(Z, n_components)
    assert layout.shape == (50, n_components)
    assert (layout[:, latent_dim:] == 0).all()
    np.testing.assert_allclose(layout.var(axis=0).sum(), Z.var(axis=0).sum(), rtol=1e-5)


@pytest.mark.parametrize("n", [1, 2])
def test_identical_or_few_points_lie_on_one_place(n):
    assert (project_pca(np.ones((n, 4), np.float32)) == 0).all()


@pytest.mark.parametrize("n_components", [2, 3])
def test_an_initial_layout_is_pca_but_small(digits, n_components):
    Z = digits.rows(digits.part("test"))
    layout, pca = initial_layout(Z, n_components, 0), project_pca(Z, n_components)
    assert layout[:, 0].std() == pytest.approx(1e-4, rel=0.01)
    np.testing.assert_allclose(layout / layout[:, 0].std(), pca / pca[:, 0].std(), atol=0.06)


def test_an_initial_layout_parts_identical_points_and_fills_every_axis():
    layout = initial_layout(np.ones((50, 1), np.float32), 3, 0)
    assert len(np.unique(layout, axis=0)) == 50 and layout.std(axis=0).min() > 0
    assert (initial_layout(np.ones((50, 1), np.float32), 3, 1) != layout).all()
