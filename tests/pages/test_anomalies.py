"""The Anomalies page, without a browser."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.runs import find_run, list_runs
from aecore.runs.codec import open_codec
from tests.pages.opening import open_page, read_literal

ANOMALIES = "pages/apply_anomalies.py"


def read_messages(at: AppTest) -> str:
    kinds = (at.error, at.warning, at.info, at.caption, at.markdown)
    return " ".join(read_literal(element.value) for kind in kinds for element in kind)


@pytest.mark.parametrize(
    "run", ["breast-cancer-contractive", "digits-denoising", "heartbeats-sequence", "names-sequence"]
)
def test_the_most_unusual_test_sample_is_first(run):
    at = open_page(ANOMALIES, run=run)
    data, codec = load_dataset(find_run(run).spec.dataset), open_codec(find_run(run))
    X = data.rows(data.part("test"))
    errors = ((X - codec.reconstruct(X)) ** 2).mean(axis=1)
    table = at.dataframe[0].value
    assert table["sample"][0] == data.part("test")[np.argmax(errors)]
    assert np.allclose(table["score"], np.sort(errors)[::-1][: len(table)], rtol=1e-4)
    assert not at.error


def test_a_normal_class_is_measured_beside_the_floors():
    at = open_page(ANOMALIES, run="breast-cancer-contractive", normal="Only benign")
    data, codec = load_dataset("breast_cancer"), open_codec(find_run("breast-cancer-contractive"))
    ids = data.part("test")
    X = data.rows(ids)
    errors = ((X - codec.reconstruct(X)) ** 2).mean(axis=1)
    expected = roc_auc_score(data.labels[ids] != data.class_names.index("benign"), errors)
    figures = next(d.value for d in at.dataframe if "AUROC" in d.value).set_index("score")
    assert figures.loc["Reconstruction error", "AUROC"] == pytest.approx(expected, abs=1e-6)
    assert {"PCA error", "5 nearest neighbours", "Isolation forest"} <= set(figures.index)
    assert "also learnt samples that are not benign" in read_messages(at)
    best = max(figures[figures["needs"] == "no autoencoder"]["AUROC"])
    assert f"{best:.3f}" in read_messages(at)


def test_a_long_series_shows_events_and_counts_inserted_faults():
    at = open_page(ANOMALIES, run="heartbeats-sequence")
    assert any("start (ms)" in d.value for d in at.dataframe)
    next(t for t in at.toggle if t.label == "Insert faults").set_value(True).run()
    metrics = {metric.label: metric.value for metric in at.metric}
    assert metrics["Faults found"].endswith("of 30")
    assert int(metrics["Faults found"].split()[0]) > 5
    assert not at.error and not at.exception


def test_an_invalid_sample_or_class_in_the_address_is_ignored():
    at = open_page(ANOMALIES, run="digits-denoising", sample="99999999", normal="Only unicorns")
    assert not at.error
    assert len(at.dataframe[0].value) == 100


def test_the_training_on_normal_samples_is_queued_with_their_class():
    at = open_page(ANOMALIES, run="breast-cancer-contractive", normal="Only benign")
    next(b for b in at.button if b.label == "Train on normal samples").click().run()
    (run,) = [run for run in list_runs() if not run.is_ready_made]
    assert run.spec.normal_classes == ("benign",)
