import numpy as np
import pytest
from scipy.stats import norm

from aecore.analysis.generation.grid import manifold_grid
from aecore.errors import InvalidInput

BASE = np.array([1.0, 2.0, 3.0, 4.0])


def test_the_grid_runs_from_top_left_and_leaves_the_other_dimensions():
    Z = manifold_grid(3, BASE, (3, 1), low=np.array([-1, 10]), high=np.array([1, 30]))
    assert Z.shape == (9, 4) and Z.dtype == np.float32
    np.testing.assert_array_equal(Z[:, [0, 2]], np.tile([1, 3], (9, 1)))
    np.testing.assert_allclose(Z[:, 3].reshape(3, 3), [[-1, 0, 1]] * 3)
    np.testing.assert_allclose(Z[:, 1].reshape(3, 3), [[30] * 3, [20] * 3, [10] * 3])


def test_without_a_range_it_cuts_the_prior_into_even_shares():
    Z = manifold_grid(30, np.zeros(2), (0, 1)).reshape(30, 30, 2)
    shares = (np.arange(30) + 0.5) / 30
    np.testing.assert_allclose(norm.cdf(Z[0, :, 0]), shares, atol=1e-6)
    np.testing.assert_allclose(norm.cdf(Z[::-1, 0, 1]), shares, atol=1e-6)


@pytest.mark.parametrize("n", [0, 31])
def test_a_number_of_rows_out_of_range_is_refused(n):
    with pytest.raises(InvalidInput, match=f"Expected 1 to 30 rows, got {n}"):
        manifold_grid(n, BASE, (0, 1))


@pytest.mark.parametrize("dimensions", [(0, 0), (0, 4), (-1, 2)])
def test_dimensions_that_are_not_two_are_refused(dimensions):
    with pytest.raises(InvalidInput, match="Expected two different dimensions of 4"):
        manifold_grid(3, BASE, dimensions)
