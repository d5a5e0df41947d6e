import itertools

import numpy as np
import pytest
from scipy.stats import entropy

from aecore.analysis.generation.codebook import Codebook, find_codebook
from aecore.analysis.generation.codewords import CodewordPrior, fit_autoregressive, fit_independent
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)
WORDS = RNG.normal(size=(6, 2)).astype(np.float32)
CODEBOOK = Codebook(WORDS[np.lexsort(WORDS.T[::-1])])
# Two kinds of samples, with the first or the last three codewords at each of four positions.
IDS = RNG.integers(3, size=(4000, 4)) + 3 * RNG.integers(2, size=(4000, 1))
Z = CODEBOOK.compose(IDS)


def make_prior(n_classes: int, n_positions: int = 3) -> CodewordPrior:
    weights, tables = RNG.dirichlet(np.ones(n_classes)), RNG.dirichlet(np.ones(6), (n_classes, n_positions))
    return CodewordPrior(CODEBOOK, weights, tables)


def test_codewords_are_found_and_composed():
    np.testing.assert_array_equal(find_codebook(Z, 2).words, CODEBOOK.words)
    np.testing.assert_array_equal(CODEBOOK.find(Z), IDS)
    noisy = RNG.normal(size=(50, 8))
    distances = np.linalg.norm(noisy.reshape(50, 4, 1, 2) - CODEBOOK.words, axis=3)
    np.testing.assert_array_equal(CODEBOOK.quantize(noisy), CODEBOOK.compose(distances.argmin(axis=2)))


def test_the_density_is_that_of_a_mixture_by_hand():
    prior = make_prior(n_classes=3)
    ids = np.array(list(itertools.product(range(6), repeat=3)))
    expected = np.array(
        [sum(w * t[0, a] * t[1, b] * t[2, c] for w, t in zip(prior.weights, prior.probabilities, strict=True))
         for a, b, c in ids]
    )  # fmt: skip
    np.testing.assert_allclose(np.exp(prior.log_density(CODEBOOK.compose(ids))), expected, rtol=1e-10)
    assert expected.sum() == pytest.approx(1)


@pytest.mark.parametrize("n_classes", [1, 3])
def test_samples_have_the_probabilities_of_the_density(n_classes):
    prior = make_prior(n_classes)
    drawn = CODEBOOK.find(prior.sample(200_000)) @ [36, 6, 1]
    ids = np.array(list(itertools.product(range(6), repeat=3)))
    shares = np.bincount(drawn, minlength=216) / 200_000
    np.testing.assert_allclose(shares, np.exp(prior.log_density(CODEBOOK.compose(ids))), atol=0.002)


@pytest.mark.parametrize("fit", [fit_independent, fit_autoregressive])
@pytest.mark.parametrize("temperature", [0, 0.5, 1, 2])
def test_every_new_latent_vector_consists_of_codewords(fit, temperature):
    drawn = fit(CODEBOOK, Z).sample(500, temperature=temperature)
    assert (drawn.shape, drawn.dtype) == ((500, 8), np.float32)
    is_codeword = (drawn.reshape(-1, 1, 2) == CODEBOOK.words).all(axis=2).any(axis=1)
    assert is_codeword.mean() == 1


def test_temperature_zero_takes_the_most_probable_codewords():
    prior = fit_independent(CODEBOOK, CODEBOOK.compose(np.where(RNG.random((400, 4)) < 0.5, 2, IDS[:400])))
    np.testing.assert_array_equal(CODEBOOK.find(prior.sample(20, temperature=0)), np.full((20, 4), 2))
    with pytest.raises(InvalidInput, match="temperature of at least 0, got -1"):
        prior.sample(1, temperature=-1)


def test_the_temperature_is_the_inverse_exponent_and_the_seed_makes_the_draw():
    prior = make_prior(1, n_positions=1)
    p = prior.probabilities[0, 0]
    drawn = CODEBOOK.find(prior.sample(100_000, seed=3, temperature=2))[:, 0]
    np.testing.assert_allclose(np.bincount(drawn, minlength=6) / 100_000, p**0.5 / (p**0.5).sum(), atol=0.01)
    np.testing.assert_array_equal(prior.sample(50, seed=3), prior.sample(50, seed=3))
    assert not np.array_equal(prior.sample(50, seed=3), prior.sample(50, seed=4))


def test_the_autoregressive_prior_reaches_the_true_entropy_on_held_out_samples():
    held_out = CODEBOOK.compose(RNG.integers(3, size=(1000, 4)) + 3 * RNG.integers(2, size=(1000, 1)))
    independent, autoregressive = (
        -fit(CODEBOOK, Z).log_density(held_out).mean() / np.log(2)
        for fit in (fit_independent, fit_autoregressive)
    )
    by_position = [entropy(np.bincount(position), base=2) for position in IDS.T]
    assert independent == pytest.approx(sum(by_position), abs=0.05)  # 4 x log2(6) = 10.3
    assert autoregressive == pytest.approx(1 + 4 * np.log2(3), abs=0.1)  # 7.3


def test_independent_codewords_are_not_given_dependencies():
    ids = RNG.integers(6, size=(3000, 4))
    fitted, held_out = CODEBOOK.compose(ids[:2000]), CODEBOOK.compose(ids[2000:])
    bits = -fit_autoregressive(CODEBOOK, fitted).log_density(held_out).mean() / np.log(2)
    assert bits == pytest.approx(4 * np.log2(6), abs=0.05)


@pytest.mark.parametrize("fit", [fit_independent, fit_autoregressive])
@pytest.mark.parametrize("n", [1, 5, 30])
def test_few_samples_or_one_codeword_are_enough(fit, n):
    for rows in (Z[:n], np.ones((n, 8))):
        codebook = find_codebook(rows, 2)
        prior = fit(codebook, rows)
        np.testing.assert_array_equal(codebook.quantize(prior.sample(40)), prior.sample(40))
        assert np.isfinite(prior.log_density(Z)).all()


def test_latent_vectors_that_are_not_finite_are_refused():
    with pytest.raises(InvalidInput, match="in 1 of 4000 latent vectors"):
        find_codebook(np.where(np.arange(4000)[:, None] == 2, np.nan, Z), 2)
