"""Heartbeats: windows around the R peaks of an electrocardiogram."""

from pathlib import Path

import numpy as np

from aecore.datasets.dataset import Axis, Card, Dataset

_SAMPLING_RATE = 360  # Hz
# Values before the R peak and in the whole window; each two values are averaged.
_BEFORE, _LENGTH = 96, 256
_BASELINE_WINDOW = 181  # half a second, longer than the peak of any beat
_STEP = 2 * 1000 / _SAMPLING_RATE  # milliseconds

CARD = Card(
    name="heartbeats",
    title="Heartbeats",
    kind="series",
    sample_shape=(128, 1),
    n_train=398,
    n_test=99,
    about="497 heartbeats from five minutes of an electrocardiogram with many ventricular premature beats: "
    "0.7 s around each R peak, in millivolts, 180 values per second. The last fifth of the recording is "
    "the test part. Not labelled.",
    source="MIT-BIH Arrhythmia Database, record 208, lead MLII; G. B. Moody, R. G. Mark (2001), PhysioNet, "
    "doi:10.13026/C2F305",
    licence="ODC-By 1.0",
    step_axis=Axis("time from the R peak", "ms", start=(0.5 - _BEFORE) * 1000 / _SAMPLING_RATE, width=_STEP),
    value_axis=Axis("voltage", "mV"),
)


def load() -> Dataset:
    """Loads the signal, detects the R peaks and cuts out one window per beat."""
    signal = _read_signal()
    beats = cut_beats(signal)
    X_train, X_test = beats[: CARD.n_train], beats[CARD.n_train :]
    return Dataset(
        CARD,
        X_train,
        X_test,
        y_train=np.zeros(len(X_train), np.uint8),
        y_test=np.zeros(len(X_test), np.uint8),
        class_names=("heartbeat",),
        center=X_train.mean(),
        scale=1 / X_train.std(),
        recording=_halve_rate(_detrend(signal))[:, None],
    )


def _read_signal() -> np.ndarray:
    """The electrocardiogram in millivolts at 360 Hz, float32, shape `(n,)`."""
    with np.load(Path(__file__).parent / "files" / "ecg.npz", allow_pickle=False) as files:
        return (files["ecg"].astype(np.float32) - 1024) / 200


def _detrend(signal: np.ndarray) -> np.ndarray:
    """Subtracts the running median over half a second."""
    from scipy.signal import medfilt

    return signal - medfilt(signal, _BASELINE_WINDOW)


def _halve_rate(values: np.ndarray) -> np.ndarray:
    """Averages each two values of the last axis; a last odd one is left out."""
    values = values[..., : values.shape[-1] // 2 * 2]
    return values.reshape(*values.shape[:-1], -1, 2).mean(axis=-1).astype(np.float32)


def cut_beats(signal: np.ndarray) -> np.ndarray:
    """Cuts one window around each R peak of an electrocardiogram.

    A peak is at least 0.5 mV above the running median over half a second, and at least 0.3 s away from the
    next peak.

    Args:
        signal: Millivolts at 360 Hz, shape `(n,)`.

    Returns:
        Windows in millivolts relative to the running median, at 180 Hz; float32, shape `(n_beats, 128)`.
    """
    from scipy.signal import find_peaks

    detrended = _detrend(signal)
    peaks, _ = find_peaks(detrended, height=0.5, prominence=0.5, distance=int(0.3 * _SAMPLING_RATE))
    starts = peaks - _BEFORE
    starts = starts[(starts >= 0) & (starts + _LENGTH <= len(detrended))]
    windows = detrended[starts[:, None] + np.arange(_LENGTH)]
    return _halve_rate(windows)
