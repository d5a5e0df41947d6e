import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.covariance import LedoitWolf
from sklearn.mixture import GaussianMixture

from aecore.analysis.generation.densities import Mixture, fit_gaussian, fit_mixture, standard_normal

RNG = np.random.default_rng(0)
CENTERS = np.array([[0, 0, 0], [9, 0, 0], [0, 9, 9]])
CLOUDS = np.concatenate([RNG.normal(center, [0.5, 1, 0.2], (400, 3)) for center in CENTERS])


def scipys_log_density(mixture: Mixture, Z: np.ndarray) -> np.ndarray:
    covariances = [np.diag(f**2) if f.ndim == 1 else f @ f.T for f in mixture.factors]
    parts = [
        w * multivariate_normal(m, c).pdf(Z)
        for w, m, c in zip(mixture.weights, mixture.means, covariances, strict=True)
    ]
    return np.log(np.sum(parts, axis=0))


@pytest.mark.parametrize("full", [True, False])
def test_the_density_is_scipys(full):
    A = RNG.normal(size=(2, 4, 4))
    factors = np.linalg.cholesky(A @ A.transpose(0, 2, 1) + np.eye(4)) if full else A[:, 0] ** 2 + 0.1
    mixture = Mixture(np.array([0.3, 0.7]), RNG.normal(size=(2, 4)), factors)
    Z = RNG.normal(size=(50, 4))
    np.testing.assert_allclose(mixture.log_density(Z), scipys_log_density(mixture, Z), rtol=1e-8)


def test_the_prior_is_the_standard_normal_distribution():
    prior = standard_normal(5)
    Z = RNG.normal(size=(20, 5))
    np.testing.assert_allclose(prior.log_density(Z), multivariate_normal(np.zeros(5)).logpdf(Z))
    drawn = prior.sample(20_000, seed=1)
    assert drawn.shape == (20_000, 5) and drawn.dtype == np.float32
    np.testing.assert_allclose(np.cov(drawn.T), np.eye(5), atol=0.04)
    np.testing.assert_allclose(drawn.mean(axis=0), 0, atol=0.03)


def test_the_seed_makes_the_draw_and_the_temperature_its_width():
    density = fit_mixture(CLOUDS)
    np.testing.assert_array_equal(density.sample(50, seed=3), density.sample(50, seed=3))
    assert not np.array_equal(density.sample(50, seed=3), density.sample(50, seed=4))
    middles, full = density.sample(50, seed=3, temperature=0), density.sample(50, seed=3)
    np.testing.assert_allclose(
        density.sample(50, seed=3, temperature=0.5), (middles + full) / 2, rtol=1e-4, atol=1e-5
    )
    assert all(np.isclose(z, density.means, atol=1e-5).all(axis=1).any() for z in middles)
    with pytest.raises(ValueError, match="temperature of at least 0, got -1"):
        density.sample(1, temperature=-1)


def test_a_mixture_finds_as_many_clouds_as_there_are_and_draws_from_them():
    density = fit_mixture(CLOUDS)
    assert len(density.weights) == 3
    drawn = density.sample(30_000)
    nearest = np.linalg.norm(drawn[:, None] - CENTERS, axis=2).argmin(axis=1)
    np.testing.assert_allclose(np.bincount(nearest) / 30_000, 1 / 3, atol=0.02)
    for number in range(3):
        np.testing.assert_allclose(
            drawn[nearest == number].std(axis=0), CLOUDS[number * 400 :][:400].std(axis=0), rtol=0.05
        )
    np.testing.assert_allclose(density.log_density(CLOUDS), scipys_log_density(density, CLOUDS), rtol=1e-6)


@pytest.mark.parametrize(("d", "n"), [(3, 1200), (80, 300)])
def test_the_mixture_is_scikit_learns_of_the_least_criterion(d, n):
    Z = CLOUDS if d == 3 else RNG.normal(size=(n, d)) + 4 * RNG.integers(0, 2, (n, 1))
    kind = "full" if d <= 64 else "diag"
    reg = 1e-4 * Z.var(axis=0).mean()
    fits = [
        GaussianMixture(m, covariance_type=kind, tol=1e-2, reg_covar=reg, random_state=0).fit(Z)
        for m in (1, 3, 10)
    ]
    best = min(fits, key=lambda fit: fit.bic(Z))
    np.testing.assert_allclose(fit_mixture(Z).log_density(Z), best.score_samples(Z), rtol=1e-5)


def test_many_codes_are_fitted_by_some():
    Z = np.tile(CLOUDS, (9, 1)) + RNG.normal(0, 1e-3, (10_800, 3))
    assert fit_mixture(Z).log_density(CLOUDS).mean() == pytest.approx(
        fit_mixture(CLOUDS).log_density(CLOUDS).mean(), abs=0.05
    )


def test_one_gaussian_has_the_shrunk_covariance():
    Z = RNG.normal(size=(12, 30)) + 3  # fewer codes than dimensions
    density = fit_gaussian(Z)
    covariance = density.factors[0] @ density.factors[0].T
    np.testing.assert_allclose(covariance, LedoitWolf().fit(Z).covariance_, atol=1e-3)
    np.testing.assert_allclose(density.means[0], Z.mean(axis=0))
    np.testing.assert_allclose(np.cov(density.sample(50_000).T), covariance, atol=0.05)


@pytest.mark.parametrize("fit", [fit_gaussian, fit_mixture])
@pytest.mark.parametrize("kind", ["one place", "two codes", "a plane", "few places"])
def test_degenerate_codes_have_densities_that_draw_near_them(fit, kind):
    Z = {
        "one place": np.full((40, 4), 2.5),
        "two codes": RNG.normal(size=(2, 4)),
        "a plane": np.pad(RNG.normal(size=(200, 2)), ((0, 0), (0, 2))),
        "few places": np.repeat(RNG.normal(size=(5, 4)), 30, axis=0),
    }[kind]
    density = fit(Z)
    drawn = density.sample(500)
    assert np.isfinite(drawn).all() and np.isfinite(density.log_density(Z)).all()
    spread = np.linalg.norm(Z - Z.mean(axis=0), axis=1).max()
    assert np.linalg.norm(drawn - Z.mean(axis=0), axis=1).max() < 5 * spread + 1e-3


@pytest.mark.parametrize("fit", [fit_gaussian, fit_mixture])
def test_too_few_codes_or_none_that_are_numbers_are_refused(fit):
    with pytest.raises(ValueError, match="at least 2 codes, got 1"):
        fit(np.zeros((1, 3)))
    with pytest.raises(ValueError, match="got 1 of 5 codes"):
        fit(np.where(np.arange(5)[:, None] == 2, np.inf, np.zeros((5, 3))))
