"""The codebook: codewords that stay distinct, moving averages by hand, and small batches."""

import numpy as np
import pytest
import tensorflow as tf

from aecore.datasets import load_dataset
from aecore.networks.quantizer import Quantizer, perplexity
from aecore.variants import make_variant

RNG = np.random.default_rng(0)
CLOUD = RNG.normal(3, 2, (4000, 2)).astype(np.float32)


def make_quantizer(codebook_size: int) -> Quantizer:
    quantizer = Quantizer(codebook_size, word_length=2, commitment=0.25)
    quantizer.build((None, 2))
    return quantizer


def train(quantizer: Quantizer, groups: np.ndarray, n_steps: int) -> np.ndarray:
    """Updates the codebook with consecutive batches of groups, in a graph; returns the codewords."""
    step = tf.function(lambda batch: quantizer(batch, training=True), autograph=False, reduce_retracing=True)
    for batch in np.array_split(groups, n_steps):
        step(tf.constant(batch))
    return quantizer.codebook.numpy()


def count_distinct(rows: np.ndarray) -> int:
    return len(np.unique(rows, axis=0))


@pytest.mark.parametrize("batch_size", [5, 40])
@pytest.mark.parametrize("n_repeats", [1, 5], ids=["a cloud", "equal groups"])
def test_codewords_are_distinct_if_there_are_more_than_groups_in_a_batch(batch_size, n_repeats):
    groups = np.repeat(CLOUD, n_repeats, axis=0)[: len(CLOUD)]
    codebook = train(make_quantizer(64), groups, len(groups) // batch_size)
    assert np.isfinite(codebook).all()
    assert count_distinct(codebook) == 64


def test_a_step_replaces_at_most_as_many_codewords_as_it_has_groups():
    quantizer = make_quantizer(20)
    before = quantizer.codebook.numpy()
    groups = CLOUD[:5]
    after = train(quantizer, groups, 1)
    is_used = np.isin(np.arange(20), np.linalg.norm(groups[:, None] - before, axis=2).argmin(axis=1))
    is_replaced = (after != before).any(axis=1) & ~is_used
    distances = np.linalg.norm(after[is_replaced][:, None] - groups, axis=2)
    assert sorted(distances.argmin(axis=1)) == [0, 1, 2, 3, 4], "every group becomes one codeword"
    assert distances.min(axis=1).max() < 0.1 * groups.std()


def test_the_codebook_follows_the_moving_averages():
    quantizer, centers = make_quantizer(4), np.array([[0, 0], [9, 0], [0, 9], [9, 9]], np.float32)
    groups = np.tile(centers, (100, 1)) + RNG.normal(0, 0.5, (400, 2)).astype(np.float32)
    quantizer.codebook.assign(centers + 1)
    quantizer._counts.assign(np.full(4, 50, np.float32))
    quantizer._sums.assign(50 * (centers + 1))
    codebook = train(quantizer, groups, 4)
    counts, sums = np.full(4, 50.0), 50 * (centers + 1.0)
    for batch in np.array_split(groups.astype(np.float64), 4):
        one_hot = np.eye(4)[np.linalg.norm(batch[:, None] - sums / counts[:, None], axis=2).argmin(axis=1)]
        counts = 0.95 * counts + 0.05 * one_hot.sum(axis=0)
        sums = 0.95 * sums + 0.05 * one_hot.T @ batch
    np.testing.assert_allclose(codebook, sums / counts[:, None], rtol=1e-5)


def test_a_compiled_step_is_the_same():
    plain, compiled = make_quantizer(64), make_quantizer(64)
    step = tf.function(lambda batch: compiled(batch, training=True), jit_compile=True, autograph=False)
    for batch in np.array_split(CLOUD, 200):
        plain(batch, training=True)
        step(tf.constant(batch))
    np.testing.assert_allclose(compiled.codebook.numpy(), plain.codebook.numpy(), atol=1e-4)


def test_perplexity_is_the_size_of_a_codebook_in_uniform_use():
    assert float(perplexity(np.full(8, 5, np.float32))) == pytest.approx(8)
    assert float(perplexity(np.array([7, 0, 0], np.float32))) == pytest.approx(1)


@pytest.mark.parametrize(
    ("name", "codebook_size"), [("wine", 128), ("digits", 512)], ids=["wine", "digits with 512"]
)
def test_a_large_codebook_is_used(name, codebook_size):
    data = load_dataset(name)
    X = data.rows(data.part("train"))
    chosen = {"batch_size": 32, "epochs": 20, "latent_dim": X.shape[1] // 2, "codebook_size": codebook_size}
    estimator = make_variant("vector_quantised", chosen).fit(X)
    codebook = estimator.encoder_.get_layer("codebook").codebook.numpy()
    assert count_distinct(codebook) == codebook_size
    assert estimator.compute_metrics(X)["perplexity"] > 0.5 * codebook_size


def test_batches_of_one_sample_do_not_collapse_the_codebook(digits):
    X, X_test = (digits.rows(digits.part(part)) for part in ("train", "test"))
    chosen = {"batch_size": 1, "epochs": 3, "latent_dim": 32, "learning_rate": 1e-3}
    estimator = make_variant("vector_quantised", chosen).fit(X)
    assert estimator.compute_metrics(X_test)["perplexity"] > 0.5 * estimator.codebook_size
    assert estimator.history_[-1]["perplexity"] > 0.3 * estimator.codebook_size
    assert -estimator.score(X_test) < 0.5 * X_test.var(axis=0).mean()
