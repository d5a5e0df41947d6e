"""The training task of a worker. It can be run again at any time and continues from its checkpoint."""

import contextlib
import logging
import tempfile
from pathlib import Path

import numpy as np

from aecore.analysis.reconstruction import encode_and_measure
from aecore.datasets import Dataset, load_dataset
from aecore.errors import AecoreError, InvalidInput
from aecore.execution.baseline import start_baseline
from aecore.execution.failures import DiskFull, report_exhaustion
from aecore.logs import report_faults
from aecore.runs import Run, RunBusy, RunProblem
from aecore.runs.lease import Lease
from aecore.runs.schema import State
from aecore.variants import Autoencoder, make_variant

# Runs are compared by the validation error.
_MEASURED_PARTS = {"val_mse": "validation", "test_mse": "test"}
_SMALLER = "choose a smaller network, batch_size or data set"


def warm_up_train() -> None:
    """Loads TensorFlow and walks the training path once, so that the first run starts at once."""
    # A worker builds a graph for each training, on purpose; from the fifth on TensorFlow would warn of it.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    rows = np.random.default_rng(0).random((64, 8), np.float32)
    make_variant("basic", {"latent_dim": 2, "epochs": 1}).fit(rows, validation_data=rows)


def train(run: Run, owner: str | None = None) -> None:
    """Trains a run to its end, from its checkpoint if it has one.

    Args:
        run: A run with a spec. Done already: nothing happens.
        owner: The token under which whoever queued this run holds its lease; None if nobody does.

    Raises:
        RunBusy: if somebody else trains this run.
    """
    if run.result is not None:
        return
    try:
        lease = run.lease = Lease.acquire(run, owner)
    except RunBusy:
        raise
    except RunProblem:  # deleted meanwhile: there is nothing to tell
        return
    # A run that is deleted meanwhile, or taken by somebody else, is left alone.
    with lease.held(), contextlib.suppress(RunProblem):
        try:
            with report_faults(run.id), report_exhaustion(_SMALLER, "resume the run"):
                _train(run)
        except RunProblem:
            raise
        except DiskFull as error:
            # The reason needs a little room, and this file is no longer needed.
            (run.path / "progress.json").unlink(missing_ok=True)
            run.finish("failed", str(error))
        except AecoreError as error:
            run.finish("failed", str(error))


def _train(run: Run) -> None:
    run.write_json("progress.json", {"stage": "starting", "seconds": 0})
    spec = run.spec
    dataset = load_dataset(spec.dataset)
    if dataset.fingerprint != spec.fingerprint:
        raise InvalidInput(
            f"The data set {spec.dataset} is not the one this run was made for (its fingerprint "
            "differs): train a new run."
        )
    variant = make_variant(spec.variant, spec.hyperparameters)
    variant.set_params(sample_shape=spec.sample_shape or dataset.card.sample_shape)

    start_baseline(dataset)
    # These bring TensorFlow; the checks above should not wait for it.
    from aecore.runs.recorder import Recorder
    from aecore.training import TrainingDiverged, find_best_epoch, get_history, memory_errors, restore_weights

    state = run.read_arrays("checkpoint/state.npz")
    recorder = Recorder(run, dataset, variant, get_history(state))
    final: State = "done"
    reason = ""
    try:
        with memory_errors():
            variant.fit(
                dataset.rows(_select(run, dataset, "train")),
                validation_data=dataset.rows(_select(run, dataset, "validation")),
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
        final, reason = "stopped", recorder.reason or reason
    elif final == "done" and len(run.history) < variant.epochs:
        best = find_best_epoch(run.history)
        reason = (
            f"Stopped early: no lower validation loss for {variant.patience} epochs. The model has the "
            f"weights of epoch {best + 1 if best is not None else len(run.history)}."
        )
    _finish(run, variant, dataset, final, reason)


def _finish(run: Run, variant: Autoencoder, dataset: Dataset, state: State, reason: str) -> None:
    """Exports the model, measures it, and ends the run."""
    run.write_json("progress.json", (run.progress or {}) | {"stage": "saving"})
    files = _export(variant)
    for name, data in files.items():
        run.write(name, data)
    errors = {
        name: _measure_error(variant, dataset, _select(run, dataset, part))
        for name, part in _MEASURED_PARTS.items()
    }
    if not run.spec.normal_classes:
        errors |= _measure_baseline(variant, dataset)
    X = dataset.rows(_select(run, dataset, "test"))
    run.write_json("metrics.json", errors | variant.compute_metrics(X))
    run.finish(state, reason, files)


def _select(run: Run, dataset: Dataset, part: str) -> np.ndarray:
    """Ids of the samples of a part that the run learns or is measured on: those of its normal classes."""
    return dataset.select(part, run.spec.normal_classes)


def _measure_error(variant: Autoencoder, dataset: Dataset, ids: np.ndarray) -> float:
    """Mean squared reconstruction error of samples."""
    return float(encode_and_measure(variant, dataset.rows, ids)[1].mean())


def _measure_baseline(variant: Autoencoder, dataset: Dataset) -> dict[str, float]:
    """Validation error of PCA with as many dimensions; none if PCA loses nothing, or memory ran out."""
    with contextlib.suppress(MemoryError):
        errors = start_baseline(dataset).result()
        if variant.latent_dim < len(errors) - 1:
            return {"pca_val_mse": float(errors[variant.latent_dim])}
    return {}


def _export(variant: Autoencoder) -> dict[str, bytes]:
    """The files that the trained model leaves: ONNX to serve, Keras to go on with."""
    import keras

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, network in (("encoder", variant.encoder_), ("decoder", variant.decoder_)):
            # Keras exports what was called, and a training that was cut after its last epoch called nothing.
            network(np.zeros((1, *network.input_shape[1:]), np.float32))
            network.export(place / f"{name}.onnx", format="onnx", verbose=False)
        keras.Sequential([variant.encoder_, variant.decoder_]).save(place / "model.keras")
        return {path.name: path.read_bytes() for path in sorted(place.iterdir())}
