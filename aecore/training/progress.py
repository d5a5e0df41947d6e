"""Printed progress of a training in a console or a notebook."""

import sys
import time
from typing import Any

import keras


class ProgressPrinter(keras.callbacks.Callback):
    """Prints a line after each epoch: its number, seconds, losses and the estimated time left."""

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self._epoch_ends = [time.monotonic()]

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        now = time.monotonic()
        seconds = now - self._epoch_ends[-1]
        self._epoch_ends.append(now)
        epochs = self.params["epochs"]
        fields = [f"Epoch {epoch + 1}/{epochs}", f"{seconds:.1f} s"]
        losses = sorted(
            (logs or {}).items(), key=lambda item: (item[0].startswith("val_"), "loss" not in item[0])
        )
        fields += [f"{name}: {value:.4g}" for name, value in losses]
        if epoch + 1 < epochs:
            fields.append(f"{self._estimate_seconds_left(epochs - epoch - 1):.0f} s left")
        sys.stdout.write(" - ".join(fields) + "\n")
        sys.stdout.flush()

    def _estimate_seconds_left(self, n_epochs: int) -> float:
        """Estimates the seconds for the remaining epochs, if possible without the first, which compiles."""
        ends = self._epoch_ends if len(self._epoch_ends) == 2 else self._epoch_ends[1:]
        return n_epochs * (ends[-1] - ends[0]) / (len(ends) - 1)
