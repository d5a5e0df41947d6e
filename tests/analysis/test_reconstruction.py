import numpy as np
import pytest
from sklearn.metrics import root_mean_squared_error

from aecore.analysis.reconstruction import (
    compute_rmse,
    error_sd,
    errors_by_position,
    order_samples,
    reconstruction_errors,
    squared_errors,
)


def test_the_error_is_the_mean_square_of_each_sample():
    X = np.array([[0, 0, 0, 0], [1, 1, 1, 1], [0, 3, 0, 4]], np.float32)
    np.testing.assert_array_equal(reconstruction_errors(X, np.zeros_like(X)), [0, 1, 25 / 4])


def test_squared_errors_are_those_of_each_feature():
    X = np.array([[0, 3, -1], [2, 0, 0.5]], np.float32)
    np.testing.assert_array_equal(squared_errors(X, np.ones_like(X)), [[1, 4, 4], [1, 1, 0.25]])


def test_the_root_mean_squared_error_is_that_of_scikit_learn():
    X, X_hat = np.random.default_rng(0).normal(50, 3, (2, 9, 4)).astype(np.float32)
    expected = root_mean_squared_error(X.ravel(), X_hat.ravel())
    assert compute_rmse(X, X_hat) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("order", "rows"), [("worst", [2, 0, 3, 1]), ("best", [1, 3, 0, 2]), ("as stored", [0, 1, 2, 3])]
)
def test_samples_are_ordered_by_their_error(order, rows):
    assert order_samples(np.array([0.5, 0.1, 0.9, 0.2]), order).tolist() == rows


def test_the_standard_deviation_of_errors_is_per_feature():
    X = np.array([[0, 0], [0, 2], [0, 4]], np.float32)
    X_hat = np.array([[1, 0], [1, 0], [1, 0]], np.float32)
    np.testing.assert_allclose(error_sd(X, X_hat), [0, np.sqrt(8 / 3)])


def test_errors_by_position_are_means_over_a_class():
    X = np.array([[0, 0], [0, 2], [3, 0]], np.float32)
    classes, errors = errors_by_position(X, np.zeros_like(X), np.array([4, 4, 1]))
    assert classes.tolist() == [1, 4]
    np.testing.assert_array_equal(errors, [[9, 0], [0, 2]])
