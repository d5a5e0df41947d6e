"""The study `pretraining`: a classifier from the trained encoder against the same from random weights."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from aecore.applications.features import PRETRAINED, SCRATCH, check_labels, fit_linear_head, stratified_rows
from aecore.datasets import Dataset, load_dataset
from aecore.datasets.sampling import take_samples
from aecore.errors import InvalidInput
from aecore.execution.study_task import Step
from aecore.runs import Run, RunProblem, find_run
from aecore.runs.codec import open_codec
from aecore.runs.weights import read_encoder_weights
from aecore.variants import make_variant

_MAX_UNLABELLED, _MAX_VALIDATION = 5000, 2000
_N_MEASURED = 60  # epochs with a validation accuracy, at most
_TOLERANCE = 1e-3


def compute(
    settings: dict[str, Any], rows: list[dict[str, Any]], should_stop: Callable[[], bool]
) -> Iterator[Step]:
    """Trains both classifiers for each seed, and yields their accuracy after each epoch.

    Each seed has its own draw of labelled samples, which both classifiers learn, and its own random weights.
    Curves are measured on validation samples; the accuracy on test samples is measured once, at the end.

    Args:
        settings: `run` (its id), `model` (checksum of its encoder), `n_labels`, `n_seeds`, `epochs`,
            `batch_size` and `learning_rate`.
        rows: Rows of an earlier attempt; completed trainings are not repeated.
        should_stop: Not used; the caller stops between two steps.

    Raises:
        InvalidInput: if there are too few labels or classes.
        RunProblem: if the weights of the encoder cannot be read.
    """
    run = find_run(settings["run"])
    data = load_dataset(run.spec.dataset)
    train = data.part("train")
    check_labels(data.labels[train])
    finished = {(row["seed"], row["start"]) for row in rows if "test_accuracy" in row}
    pending = [
        (seed, start)
        for seed in range(settings["n_seeds"])
        for start in (PRETRAINED, SCRATCH)
        if (seed, start) not in finished
    ]
    n_all = 2 * settings["n_seeds"]
    for i, (seed, start) in enumerate(pending):
        done = n_all - len(pending) + i
        name = f"Seed {seed + 1} of {settings['n_seeds']}, {start}"
        yield Step([], done / n_all, name)
        labelled = train[stratified_rows(data.labels[train], settings["n_labels"], seed)]
        for row, fraction in _train(run, data, labelled, settings, seed, start):
            yield Step([{"seed": seed, "start": start, **row}], (done + fraction) / n_all, name)


def _train(
    run: Run, data: Dataset, labelled: np.ndarray, settings: dict[str, Any], seed: int, start: str
) -> Iterator[tuple[dict[str, Any], float]]:
    """Yields rows with the validation accuracy by epoch, and at the end the test accuracy."""
    from aecore.training.classifier import (
        ClassifierConfig,
        apply_in_blocks,
        build_classifier,
        set_head,
        train_classifier,
    )

    unlabelled = data.rows(take_samples(data.part("train"), data.labels, _MAX_UNLABELLED))
    validation = take_samples(data.part("validation"), data.labels, _MAX_VALIDATION)
    X_validation, y_validation = data.rows(validation), data.labels[validation]
    X, y = data.rows(labelled), data.labels[labelled].astype(int)
    encoder = build_encoder(run, data, seed, start, unlabelled)
    model = build_classifier(encoder, len(data.class_names), unlabelled, seed)
    if start == PRETRAINED:
        set_head(model, *fit_linear_head(apply_in_blocks(encoder, X), y, len(data.class_names)))

    def measure(X: np.ndarray, y: np.ndarray) -> float:
        return float(np.mean(apply_in_blocks(model, X).argmax(axis=1) == y))

    epochs = settings["epochs"]
    yield {"epoch": 0, "val_accuracy": measure(X_validation, y_validation)}, 0.0
    config = ClassifierConfig(epochs, settings["batch_size"], settings["learning_rate"], seed)
    stride = -(-epochs // _N_MEASURED)
    for k, loss in enumerate(train_classifier(model, X, y, config), 1):
        if k % stride == 0 or k == epochs:
            row = {"epoch": k, "loss": loss, "val_accuracy": measure(X_validation, y_validation)}
            if k == epochs:
                test = data.part("test")
                row["test_accuracy"] = measure(data.rows(test), data.labels[test])
            yield row, k / epochs


def build_encoder(run: Run, data: Dataset, seed: int, start: str, X: np.ndarray) -> Any:
    """Builds the encoder of a run with random weights, or with those that it has learnt.

    Args:
        run: A run with a model.
        data: Its data set.
        seed: Seed of random weights.
        start: `PRETRAINED` or `SCRATCH`.
        X: Samples on which the latent vectors of Keras and ONNX are compared, shape `(n, n_features)`.

    Returns:
        A Keras model from samples to latent vectors.

    Raises:
        InvalidInput: if the data set has changed.
        RunProblem: if the weights cannot be read.
    """
    spec = run.spec
    if data.fingerprint != spec.fingerprint:
        raise InvalidInput(
            f"The data set {spec.dataset} is not the one that the run {run.id} learnt (its fingerprint "
            "differs): choose another run."
        )
    variant = make_variant(spec.variant, spec.hyperparameters)
    variant.set_params(sample_shape=spec.sample_shape or data.card.sample_shape)
    variant.build(X.shape[1], output_activation="linear", seed=seed, n_steps=1)
    if start == SCRATCH:
        return variant.encoder_
    encoder = variant.encoder_
    shapes = [tuple(weight.shape) for weight in encoder.weights]
    encoder.set_weights(_read_keras_weights(run) or read_encoder_weights(run, shapes))
    expected = open_codec(run).encode(X[:100])
    if not np.allclose(encoder(X[:100]), expected, atol=_TOLERANCE * max(1.0, float(np.abs(expected).max()))):
        raise RunProblem(
            f"The weights of the encoder of the run {run.id} do not give its latent vectors in Keras: choose "
            "a run with a dense or convolutional network."
        )
    return encoder


def _read_keras_weights(run: Run) -> list[np.ndarray] | None:
    """Reads the weights from the Keras model of a run; None if it has none, as pre-trained runs do not."""
    result = run.result
    if result is None or "model.keras" not in result.files:
        return None
    import keras

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        path.write_bytes(run.read_sealed("model.keras"))
        return keras.models.load_model(path, compile=False).layers[0].get_weights()
