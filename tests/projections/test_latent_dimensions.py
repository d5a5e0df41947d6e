import numpy as np
import pytest

from aecore.projections import LatentDimensions


def show(Z: np.ndarray, n_components: int = 2, **dimensions: int) -> np.ndarray:
    (step,) = LatentDimensions(n_components=n_components, **dimensions).iterate(Z)
    assert step.step == step.n_steps
    return step.coordinates


def test_it_returns_the_chosen_dimensions():
    Z = np.random.default_rng(0).normal(size=(20, 6)).astype(np.float32)
    np.testing.assert_array_equal(show(Z), Z[:, :2])
    np.testing.assert_array_equal(show(Z, 3), Z[:, :3])
    np.testing.assert_array_equal(show(Z, 3, x=6, y=1, z=6), Z[:, [5, 0, 5]])
    np.testing.assert_array_equal(show(Z, 2, z=7), Z[:, :2])  # no third axis


@pytest.mark.parametrize(("latent_dim", "n_components"), [(1, 2), (1, 3), (2, 3)])
def test_missing_dimensions_are_zero(latent_dim, n_components):
    Z = np.random.default_rng(0).normal(size=(20, latent_dim)).astype(np.float32)
    coordinates = show(Z, n_components)
    assert coordinates.shape == (20, n_components)
    np.testing.assert_array_equal(coordinates[:, :latent_dim], Z)
    assert (coordinates[:, latent_dim:] == 0).all()


@pytest.mark.parametrize("chosen", [{"x": 5}, {"y": 1024}])
def test_a_missing_dimension_is_refused_in_one_sentence(chosen):
    (axis, dimension), *_ = chosen.items()
    message = (
        rf"^The {axis} axis is to show dimension {dimension}, but there are 4: choose one from 1 to 4\.$"
    )
    with pytest.raises(ValueError, match=message):
        show(np.zeros((20, 4), np.float32), 3, **chosen)
