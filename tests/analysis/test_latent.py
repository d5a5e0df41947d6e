import numpy as np

from aecore.analysis.latent import jacobian, most_variable_units, sensitive_directions


def test_the_jacobian_of_a_nonlinear_encoder_is_its_derivative():
    W = np.random.default_rng(0).normal(size=(5, 3))
    x = np.linspace(-1, 1, 5).astype(np.float32)
    found = jacobian(lambda X: np.tanh(X @ W), x)
    expected = (1 - np.tanh(x @ W) ** 2)[:, None] * W.T
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_sensitive_directions_are_those_of_the_singular_value_decomposition():
    W = np.random.default_rng(1).normal(size=(6, 4)).astype(np.float32)
    singular_values, directions = sensitive_directions(lambda X: X @ W, np.zeros(6, np.float32), 2)
    U, expected, _ = np.linalg.svd(W)
    np.testing.assert_allclose(singular_values, expected, rtol=1e-3)
    assert directions.shape == (2, 6)
    np.testing.assert_allclose(np.abs(directions).max(axis=1), 1)
    cosines = [abs(d @ u) / np.linalg.norm(d) for d, u in zip(directions, U.T, strict=False)]
    np.testing.assert_allclose(cosines, 1, atol=1e-3)


def test_the_most_variable_units_come_first():
    Z = np.random.default_rng(0).normal(size=(500, 4)) * [1, 3, 0, 2]
    assert most_variable_units(Z, 3).tolist() == [1, 3, 0]
