"""Recording of a training in the folder of its run."""

import math
import time
from typing import Any

import keras
import numpy as np

from aecore.datasets import Dataset
from aecore.datasets.sampling import pick_one_per_class, take_samples
from aecore.runs import Run
from aecore.training import get_state

_PROGRESS_EVERY = 0.5
_CHECK_STOP_EVERY = 0.1
_MAX_SAVED_EPOCHS = 100
_MAX_SAVED_SAMPLES = 2000


class Recorder(keras.callbacks.Callback):
    """Callback that writes history, progress, checkpoints and epochs, and stops the training on request.

    Args:
        run: The run to write to.
        dataset: The data set of the training.
        variant: The estimator that is trained.
        history: History of an unfinished training that is resumed; empty for a new one.

    Attributes:
        was_stopped: Whether the stop file or the time limit ended the training before its last epoch.
        reason: Why the training was stopped, if by the time limit; else empty.
    """

    def __init__(self, run: Run, dataset: Dataset, variant: Any, history: list[dict[str, float]]):
        super().__init__()
        self.was_stopped, self.reason = False, ""
        self._run = run
        self._time_limit = run.spec.time_limit
        self._deadline = time.monotonic() + (self._time_limit or math.inf)
        self._history = list(history)
        self._variant = variant
        self._epochs = epochs = variant.epochs
        self._start = time.monotonic() - (history[-1]["seconds"] if history else 0.0)
        self._stride = math.ceil(epochs / _MAX_SAVED_EPOCHS)
        # Test samples are used only after the training.
        validation = dataset.part("validation")
        non_test = np.union1d(dataset.part("train"), validation)
        self._ids = take_samples(non_test, dataset.labels, _MAX_SAVED_SAMPLES)
        self._preview_ids = validation[pick_one_per_class(dataset.labels[validation])]
        self._X = dataset.rows(self._ids)
        self._preview = dataset.rows(self._preview_ids)
        self._next_progress = self._next_check = 0.0
        self._fraction = 0.0
        self._loss = math.nan
        # Time and number of epochs after the first batches, which include the compilation.
        self._compiled: tuple[float, float] | None = None

    def on_train_begin(self, logs: dict | None = None) -> None:
        if not self._history:
            self._save_epoch(0)

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self._epoch = epoch
        self._fraction = 0.0

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        now = time.monotonic()
        self._fraction = (batch + 1) / self.params["steps"]
        self._compiled = self._compiled or (now, self._epoch + self._fraction)
        logs = logs or {}
        self._loss = logs.get("reconstruction", logs.get("loss", math.nan))
        if now >= self._next_check:
            self._next_check = now + _CHECK_STOP_EVERY
            if self._run.stop_requested:
                self.was_stopped = self.model.stop_training = True
        is_last = self._epoch + 1 == self._epochs and self._fraction >= 1
        if now >= self._deadline and not is_last:
            self.was_stopped = self.model.stop_training = True
            self.reason = (
                f"Stopped after {self._time_limit:g} seconds, the time limit for a training here; the model "
                "trained so far is saved."
            )
        if now >= self._next_progress:
            self._next_progress = now + _PROGRESS_EVERY
            self._run.write_json("progress.json", self._progress())

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        # A training can be stopped within an epoch: 2.4 means 40 % of the third epoch.
        position = epoch + 1 if self._fraction >= 1 else round(epoch + self._fraction, 2)
        row = {"epoch": position, "seconds": round(time.monotonic() - self._start, 3), **logs}
        self._history.append(row)
        self._run.write_json("history.json", self._history)
        if self._fraction < 1:
            self._save_epoch(epoch + 1)
            return
        is_last = epoch + 1 == self._epochs or self.model.stop_training
        if is_last or (epoch + 1) % self._stride == 0:
            self._save_epoch(epoch + 1)
        self._run.write_arrays("checkpoint/state.npz", get_state(self.model, self._history))
        self._run.write_json("progress.json", self._progress())

    def _progress(self) -> dict[str, Any]:
        seconds = time.monotonic() - self._start
        n_done = min(self._epoch + self._fraction, self._epochs)
        return {
            "stage": "training",
            "epoch": min(self._epoch + 1, self._epochs),
            "epochs": self._epochs,
            "fraction": n_done / self._epochs,
            "loss": self._loss,
            "seconds": round(seconds, 1),
            "seconds_left": self._estimate_seconds_left(seconds, n_done),
        }

    def _estimate_seconds_left(self, seconds: float, n_done: float) -> float | None:
        """Estimates the time left from completed epochs, without the first, which compiles.

        Before the second one is complete, from the batches after the first ones; None if there are none.
        """
        epoch_ends = [row["seconds"] for row in self._history]
        if len(epoch_ends) > 1:
            seconds_per_epoch = float(np.median(np.diff(epoch_ends)))
            left = (self._epochs - len(epoch_ends)) * seconds_per_epoch - (seconds - epoch_ends[-1])
            return round(max(left, 0.0), 1)
        since, n_compiled = self._compiled or (0.0, n_done)
        if n_done > n_compiled:
            seconds_per_epoch = (time.monotonic() - since) / (n_done - n_compiled)
            return round(seconds_per_epoch * (self._epochs - n_done), 1)
        return round(seconds / n_done * (self._epochs - n_done), 1) if epoch_ends else None

    def _save_epoch(self, epoch: int) -> None:
        encoder, decoder = self._variant.encoder_, self._variant.decoder_
        arrays = {
            "ids": self._ids,
            "Z": np.asarray(encoder(self._X)),
            "preview_ids": self._preview_ids,
            "X_hat": np.asarray(decoder(encoder(self._preview))),
        }
        self._run.write_arrays(f"epochs/{epoch:04d}.npz", arrays)
