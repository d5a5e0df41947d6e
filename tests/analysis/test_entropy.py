"""Entropies against SciPy."""

import numpy as np
import pytest
from scipy import stats

from aecore.analysis.entropy import bernoulli_entropy
from aecore.datasets import load_dataset
from aecore.variants.likelihood import compute_log_likelihood


def test_the_entropy_is_that_of_scipy():
    X = np.random.default_rng(0).random((7, 20)).astype(np.float32)
    X[0], X[1] = 0, 1
    expected = stats.bernoulli(X.astype(np.float64)).entropy().sum(axis=1)
    np.testing.assert_allclose(bernoulli_entropy(X), expected, rtol=1e-6, atol=1e-12)
    assert bernoulli_entropy(X[:2]).tolist() == [0, 0]


def test_the_entropy_is_the_smallest_cross_entropy(X64):
    floor = bernoulli_entropy(X64)
    # Exact copies reach it; any other reconstruction is above it.
    np.testing.assert_allclose(-compute_log_likelihood(X64, X64, "binary_crossentropy", 1), floor, rtol=1e-4)
    for shift in (-0.01, 0.01):
        other = np.clip(X64 + shift, 0.001, 0.999)
        assert (-compute_log_likelihood(X64, other, "binary_crossentropy", 1) > floor).all()


def test_the_grey_pixels_of_mnist_have_45_nats():
    data = load_dataset("mnist")
    ids = data.part("test")
    blocks = np.array_split(ids, 10)
    mean = np.mean([bernoulli_entropy(data.rows(block)).mean() for block in blocks])
    assert mean == pytest.approx(45.5, abs=0.05)
