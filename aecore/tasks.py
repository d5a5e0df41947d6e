"""What a worker does. A task can be run again at any time and goes on where it was."""

import contextlib
import errno
import logging
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from aecore.analysis.reconstruction import reconstruction_errors
from aecore.analysis.samples import take_samples
from aecore.codec import open_codec
from aecore.datasets import Dataset, DatasetUnavailable, load_dataset
from aecore.projections.methods import METHODS, projection_key
from aecore.runs import Run, RunProblem
from aecore.variants import Autoencoder, make_variant

_FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


def warm_up_train() -> None:
    """Loads TensorFlow and walks the training path once, so that the first run starts at once."""
    # A worker builds a graph for each training, on purpose; from the fifth on TensorFlow would warn of it.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    rows = np.random.default_rng(0).random((64, 8), np.float32)
    make_variant("basic", {"latent_dim": 2, "epochs": 1}).fit(rows, validation_data=rows)


def warm_up_analysis() -> None:
    """Loads what projections need and walks their path once."""
    rows = np.random.default_rng(0).normal(size=(100, 4)).astype(np.float32)
    for _ in METHODS["tsne"](steps=1).layouts(rows):
        pass


def train(run: Run) -> None:
    """Trains a run to its end, from its checkpoint if it has one.

    Args:
        run: A run with a spec. Done already: nothing happens.
    """
    if run.result is not None:
        return
    with contextlib.suppress(RunProblem):  # deleted meanwhile: there is nothing to tell
        try:
            _train(run)
        except OSError as error:
            if error.errno not in _FULL_DISK:
                raise
            # The reason needs a little room, and this file is of no more use.
            (run.path / "progress.json").unlink(missing_ok=True)
            run.finish("failed", "The disk is full: make room and resume the run.")
        except RunProblem:
            raise
        except (ValueError, DatasetUnavailable) as error:
            run.finish("failed", str(error))


def _train(run: Run) -> None:
    run.write_json("progress.json", {"stage": "starting", "seconds": 0})
    spec = run.spec
    dataset = load_dataset(spec.dataset)
    if dataset.fingerprint != spec.fingerprint:
        raise ValueError(
            f"The data set {spec.dataset} is not the one this run was made for (its fingerprint "
            "differs): train a new run."
        )
    variant = make_variant(spec.variant, spec.hyperparameters)
    variant.set_params(sample_shape=dataset.card.sample_shape)

    # These bring TensorFlow; the checks above should not wait for it.
    from aecore.recording import Recorder
    from aecore.training import TrainingDiverged, get_history, restore_weights

    state = run.read_arrays("checkpoint/state.npz")
    recorder = Recorder(run, dataset, variant, get_history(state))
    final, reason = "done", ""
    try:
        variant.fit(
            dataset.rows(dataset.part("train")),
            validation_data=dataset.rows(dataset.part("test")),
            callbacks=[recorder],
            initial_state=state,
        )
    except TrainingDiverged as error:
        state = run.read_arrays("checkpoint/state.npz")
        if state is None:
            run.finish("failed", str(error))
            return
        restore_weights(recorder.model, state)
        kept = len(get_history(state))
        final, reason = "failed", f"{error} The weights after epoch {kept} are kept."
    if recorder.was_stopped:
        final = "stopped"
    elif final == "done" and len(run.history) < variant.epochs:
        reason = f"Stopped early: no better validation loss for {variant.patience} epochs."
    _finish(run, variant, dataset, final, reason)


def _finish(run: Run, variant: Autoencoder, dataset: Dataset, state: str, reason: str) -> None:
    """Exports the model, measures it on the test part, and ends the run."""
    run.write_json("progress.json", (run.progress or {}) | {"stage": "saving"})
    files = _export(variant)
    for name, data in files.items():
        run.write(name, data)
    X = dataset.rows(dataset.part("test"))
    errors = reconstruction_errors(X, variant.inverse_transform(variant.transform(X)))
    run.write_json("metrics.json", {"test_mse": float(errors.mean()), **variant.measure(X)})
    run.finish(state, reason, files)


def _export(variant: Autoencoder) -> dict[str, bytes]:
    """The files that the trained model leaves: ONNX to serve, Keras to go on with."""
    import keras

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, network in (("encoder", variant.encoder_), ("decoder", variant.decoder_)):
            network.export(place / f"{name}.onnx", format="onnx", verbose=False)
        keras.Sequential([variant.encoder_, variant.decoder_]).save(place / "model.keras")
        return {path.name: path.read_bytes() for path in sorted(place.iterdir())}


def project(run: Run, method: str, choices: dict[str, Any]) -> None:
    """Computes a projection of a finished run, publishing each layout as it comes.

    Args:
        run: Has a model.
        method: A name in `METHODS`.
        choices: `part` and `n` name the samples (see `take_samples`), the others are
            hyperparameters of the method.
    """
    key = projection_key(method, choices)
    hyperparameters = {name: value for name, value in choices.items() if name not in ("part", "n")}
    dataset = load_dataset(run.spec.dataset)
    ids = take_samples(dataset.part(choices["part"]), dataset.labels, choices["n"])
    Z = open_codec(run).encode(dataset.rows(ids))
    for done, steps, layout in METHODS[method](**hyperparameters).layouts(Z):
        run.write_projection(
            key, {"ids": ids, "layout": layout, "done": np.int64(done), "of": np.int64(steps)}
        )
        if run.projection_stopped(key):
            return
