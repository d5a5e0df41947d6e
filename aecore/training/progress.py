"""A line per epoch for those who train in a console or a notebook."""

import sys
import time
from typing import Any

import keras


class ProgressPrinter(keras.callbacks.Callback):
    """Prints a line after each epoch: its number, losses, seconds and the estimated time left."""

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        self._epoch_ends = [time.monotonic()]

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        now = time.monotonic()
        seconds = now - self._epoch_ends[-1]
        self._epoch_ends.append(now)
        epochs = self.params["epochs"]
        words = [f"Epoch {epoch + 1}/{epochs}", f"{seconds:.1f} s"]
        losses = sorted(
            (logs or {}).items(), key=lambda item: (item[0].startswith("val_"), "loss" not in item[0])
        )
        words += [f"{name}: {value:.4g}" for name, value in losses]
        if epoch + 1 < epochs:
            words.append(f"{self._estimate_left(epochs - epoch - 1):.0f} s left")
        sys.stdout.write(" - ".join(words) + "\n")
        sys.stdout.flush()

    def _estimate_left(self, n_epochs: int) -> float:
        """Seconds for the remaining epochs; the first epoch, which holds the compilation, counts if alone."""
        ends = self._epoch_ends if len(self._epoch_ends) == 2 else self._epoch_ends[1:]
        return n_epochs * (ends[-1] - ends[0]) / (len(ends) - 1)
