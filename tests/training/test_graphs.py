"""What the graphs use of Keras works as `fit`'s own steps do."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from aecore.training import TrainingConfig
from aecore.training.graphs import make_evaluate, make_train_block, read_metrics

ADAPT = "Keras' train_step or test_step has changed: adapt aecore/training/graphs.py"


def make_model() -> keras.Model:
    initializer = keras.initializers.GlorotUniform(seed=1)
    layers = [keras.Input((5,)), keras.layers.Dense(5, kernel_initializer=initializer)]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(0.01), loss="mse")
    model.optimizer.build(model.trainable_variables)
    return model


@pytest.mark.parametrize("is_compiled", [False, True])
def test_a_block_trains_like_keras_batch_by_batch(is_compiled):
    X = np.random.default_rng(0).random((4, 8, 5), np.float32)
    ours, theirs = make_model(), make_model()
    make_train_block(ours, is_compiled=is_compiled)([tf.constant(X)], tf.constant(X), 3)
    losses = [theirs.train_on_batch(batch, batch) for batch in X[:3]]
    for mine, other in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-6, err_msg=ADAPT)
    assert read_metrics(ours)["loss"] == pytest.approx(np.mean(losses), rel=1e-5), ADAPT


def test_samples_are_evaluated_like_keras_does():
    X = np.random.default_rng(0).random((1203, 5), np.float32)
    X[[0, 499, 500, 501, 999, 1000, 1001, 1202]] *= 30  # at the ends of blocks: none may be left out
    model = make_model()
    expected = model.evaluate(X, X, verbose=0)
    config = TrainingConfig("mse", 1, 8, 0.01, "constant", 0, seed=0)
    assert make_evaluate(model, X, config)() == {"loss": pytest.approx(expected, rel=1e-4)}, ADAPT


def add_noise(X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return X + rng.standard_normal(X.shape, np.float32), X


def draw_bits(X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    drawn = (rng.random(X.shape, np.float32) < X).astype(np.float32)
    return drawn, drawn


@pytest.mark.parametrize("corrupt", [add_noise, draw_bits])
def test_samples_are_evaluated_with_the_inputs_and_targets_of_the_training(corrupt):
    X = np.random.default_rng(0).random((1203, 5), np.float32)
    model = make_model()
    inputs, targets = corrupt(X, np.random.default_rng(0))
    expected = {"loss": pytest.approx(model.evaluate(inputs, targets, verbose=0), rel=1e-4)}
    if inputs is not targets:
        expected["clean_loss"] = pytest.approx(model.evaluate(X, X, verbose=0), rel=1e-4)
    # Other seeds of the training, and further calls, measure the same.
    for seed in (0, 1):
        config = TrainingConfig("mse", 1, 8, 0.01, "constant", 0, seed=seed, corrupt=corrupt)
        evaluate = make_evaluate(model, X, config)
        assert evaluate() == expected
        assert evaluate() == expected
