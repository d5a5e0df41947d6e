import numpy as np
import pytest

from aecore.analysis.reconstruction import order_samples, reconstruction_errors


def test_the_error_is_the_mean_square_of_each_sample():
    X = np.array([[0, 0, 0, 0], [1, 1, 1, 1], [0, 3, 0, 4]], np.float32)
    np.testing.assert_array_equal(reconstruction_errors(X, np.zeros_like(X)), [0, 1, 25 / 4])


@pytest.mark.parametrize(
    ("order", "rows"), [("worst", [2, 0, 3, 1]), ("best", [1, 3, 0, 2]), ("as stored", [0, 1, 2, 3])]
)
def test_samples_are_ordered_by_their_error(order, rows):
    assert order_samples(np.array([0.5, 0.1, 0.9, 0.2]), order).tolist() == rows
