"""The batches of an epoch: their order and their noise depend on the seed, the epoch and the block."""

import dataclasses

import numpy as np
import pytest

from aecore.training import TrainingConfig
from aecore.training.batching import Blocks

CONFIG = TrainingConfig("mse", 2, 5, 1e-3, "constant", 0, seed=0, noise_dim=3)


def read_blocks(epoch: int, seed: int = 0, n: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Sample numbers in the order of an epoch, and the noise of each block."""
    X = np.arange(n, dtype=np.float32)[:, None]
    blocks = list(Blocks(X, dataclasses.replace(CONFIG, seed=seed), work=1).shuffled(epoch))
    order = np.concatenate([np.asarray(targets)[:used].ravel() for _, targets, used in blocks])
    return order, np.stack([np.asarray(inputs[1]) for inputs, _, _ in blocks])


def test_an_epoch_contains_each_sample_once():
    order, noise = read_blocks(0)
    np.testing.assert_array_equal(np.sort(order), np.arange(300))
    assert len(noise) == 2, "60 batches are two blocks"


@pytest.mark.parametrize("other", [{"epoch": 1}, {"epoch": 0, "seed": 1}], ids=str)
def test_another_epoch_or_seed_has_another_order_and_other_noise(other):
    order, noise = read_blocks(0)
    other_order, other_noise = read_blocks(**other)
    assert (order != other_order).mean() > 0.9
    assert (noise != other_noise).mean() > 0.99


def test_the_same_epoch_and_seed_have_the_same_order_and_noise():
    for first, second in zip(read_blocks(1), read_blocks(1), strict=True):
        np.testing.assert_array_equal(first, second)


def test_the_blocks_of_an_epoch_have_different_noise_of_the_standard_normal_distribution():
    _, noise = read_blocks(0)
    assert (noise[0] != noise[1]).mean() > 0.99
    assert noise.mean() == pytest.approx(0, abs=0.1)
    assert noise.std() == pytest.approx(1, abs=0.1)
