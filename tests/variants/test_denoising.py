"""The noise of the denoising autoencoder, and the inputs of its validation loss."""

import numpy as np
import pytest

from aecore.variants.denoising import NOISES, corrupt
from tests.variants.reading import read_metric


@pytest.mark.parametrize("noise", NOISES)
def test_noise_has_the_level_that_is_asked_for(noise):
    X = np.full((3000, 800), 0.5, np.float32)  # large enough for the pool
    corrupted = corrupt(X, noise, 0.2, np.random.default_rng(0), (-5.0, 5.0))
    assert X.min() == X.max() == 0.5, "the samples themselves stay clean"
    changed = corrupted != 0.5
    if noise == "gaussian":
        assert (corrupted - X).std() == pytest.approx(0.2, rel=0.01)
        assert abs((corrupted - X).mean()) < 0.002
        assert abs(np.corrcoef(corrupted[0], corrupted[1])[0, 1]) < 0.2
    else:
        assert changed.mean() == pytest.approx(0.2, rel=0.03)
        extremes = {0.0} if noise == "masking" else {-5.0, 5.0}
        assert set(np.unique(corrupted[changed])) == extremes


def test_what_lies_between_0_and_1_stays_there():
    corrupted = corrupt(np.full((50, 50), 0.9, np.float32), "gaussian", 0.9, np.random.default_rng(0), (0, 1))
    assert corrupted.min() >= 0 and corrupted.max() <= 1


@pytest.mark.parametrize("noise", NOISES)
def test_validation_inputs_have_the_noise_of_the_training(noise, X64):
    estimator, val_loss = read_metric("loss", "denoising", X64, level=0.6, noise=noise, epochs=5)
    noisy = corrupt(X64, noise, 0.6, np.random.default_rng(0), estimator.value_range_)
    assert val_loss == pytest.approx(((X64 - estimator.reconstruct(noisy)) ** 2).mean(), rel=1e-4)
    clean = ((X64 - estimator.reconstruct(X64)) ** 2).mean()
    assert estimator.history_[-1]["val_clean_loss"] == pytest.approx(clean, rel=1e-4)
    assert abs(val_loss - clean) > 1e-3 * clean


def test_validation_noise_is_the_same_in_each_epoch(X64):
    # With a rate of nearly zero nothing is learnt: only other noise could change the loss.
    frozen = {"learning_rate": 1e-6, "schedule": "constant", "level": 1.0}
    estimator, last = read_metric("loss", "denoising", X64, **frozen)
    assert last == pytest.approx(estimator.history_[0]["val_loss"], rel=1e-4)
    assert estimator.history_[0]["loss"] != pytest.approx(last, rel=1e-4)
    np.testing.assert_array_equal(estimator.transform(X64), estimator.transform(X64))
