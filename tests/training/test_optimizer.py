"""The training takes the steps of Adam, computed by hand."""

import keras
import numpy as np

from aecore.training import TrainingConfig, train


def take_adam_steps(W: np.ndarray, X: np.ndarray, rate: float, n: int) -> np.ndarray:
    """Minimises the mean squared error of `X @ W` with beta_1 = 0.9 and beta_2 = 0.95; Kingma, Ba (2014)."""
    mean, square = np.zeros_like(W), np.zeros_like(W)
    for step in range(1, n + 1):
        gradient = 2 * X.T @ (X @ W - X) / X.size
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.95 * square + 0.05 * gradient**2
        corrected = np.sqrt(1 - 0.95**step) / (1 - 0.9**step)
        W = W - rate * corrected * mean / (np.sqrt(square) + 1e-7)
    return W


def test_the_steps_are_those_of_adam():
    X = np.random.default_rng(0).random((16, 3), np.float32)
    dense = keras.layers.Dense(3, use_bias=False, kernel_initializer=keras.initializers.GlorotUniform(seed=1))
    model = keras.Sequential([keras.Input((3,)), dense])
    before = np.array(dense.kernel, np.float64)
    train(model, X, TrainingConfig("mse", 12, 16, 0.05, "constant", 0, seed=0))
    expected = take_adam_steps(before, X.astype(np.float64), 0.05, 12)
    np.testing.assert_allclose(np.asarray(dense.kernel), expected, atol=1e-5)
