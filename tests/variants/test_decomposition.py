"""The terms of the KL divergence against closed forms."""

import numpy as np
import pytest
from scipy import integrate, stats

from aecore.variants import decomposition
from aecore.variants.decomposition import decompose_divergence
from aecore.variants.likelihood import gaussian_divergence


def make_linear_posterior(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Means that are normally distributed with a correlation, log variances, and the covariance of q(z)."""
    rng = np.random.default_rng(0)
    covariance = np.array([[0.8, 0.5, 0.0], [0.5, 0.6, 0.1], [0.0, 0.1, 0.3]])
    variance = np.array([0.2, 0.3, 0.6])
    mean = rng.multivariate_normal(np.zeros(3), covariance, n)
    return mean, np.tile(np.log(variance), (n, 1)), covariance + np.diag(variance)


def test_a_linear_posterior_has_the_terms_of_the_closed_form():
    mean, log_variance, C = make_linear_posterior(2000)
    found = decompose_divergence(mean, log_variance)
    log_determinant = np.linalg.slogdet(C)[1]
    diagonal = np.diag(C)
    expected = {
        "mutual_information": (log_determinant - log_variance[0].sum()) / 2,
        "total_correlation": (np.log(diagonal).sum() - log_determinant) / 2,
        "dimension_wise_kl": (diagonal - np.log(diagonal) - 1).sum() / 2,
    }
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=0.05), name


def test_the_terms_add_up_to_the_divergence():
    mean, log_variance, _ = make_linear_posterior(2000)
    mean[:, 0] = np.sign(mean[:, 0]) * 2  # two clusters
    kl = gaussian_divergence(mean, log_variance).sum(axis=1).mean()
    assert sum(decompose_divergence(mean, log_variance).values()) == pytest.approx(kl, abs=0.1)


def test_distinct_samples_have_the_information_of_their_index():
    mean = np.array([[-9.0, 0.0], [9.0, 0.0], [-9.0, 20.0], [9.0, 20.0]]).repeat(1, axis=0)
    found = decompose_divergence(mean, np.full((4, 2), -4.0))
    assert found["mutual_information"] == pytest.approx(np.log(4))
    assert found["total_correlation"] == pytest.approx(0, abs=1e-6)  # a full grid
    found = decompose_divergence(mean[[0, 3]], np.full((2, 2), -4.0))
    assert found["mutual_information"] == pytest.approx(np.log(2))
    assert found["total_correlation"] == pytest.approx(np.log(2))  # each dimension tells the other


def test_blocks_do_not_change_the_terms(monkeypatch):
    rng = np.random.default_rng(0)
    mean, log_variance = rng.normal(size=(2, 50, 4))
    whole = decompose_divergence(mean, log_variance)
    monkeypatch.setattr(decomposition, "_DENSITIES_PER_BLOCK", 7 * 50 * 4)
    assert decompose_divergence(mean, log_variance) == pytest.approx(whole)


def test_the_densities_are_those_of_a_mixture():
    rng = np.random.default_rng(0)
    mean, log_variance, Z = rng.normal(size=(3, 6, 2))
    joint, marginals = decomposition._log_aggregate_densities(Z, mean, log_variance)
    components = stats.norm(mean, np.exp(log_variance / 2)).pdf(Z[:, None])
    np.testing.assert_allclose(joint, np.log(components.prod(axis=2).mean(axis=1)))
    np.testing.assert_allclose(marginals, np.log(components.mean(axis=1)).sum(axis=1))


def test_many_dimensions_use_fewer_samples(monkeypatch):
    monkeypatch.setattr(decomposition, "_MAX_DENSITIES", 10 * 10 * 5)
    mean = 100 * np.random.default_rng(0).normal(size=(300, 5))
    found = decompose_divergence(mean, np.zeros((300, 5)))
    assert found["mutual_information"] == pytest.approx(np.log(10))


def test_the_terms_of_two_samples_are_those_of_numerical_integration():
    """The aggregate posterior of two samples on a line is a mixture, whose divergence is an integral."""
    mean, log_variance = np.array([[-1.0], [1.5]]), np.log([[0.5], [0.2]])
    q, prior = stats.norm(mean[:, 0], np.exp(log_variance[:, 0] / 2)), stats.norm()

    def aggregate(z):
        return q.pdf(z).mean()

    def integrate_to(density, integrand):
        return integrate.quad(lambda z: density(z) * integrand(z), -6, 6, limit=200)[0]

    expected = {
        "dimension_wise_kl": integrate_to(aggregate, lambda z: np.log(aggregate(z) / prior.pdf(z))),
        "mutual_information": sum(
            integrate_to(lambda z, i=i: q.pdf(z)[i] / 2, lambda z, i=i: np.log(q.pdf(z)[i] / aggregate(z)))
            for i in range(2)
        ),
        "total_correlation": 0,  # of one dimension
    }
    draws = [decompose_divergence(mean, log_variance, seed) for seed in range(2000)]
    for name, value in expected.items():
        assert np.mean([found[name] for found in draws]) == pytest.approx(value, abs=0.03), name
