import itertools

import numpy as np
import pytest
from scipy.stats import entropy

from aecore.analysis.generation import codewords
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


def test_shares_are_counts_and_half_a_sample_of_every_codeword():
    codebook = find_codebook(Z, 2)
    assert codebook.words.dtype == np.float32
    counts = np.array([[(position == word).sum() for word in range(6)] for position in IDS[:50].T])
    expected = (counts + 0.5) / (50 + 3)
    np.testing.assert_allclose(
        fit_independent(codebook, CODEBOOK.compose(IDS[:50])).probabilities[0], expected
    )


@pytest.mark.parametrize(("n", "n_classes"), [(99, 1), (100, 10)])
def test_each_class_needs_a_held_out_sample(n, n_classes):
    assert len(fit_autoregressive(CODEBOOK, Z[:n]).weights) == n_classes


def test_the_table_of_probabilities_is_limited(monkeypatch):
    assert len(fit_autoregressive(CODEBOOK, Z).weights) > 1
    monkeypatch.setattr(codewords, "_MAX_PROBABILITIES", 10 * 4 * 6 - 1)
    assert len(fit_autoregressive(CODEBOOK, Z).weights) == 1


def test_a_rare_class_is_as_rare_as_among_the_samples():
    is_rare = RNG.random((8000, 1)) < 0.1
    ids = RNG.integers(3, size=(8000, 4)) + 3 * is_rare
    prior = fit_autoregressive(CODEBOOK, CODEBOOK.compose(ids))
    drawn = CODEBOOK.find(prior.sample(20_000))
    assert (drawn >= 3).all(axis=1).mean() == pytest.approx(0.1, abs=0.02)
    assert (drawn < 3).all(axis=1).mean() == pytest.approx(0.9, abs=0.02)
    bits = -prior.score(RNG.integers(3, size=(2000, 4))).mean() / np.log(2)
    assert bits == pytest.approx(4 * np.log2(3) - np.log2(0.9), abs=0.05)


def test_long_codes_of_unlike_probabilities_do_not_underflow():
    """The codes of one class have a probability of 1, those of the other of 6 to the power of -600."""
    certain, uniform = np.eye(6)[0] * (1 - 6e-9) + 1e-9, np.full(6, 1 / 6)
    probabilities = np.stack([np.tile(certain, (600, 1)), np.tile(uniform, (600, 1))])
    drawn = CODEBOOK.find(CodewordPrior(CODEBOOK, np.full(2, 0.5), probabilities).sample(400))
    is_uniform = drawn[:, :50].any(axis=1)
    assert is_uniform.mean() == pytest.approx(0.5, abs=0.1)
    assert (drawn[~is_uniform] == 0).all()
    shares = np.bincount(drawn[is_uniform, -50:].ravel(), minlength=6) / (50 * is_uniform.sum())
    np.testing.assert_allclose(shares, 1 / 6, atol=0.02)


def test_a_low_temperature_takes_the_most_probable_codeword_after_each_other():
    first, second = np.eye(6)[:2] * (1 - 6e-12) + 1e-12
    after_first, after_second = np.array(
        [[0.04, 0.9, 0.02, 0.02, 0.01, 0.01], [0.1, 0.1, 0.1, 0.3, 0.2, 0.2]]
    )
    probabilities = np.array([[first, after_first], [second, after_second]])
    prior = CodewordPrior(CODEBOOK, np.full(2, 0.5), probabilities)
    drawn = {tuple(ids) for ids in CODEBOOK.find(prior.sample(100, temperature=1e-3)).tolist()}
    assert drawn == {(0, 1), (1, 3)}


def test_classes_are_fitted_by_expectation_maximisation(monkeypatch):
    monkeypatch.setattr(codewords, "_ITERATIONS", 3)
    ids = RNG.integers(4, size=(300, 3)) + 2 * (RNG.random((300, 1)) < 0.2)
    fitted = codewords._fit_classes(CODEBOOK, ids, 2, np.random.default_rng(5))
    memberships = np.random.default_rng(5).dirichlet([0.1, 0.1], 300)
    shares = np.stack([(np.bincount(words, minlength=6) + 0.5) / 303 for words in ids.T])
    for _ in range(3):
        weights = (memberships.sum(axis=0) + 1) / 302
        tables = np.empty((2, 3, 6))
        for k, position, word in np.ndindex(tables.shape):
            count = memberships[ids[:, position] == word, k].sum()
            total = memberships[:, k].sum()
            tables[k, position, word] = (count + 10 * shares[position, word]) / (total + 10)
        joint = weights * np.stack([np.prod([t[p, ids[:, p]] for p in range(3)], axis=0) for t in tables], 1)
        memberships = joint / joint.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(fitted.weights, weights, rtol=1e-4)
    np.testing.assert_allclose(fitted.probabilities, tables, rtol=1e-4)
