import numpy as np
import pytest

from aecore.projections.latent_dimensions import Latent


def show(Z: np.ndarray, n_axes: int = 2, **dimensions: int) -> np.ndarray:
    ((done, of, layout),) = Latent(**dimensions).layouts(Z, n_axes, None)
    assert done == of
    return layout


def test_it_shows_the_dimensions_chosen():
    Z = np.random.default_rng(0).normal(size=(20, 6)).astype(np.float32)
    np.testing.assert_array_equal(show(Z), Z[:, :2])
    np.testing.assert_array_equal(show(Z, 3), Z[:, :3])
    np.testing.assert_array_equal(show(Z, 3, x=6, y=1, z=6), Z[:, [5, 0, 5]])
    np.testing.assert_array_equal(show(Z, 2, z=7), Z[:, :2])  # there is no third axis


@pytest.mark.parametrize(("latent_dim", "n_axes"), [(1, 2), (1, 3), (2, 3)])
def test_missing_dimensions_are_zero(latent_dim, n_axes):
    Z = np.random.default_rng(0).normal(size=(20, latent_dim)).astype(np.float32)
    layout = show(Z, n_axes)
    assert layout.shape == (20, n_axes)
    np.testing.assert_array_equal(layout[:, :latent_dim], Z)
    assert (layout[:, latent_dim:] == 0).all()


@pytest.mark.parametrize("chosen", [{"x": 5}, {"y": 1024}])
def test_a_dimension_that_is_not_there_is_refused_in_one_sentence(chosen):
    (axis, number), *_ = chosen.items()
    said = rf"^The {axis} axis is to show dimension {number}, but there are 4: choose one from 1 to 4\.$"
    with pytest.raises(ValueError, match=said):
        show(np.zeros((20, 4), np.float32), 3, **chosen)
