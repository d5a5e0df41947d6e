"""What a codebook makes of latent vectors."""

import numpy as np
import pytest
from scipy.stats import entropy

from aecore.analysis.generation.codebook import find_codebook
from aecore.analysis.generation.codewords import fit_autoregressive, fit_independent
from aecore.variants import VARIANTS, make_variant


def test_only_this_variant_has_a_codebook():
    assert [name for name, variant in VARIANTS.items() if variant.has_codebook] == ["vector_quantised"]


def test_the_entropy_is_that_of_each_position():
    words = np.random.default_rng(0).normal(size=(8, 2)).astype(np.float32)
    # The first position always has the same codeword, the second one of two, the third one of four.
    ids = np.stack([np.zeros(800, int), np.arange(800) % 2, np.arange(800) % 4 + 4], axis=1)
    variant = make_variant("vector_quantised", {"latent_dim": 6, "word_length": 2, "codebook_size": 8})
    measured = variant.measure_codewords(words[ids].reshape(800, 6))
    assert measured["entropy_per_sample"] == pytest.approx(0 + 1 + 2)
    assert measured["bits_per_sample"] == 9
    assert measured["used_codewords"] == 6
    assert measured["perplexity"] == pytest.approx(np.exp(entropy(np.bincount(ids.ravel()))))


def test_the_autoregressive_prior_predicts_held_out_digits_better(digits):
    X, X_test = (digits.rows(digits.part(part)) for part in ("train", "test"))
    chosen = {"latent_dim": 32, "codebook_size": 64, "epochs": 30, "batch_size": 32}
    estimator = make_variant("vector_quantised", chosen).fit(X)
    Z, Z_test = estimator.transform(X), estimator.transform(X_test)
    codebook = find_codebook(Z, estimator.used_codeword_length)
    assert len(codebook.words) <= 64
    independent, autoregressive = (
        -fit(codebook, Z).log_density(Z_test).mean() / np.log(2)
        for fit in (fit_independent, fit_autoregressive)
    )
    assert autoregressive < independent - 1
    measured = estimator.compute_metrics(X)
    assert measured["entropy_per_sample"] < measured["bits_per_sample"]
    assert independent == pytest.approx(measured["entropy_per_sample"], rel=0.1)
