"""What a worker does. A task can be run again at any time and goes on where it was."""

import contextlib
import logging
import math
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from aecore.analysis.reconstruction import encode_and_measure
from aecore.datasets import Dataset, load_dataset
from aecore.datasets.sampling import take_samples
from aecore.errors import AecoreError, InvalidInput
from aecore.execution.failures import DiskFull, report_exhaustion
from aecore.logs import report_faults
from aecore.projections.neighbors import NeighborGraph, in_metric, nearest_neighbors
from aecore.projections.quality import count_ranked_neighbors, evaluate_projection
from aecore.projections.registry import METHODS, graph_key, projection_key
from aecore.runs import Run, RunBusy, RunProblem
from aecore.runs.codec import open_codec
from aecore.runs.lease import Lease
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


def warm_up_analysis() -> None:
    """Loads what projections need, but UMAP, and walks their path once."""
    warm_up_method("tsne")


def warm_up_method(method: str) -> None:
    """Loads, and compiles, what one method needs: of UMAP twelve seconds of one processor."""
    rows = np.random.default_rng(0).normal(size=(100, 4)).astype(np.float32)
    graph = nearest_neighbors(rows, count_ranked_neighbors(len(rows)))
    for _, _, layout in METHODS[method]().layouts(rows, 2, graph.nearest):  # noqa: B007
        pass
    evaluate_projection(rows, layout, graph, np.zeros(len(rows)))


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

    # These bring TensorFlow; the checks above should not wait for it.
    from aecore.runs.recorder import Recorder
    from aecore.training import TrainingDiverged, get_history, memory_errors, restore_weights

    state = run.read_arrays("checkpoint/state.npz")
    recorder = Recorder(run, dataset, variant, get_history(state))
    final, reason = "done", ""
    try:
        with memory_errors():
            variant.fit(
                dataset.rows(dataset.part("train")),
                validation_data=dataset.rows(dataset.part("validation")),
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
        reason = f"Stopped early: no better validation loss for {variant.patience} epochs."
    _finish(run, variant, dataset, final, reason)


def _finish(run: Run, variant: Autoencoder, dataset: Dataset, state: str, reason: str) -> None:
    """Exports the model, measures it on the test part, and ends the run."""
    run.write_json("progress.json", (run.progress or {}) | {"stage": "saving"})
    files = _export(variant)
    for name, data in files.items():
        run.write(name, data)
    errors = {name: _measure_error(variant, dataset, part) for name, part in _MEASURED_PARTS.items()}
    X = dataset.rows(dataset.part("test"))
    run.write_json("metrics.json", errors | variant.compute_metrics(X))
    run.finish(state, reason, files)


def _measure_error(variant: Autoencoder, dataset: Dataset, part: str) -> float:
    """Mean squared reconstruction error of the samples of a part."""
    return float(encode_and_measure(variant, dataset.rows, dataset.part(part))[1].mean())


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


def project(run: Run, method: str, choices: dict[str, Any], time_limit: float | None = None) -> None:
    """Computes a projection of a finished run, publishing each layout as it comes, and judges the last one.

    It goes on from a layout that is kept, where the method can.

    Args:
        run: Has a model.
        method: A name in `METHODS`.
        choices: `part` and `n` name the samples (see `take_samples`); `of` says what is projected, `latent
            vectors` (the default) or `input`; `axes` is 2 (the default) or 3; the others are hyperparameters.
        time_limit: Seconds after which the layout that there is becomes the last one.

    Raises:
        ValueError: if the model is damaged, or this method cannot project these vectors so.
    """
    deadline = time.monotonic() + (time_limit or math.inf)
    key, shelf = projection_key(method, choices), ProjectionCache(run)
    hyperparameters = {name: choices[name] for name in choices.keys() - {"part", "n", "of", "axes"}}
    dataset = load_dataset(run.spec.dataset)
    ids = take_samples(dataset.part(choices["part"]), dataset.labels, choices["n"])
    Z = dataset.rows(ids)
    if choices.get("of") != "input":
        Z = open_codec(run).encode(Z)
    if not np.isfinite(Z).all():
        raise InvalidInput("There are values that are no numbers: the model is damaged, train it again.")
    Z = in_metric(Z, hyperparameters.get("metric", "euclidean"))

    def neighbors(k: int) -> NeighborGraph:
        kept = shelf.read(graph_key(choices))
        if kept is None or kept["ids"].shape[1] < k:
            kept = vars(nearest_neighbors(Z, max(k, count_ranked_neighbors(len(Z)))))
            shelf.write(graph_key(choices), kept)
        return NeighborGraph(kept["ids"], kept["distances"]).nearest(k)

    kept = shelf.read(key)
    start = (int(kept["done"]), kept["layout"]) if kept else None
    projection = METHODS[method](**hyperparameters)
    for done, steps, layout in projection.layouts(Z, choices.get("axes", 2), neighbors, start):
        arrays = {"ids": ids.astype(np.int32), "layout": layout, "done": done, "of": steps}
        shelf.write(key, arrays)
        if run.projection_stopped(key) or time.monotonic() >= deadline:
            break
    trust = evaluate_projection(Z, layout, neighbors(count_ranked_neighbors(len(Z))), dataset.labels[ids])
    shelf.write(key, arrays | vars(trust))


class ProjectionCache:
    """What is kept of a run's projections, if it is of the model that it has now: a run can be trained on."""

    def __init__(self, run: Run):
        run.read_sealed("encoder.onnx")  # raises if there is none
        self._run, self._encoder = run, np.asarray(run.result.files["encoder.onnx"])

    def read(self, key: str) -> dict[str, np.ndarray] | None:
        arrays = self._run.read_projection(key) or {}
        return arrays if arrays.get("encoder") == self._encoder else None

    def write(self, key: str, arrays: dict[str, Any]) -> None:
        self._run.write_projection(key, arrays | {"encoder": self._encoder})
