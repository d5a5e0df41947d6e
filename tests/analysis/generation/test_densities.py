import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.covariance import LedoitWolf
from sklearn.mixture import GaussianMixture

from aecore.analysis.generation.densities import Mixture, fit_gaussian, fit_mixture, standard_normal
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)
CENTERS = np.array([[0, 0, 0], [9, 0, 0], [0, 9, 9]])
CLOUDS = np.concatenate([RNG.normal(center, [0.5, 1, 0.2], (400, 3)) for center in CENTERS])


def scipys_log_density(mixture: Mixture, Z: np.ndarray) -> np.ndarray:
    fitted = mixture.gaussians
    parts = [
        w * multivariate_normal(m, c).pdf(Z)  # a covariance of one dimension is diagonal
        for w, m, c in zip(fitted.weights_, fitted.means_, fitted.covariances_, strict=True)
    ]
    return np.log(np.sum(parts, axis=0))


@pytest.mark.parametrize("d", [4, 70])  # full and diagonal covariances
def test_the_density_is_scipys(d):
    A = RNG.normal(size=(d, d)) / np.sqrt(d) + np.eye(d)
    Z = RNG.normal(size=(300, d)) @ A + 1
    for mixture in (fit_gaussian(Z), fit_mixture(Z)):
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
    assert all(np.isclose(z, density.gaussians.means_, atol=1e-5).all(axis=1).any() for z in middles)
    with pytest.raises(InvalidInput, match="temperature of at least 0, got -1"):
        density.sample(1, temperature=-1)


def test_a_mixture_finds_as_many_clouds_as_there_are_and_draws_from_them():
    density = fit_mixture(CLOUDS)
    assert len(density.gaussians.weights_) == 3
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


def test_many_latent_vectors_are_fitted_by_some():
    Z = np.tile(CLOUDS, (9, 1)) + RNG.normal(0, 1e-3, (10_800, 3))
    assert fit_mixture(Z).log_density(CLOUDS).mean() == pytest.approx(
        fit_mixture(CLOUDS).log_density(CLOUDS).mean(), abs=0.05
    )


def test_one_gaussian_has_the_shrunk_covariance():
    Z = RNG.normal(size=(12, 30)) + 3  # fewer latent vectors than dimensions
    density = fit_gaussian(Z)
    covariance = density.gaussians.covariances_[0]
    np.testing.assert_allclose(covariance, LedoitWolf().fit(Z).covariance_, atol=1e-3)
    np.testing.assert_allclose(density.gaussians.means_[0], Z.mean(axis=0))
    np.testing.assert_allclose(np.cov(density.sample(50_000).T), covariance, atol=0.05)


@pytest.mark.parametrize("fit", [fit_gaussian, fit_mixture])
@pytest.mark.parametrize("kind", ["one point", "two points", "a plane", "few points"])
def test_densities_of_degenerate_latent_vectors_sample_near_them(fit, kind):
    Z = {
        "one point": np.full((40, 4), 2.5),
        "two points": RNG.normal(size=(2, 4)),
        "a plane": np.pad(RNG.normal(size=(200, 2)), ((0, 0), (0, 2))),
        "few points": np.repeat(RNG.normal(size=(5, 4)), 30, axis=0),
    }[kind]
    density = fit(Z)
    drawn = density.sample(500)
    assert np.isfinite(drawn).all() and np.isfinite(density.log_density(Z)).all()
    spread = np.linalg.norm(Z - Z.mean(axis=0), axis=1).max()
    assert np.linalg.norm(drawn - Z.mean(axis=0), axis=1).max() < 5 * spread + 1e-3


@pytest.mark.parametrize("fit", [fit_gaussian, fit_mixture])
def test_too_few_latent_vectors_or_infinite_ones_are_refused(fit):
    with pytest.raises(InvalidInput, match="at least 2 latent vectors, got 1"):
        fit(np.zeros((1, 3)))
    with pytest.raises(InvalidInput, match="in 1 of 5 latent vectors"):
        fit(np.where(np.arange(5)[:, None] == 2, np.inf, np.zeros((5, 3))))


def test_draws_have_the_weights_of_the_components():
    Z = np.concatenate([CLOUDS[:400], CLOUDS[400:440]])
    drawn = fit_mixture(Z).sample(20_000)
    assert (drawn[:, 0] > 4.5).mean() == pytest.approx(40 / 440, abs=0.01)


def test_draws_of_a_diagonal_mixture_have_the_deviations_of_the_data():
    deviations = np.geomspace(0.1, 10, 70)
    Z = RNG.normal(size=(2000, 70)) * deviations
    np.testing.assert_allclose(fit_mixture(Z).sample(5000).std(axis=0), deviations, rtol=0.1)


def test_the_least_variance_depends_on_the_spread_and_not_on_the_position():
    Z = RNG.normal(size=(500, 3)) * [1, 1, 0] + [500, -500, 0]
    covariance = np.cov(fit_mixture(Z).sample(20_000).T.astype(float))
    assert covariance[2, 2] == pytest.approx(1e-4 * Z.var(axis=0).mean(), rel=0.05)
