"""Heartbeats: windows around the R peaks of an electrocardiogram."""

from pathlib import Path

import numpy as np

from aecore.datasets.dataset import Card, Dataset

CARD = Card(
    name="heartbeats",
    title="Heartbeats",
    kind="series",
    sample_shape=(128, 1),
    n_train=398,
    n_test=99,
    about="497 heartbeats of five minutes of an electrocardiogram with many ventricular premature beats: "
    "0.7 s around each R peak, in millivolts, 180 values a second. The last fifth of the time is the test "
    "part. Not labelled.",
    source="MIT-BIH Arrhythmia Database, record 208, lead MLII; G. B. Moody, R. G. Mark (2001), PhysioNet, "
    "doi:10.13026/C2F305",
    licence="ODC-By 1.0",
)
_PER_SECOND = 360
_BEFORE, _LENGTH = 96, 256  # of the 360 Hz signal; every two values become one
_BASELINE = 181  # half a second: longer than any beat's peak


def load() -> Dataset:
    """Reads the signal, detects the R peaks and cuts out the beats."""
    with np.load(Path(__file__).parent / "files" / "ecg.npz", allow_pickle=False) as files:
        volts = (files["ecg"].astype(np.float32) - 1024) / 200
    beats = cut_beats(volts)
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
    )


def cut_beats(volts: np.ndarray) -> np.ndarray:
    """Cuts windows around the R peaks of a signal.

    A peak is at least half a millivolt above the median of half a second and at least 0.3 s away
    from the next peak.

    Args:
        volts: Millivolts at 360 Hz, shape `(n,)`.

    Returns:
        Millivolts less the baseline, at 180 Hz; shape `(n_beats, 128)`.
    """
    from scipy.signal import find_peaks, medfilt

    flat = volts - medfilt(volts, _BASELINE)
    peaks, _ = find_peaks(flat, height=0.5, prominence=0.5, distance=int(0.3 * _PER_SECOND))
    starts = peaks - _BEFORE
    starts = starts[(starts >= 0) & (starts + _LENGTH <= len(flat))]
    windows = flat[starts[:, None] + np.arange(_LENGTH)]
    return windows.reshape(len(windows), -1, 2).mean(axis=2).astype(np.float32)
