"""`aecore score`, in this process."""

import numpy as np
import pandas as pd
import pytest

from aecore.cli import main
from aecore.datasets import load_dataset
from aecore.runs import find_run
from aecore.runs.codec import open_codec

RUN = "breast-cancer-contractive"


@pytest.fixture
def patients(tmp_path):
    data = load_dataset("breast_cancer")
    table = pd.DataFrame(data.X_test, columns=list(data.feature_names)).iloc[:, ::-1]
    table.to_csv(tmp_path / "patients.csv", index=False)
    return tmp_path / "patients.csv"


def test_scores_of_a_file_are_those_of_the_model(patients, capfd):
    output = patients.with_name("scores.csv")
    assert main(["score", RUN, str(patients), "-o", str(output)]) == 0
    data, codec = load_dataset("breast_cancer"), open_codec(find_run(RUN))
    X, held_back = (data.rows(data.part(part)) for part in ("test", "validation"))
    errors, reference = (((x - codec.reconstruct(x)) ** 2).mean(axis=1) for x in (X, held_back))
    written = pd.read_csv(output)
    np.testing.assert_allclose(written["reconstruction_error"], errors, rtol=1e-3)
    threshold = np.quantile(reference, 0.95)
    clear = np.abs(errors - threshold) > 1e-3
    np.testing.assert_array_equal(written["anomaly"][clear], (errors > threshold)[clear])
    assert f"of {len(X)} samples are above" in capfd.readouterr().out


def test_a_long_series_gives_events(tmp_path, capfd):
    data = load_dataset("heartbeats")
    beats = data.X_test[:6].reshape(-1).copy()
    beats[300:340] += 15
    np.save(tmp_path / "long.npy", beats)
    assert (
        main(["score", "heartbeats-sequence", str(tmp_path / "long.npy"), "-o", str(tmp_path / "e.csv")]) == 0
    )
    events, points = pd.read_csv(tmp_path / "e.csv"), pd.read_csv(tmp_path / "e-points.csv")
    assert len(points) == len(beats)
    strongest = events.loc[events["score"].idxmax()]
    assert strongest["start"] < 340 and strongest["end"] > 300
    assert f"{len(events)} events in {len(beats)} points" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["missing", "a.csv"], "does not exist"),
        ([RUN, "missing.csv"], "cannot be read"),
        ([RUN, "FILE", "--score", "negative_elbo"], "one of the scores"),
        ([RUN, "FILE", "--quantile", "2"], "from 0 to 1"),
        (["digits-denoising", "FILE"], "64 values for each sample"),
        ([RUN, "FILE", "-o", "/missing/folder/a.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_scored_is_told_in_one_sentence(patients, capfd, words, told):
    assert main(["score", *[str(patients) if word == "FILE" else word for word in words]]) == 1
    assert told in capfd.readouterr().err


def test_a_series_shorter_than_a_window_is_told(tmp_path, capfd):
    np.save(tmp_path / "short.npy", np.arange(20.0))
    assert main(["score", "heartbeats-sequence", str(tmp_path / "short.npy")]) == 1
    assert "at least 128 points" in capfd.readouterr().err
