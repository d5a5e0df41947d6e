"""The two losses of the adversarial autoencoder, and whose weights each of them trains."""

import keras
import numpy as np
import pytest

from aecore.variants import make_variant
from tests.variants.reading import read_metric


class ModelKeeper(keras.callbacks.Callback):
    """Gives access to the model that is trained."""


def fit_once(X: np.ndarray, variant: str = "adversarial", **hyperparameters: object):
    """A fitted estimator, and the weights of the discriminator by name; `epochs` steps on all samples."""
    keeper = ModelKeeper()
    chosen = {
        "epochs": 1,
        "batch_size": len(X),
        "latent_dim": 4,
        "hidden_layers": (9,),
        "learning_rate": 0.01,
    }
    estimator = make_variant(variant, chosen | hyperparameters).fit(X, callbacks=[keeper], validation_data=X)
    variables = {v.path: np.asarray(v) for v in keeper.model.variables}
    weights = {
        path.removeprefix("discriminator_"): array
        for path, array in variables.items()
        if path.startswith("discriminator_")
    }
    return estimator, weights


def compute_logits(weights: dict[str, np.ndarray], Z: np.ndarray) -> np.ndarray:
    h = Z @ weights["hidden/kernel"] + weights["hidden/bias"]
    return np.where(h > 0, h, 0.2 * h) @ weights["output/kernel"] + weights["output/bias"]


def test_the_losses_are_those_of_the_paper(X64):
    estimator, weights = fit_once(X64, epochs=5)
    noise = np.random.default_rng(0).standard_normal((64, 4), np.float32)
    of_prior, of_samples = (
        1 / (1 + np.exp(-compute_logits(weights, Z))) for Z in (noise, estimator.encode(X64))
    )
    row = estimator.history_[-1]
    expected = -np.log(of_prior).mean() - np.log(1 - of_samples).mean()
    assert row["val_discriminator"] == pytest.approx(expected, rel=1e-4)
    assert row["val_adversary"] == pytest.approx(-np.log(of_samples).mean(), rel=1e-4)


def test_the_discriminator_learns_and_is_no_part_of_the_loss(X64):
    estimator, discriminator = read_metric("discriminator", "adversarial", X64, adversary_weight=0.0)
    row = estimator.history_[-1]
    assert row["val_loss"] == pytest.approx(row["val_reconstruction"], rel=1e-5)
    longer, after = read_metric("discriminator", "adversarial", X64, adversary_weight=0.0, epochs=60)
    assert after < discriminator


def test_the_discriminator_does_not_train_the_encoder(X64):
    chosen = {"epochs": 4, "hidden_layers": (9,)}
    alone, _ = fit_once(X64, "deep", **chosen)
    watched, _ = fit_once(X64, adversary_weight=0.0, **chosen)
    for expected, found in zip(alone.encoder_.get_weights(), watched.encoder_.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_encoder_does_not_train_the_discriminator(X64):
    # In the first step the latent vectors are the same; only the gradient of the encoder's loss could differ.
    (_, without), (_, strong) = (fit_once(X64, adversary_weight=weight) for weight in (0.0, 10.0))
    for name, weights in without.items():
        np.testing.assert_allclose(strong[name], weights, atol=1e-6, err_msg=name)
