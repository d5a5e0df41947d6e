"""Likelihoods and divergences against SciPy and closed forms."""

import numpy as np
import pytest
from scipy import integrate, stats

from aecore.variants.likelihood import (
    compute_log_likelihood,
    compute_nats_per_loss,
    estimate_log_likelihood,
    gaussian_divergence,
)

SD = 0.4


def make_linear_model() -> tuple[np.ndarray, np.ndarray]:
    """A decoder with orthogonal columns, which makes its posterior diagonal, and samples of the model."""
    rng = np.random.default_rng(0)
    W = np.linalg.qr(rng.normal(size=(6, 2)))[0] * [2.0, 0.7]
    X = rng.normal(size=(5, 2)) @ W.T + SD * rng.normal(size=(5, 6))
    return W, X


def log_conditional(W: np.ndarray):
    return lambda x, Z: compute_log_likelihood(x, Z @ W.T, "mse", SD)


def test_importance_weighting_is_exact_with_the_exact_posterior():
    W, X = make_linear_model()
    precision = 1 + (W**2).sum(axis=0) / SD**2
    mean, log_variance = X @ W / SD**2 / precision, np.tile(-np.log(precision), (5, 1))
    found = estimate_log_likelihood(X, mean, log_variance, log_conditional(W), n_draws=3, seed=0)
    expected = stats.multivariate_normal(np.zeros(6), W @ W.T + SD**2 * np.eye(6)).logpdf(X)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_importance_weighting_is_a_bound_that_tightens_with_the_draws():
    W, X = make_linear_model()
    mean, log_variance = np.zeros((5, 2)), np.zeros((5, 2))  # the prior in place of the posterior
    expected = stats.multivariate_normal(np.zeros(6), W @ W.T + SD**2 * np.eye(6)).logpdf(X)
    one, few, many = (
        estimate_log_likelihood(X, mean, log_variance, log_conditional(W), n_draws=n, seed=1).mean()
        for n in (1, 50, 20_000)
    )
    assert one < few < many
    assert many == pytest.approx(expected.mean(), abs=0.1)


def test_the_estimate_does_not_depend_on_the_block_size(monkeypatch):
    W, X = make_linear_model()
    mean, log_variance = np.zeros((5, 2)), np.zeros((5, 2))
    whole = estimate_log_likelihood(X, mean, log_variance, log_conditional(W), n_draws=40, seed=0)
    monkeypatch.setattr("aecore.variants.likelihood._BLOCK_SIZE", 40)
    blocks = estimate_log_likelihood(X, mean, log_variance, log_conditional(W), n_draws=40, seed=0)
    np.testing.assert_allclose(blocks, whole, rtol=1e-6)


@pytest.mark.parametrize(("mean", "variance"), [(0.0, 1.0), (1.5, 0.2), (-0.3, 4.0)])
def test_the_divergence_is_the_integral_of_its_definition(mean, variance):
    q, p = stats.norm(mean, np.sqrt(variance)), stats.norm()
    reach = 12 * np.sqrt(variance)
    expected, _ = integrate.quad(lambda z: q.pdf(z) * (q.logpdf(z) - p.logpdf(z)), mean - reach, mean + reach)
    assert gaussian_divergence(mean, np.log(variance)) == pytest.approx(expected, abs=1e-6)


def test_likelihoods_are_those_of_scipy():
    rng = np.random.default_rng(0)
    X, X_hat = rng.random((4, 6)), rng.random((4, 6))
    expected = stats.norm(X_hat, 0.3).logpdf(X).sum(axis=1)
    np.testing.assert_allclose(compute_log_likelihood(X, X_hat, "mse", 0.3), expected)
    bits = (X > 0.5).astype(float)
    expected = stats.bernoulli(X_hat).logpmf(bits).sum(axis=1)
    np.testing.assert_allclose(compute_log_likelihood(bits, X_hat, "binary_crossentropy", 0.3), expected)
    shares = X_hat.reshape(4, 2, 3) / X_hat.reshape(4, 2, 3).sum(axis=2, keepdims=True)
    symbols = np.eye(3)[rng.integers(0, 3, (4, 2))]
    expected = np.log((shares * symbols).sum(axis=2)).sum(axis=1)
    found = compute_log_likelihood(
        symbols.reshape(4, 6), shares.reshape(4, 6), "categorical_crossentropy", 0.3
    )
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy", "categorical_crossentropy"])
def test_nats_per_loss_converts_the_loss_to_a_likelihood(loss):
    """The difference of two losses times this factor is the difference of the log likelihoods."""
    from aecore.training.losses import LOSSES

    rng = np.random.default_rng(0)
    X = np.eye(3)[rng.integers(0, 3, (1, 4))].reshape(1, 12).astype(np.float32)
    first, last = (rng.dirichlet(np.ones(3), (1, 4)).reshape(1, 12).astype(np.float32) for _ in range(2))
    losses = [float(np.asarray(LOSSES[loss](X, X_hat))[0]) for X_hat in (first, last)]
    nats = [compute_log_likelihood(X, X_hat, loss, 0.3)[0] for X_hat in (first, last)]
    factor = compute_nats_per_loss(loss, (4, 3), 0.3)
    assert factor * (losses[0] - losses[1]) == pytest.approx(nats[1] - nats[0], rel=1e-4)
