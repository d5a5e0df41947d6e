"""Heartbeats are cut around their peaks; names are written and read."""

import numpy as np
import pytest

from aecore.datasets import load_dataset
from aecore.datasets.heartbeats import cut_beats
from aecore.datasets.names import encode_texts


def test_beats_are_cut_around_the_peaks_of_a_known_signal():
    signal = 0.05 * np.sin(np.arange(7200) / 400)  # a baseline that wanders
    peaks = np.array([700, 1200, 1690, 2500])
    for peak in peaks:
        signal[peak - 5 : peak + 6] += 1.5 * np.hanning(11)
    beats = cut_beats(signal.astype(np.float32))
    assert beats.shape == (4, 128)
    assert (np.abs(beats.argmax(axis=1) - 48) <= 1).all()  # 96 values at 360 Hz before the peak
    np.testing.assert_allclose(beats.max(axis=1), 1.4, atol=0.2)


def test_every_heartbeat_has_its_peak_in_the_same_place():
    data = load_dataset("heartbeats")
    X = data.in_units(data.rows(data.part("all")))
    assert (np.abs(X[:, 44:53].max(axis=1) - X.max(axis=1)) < 0.3).mean() > 0.9
    assert 0.3 < X.max(axis=1).mean() < 3  # millivolts


def test_standardised_data_has_mean_zero_outside_the_test_part_and_converts_back_to_its_units():
    for name in ("heartbeats", "power_demand", "wine"):
        data = load_dataset(name)
        X = data.rows(np.arange(data.n_train))
        assert abs(X.mean()) < 1e-3 and abs(X.std() - 1) < 1e-2
        np.testing.assert_allclose(data.in_units(X), data.X_train, rtol=1e-4, atol=1e-4)


def test_names_are_one_letter_a_place():
    data = load_dataset("names")
    X = data.rows(data.part("all")).reshape(-1, 12, 27)
    assert (X.sum(axis=2) == 1).all()
    anna = encode_texts(["ANNA"])[0].reshape(12, 27)
    assert "".join(data.card.symbols[k] for k in anna.argmax(axis=1)) == "ANNA        "


@pytest.mark.parametrize("text", ["ANNALIESELOTTE", "anna", "AN-NA"])
def test_what_is_no_such_name_is_refused(text):
    with pytest.raises(ValueError, match=f"'{text}' was given: shorten or change"):
        encode_texts([text])
