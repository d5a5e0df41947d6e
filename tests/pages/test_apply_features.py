"""The Features and Reduction pages, without a browser."""

import dataclasses

import numpy as np
import onnx
import pytest
from onnx import helper
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.runs import create_run
from aecore.runs.studies import Report, Study
from tests.pages.opening import open_page, read_literal

FEATURES, REDUCTION = "pages/apply_features.py", "pages/apply_reduction.py"
ONE_CLASS = "at least two classes, got one"


def read_texts(at: AppTest) -> str:
    elements = (*at.markdown, *at.caption, *at.info, *at.warning, *at.error)
    return " ".join(read_literal(element.value) for element in elements)


@pytest.mark.parametrize("run", ["digits-denoising", "breast-cancer-contractive", "names-sequence"])
def test_probes_are_shown_for_images_tables_and_texts(run):
    at = open_page(FEATURES, run=run)
    assert not at.exception
    assert "Logistic regression on latent vectors has an accuracy of" in read_texts(at)
    assert [m.label for m in at.metric] == ["Latent vectors", "PCA", "Raw input", "Most frequent class"]
    assert all("±" in metric.value for metric in at.metric[:3])


def make_matrix_model(matrix: np.ndarray) -> bytes:
    """An ONNX model that multiplies rows by a matrix."""
    n, m = matrix.shape
    inputs, outputs = (
        [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", width])]
        for name, width in (("x", n), ("z", m))
    )
    node = helper.make_node("MatMul", ["x", "w"], ["z"])
    weights = onnx.numpy_helper.from_array(matrix.astype(np.float32), "w")
    graph = helper.make_graph([node], "matrix", inputs, outputs, [weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    return model.SerializeToString()


def test_probes_are_shown_for_series():
    data = load_dataset("power_demand")
    assert data.card.kind == "series"
    W = np.linalg.qr(np.random.default_rng(0).normal(size=(24, 6)))[0]
    run = create_run("deep", {"latent_dim": 6}, "power_demand", data.fingerprint)
    run.write("encoder.onnx", make_matrix_model(W))
    run.write("decoder.onnx", make_matrix_model(W.T))
    run.finish("done", "", ("encoder.onnx", "decoder.onnx"))
    at = open_page(FEATURES, run=run.id)
    assert not at.exception
    assert "Logistic regression on latent vectors has an accuracy of" in read_texts(at)
    assert at.session_state["picked_run"] == run.id


@pytest.mark.parametrize("view", ["Probes", "Label efficiency", "Pretraining"])
def test_one_class_is_reported(view):
    assert ONE_CLASS in read_texts(open_page(FEATURES, run="heartbeats-sequence", view=view))


def test_features_without_classes_can_be_downloaded():
    at = open_page(FEATURES, run="heartbeats-sequence", view="Download")
    assert not at.exception
    assert [button.label for button in at.get("download_button")] == ["CSV", "Parquet", "NPZ"]
    assert ONE_CLASS in read_texts(at)


def test_misclassified_samples_can_be_selected():
    at = open_page(FEATURES, run="digits-denoising")
    button = next(b for b in at.button if b.key.startswith("select_misclassified"))
    button.click().run()
    selected = at.session_state["selected"]["digits"]
    assert (
        f"Of the selected samples {len(selected):,} were classified, {len(selected):,} of them wrongly"
        in (read_texts(at))
    )


def test_pretraining_waits_in_the_queue():
    at = open_page(FEATURES, run="digits-denoising", view="Pretraining", labels="30")
    next(b for b in at.button if b.label == "Train both").click().run()
    assert not at.exception
    assert any(b.label == "Stop" for b in at.button)


def test_results_and_the_end_of_a_study_are_shown():
    at = open_page(REDUCTION, dataset="iris")
    assert "have been compared with these settings yet" in read_texts(at)
    data = load_dataset("iris")
    settings = {
        "dataset": "iris",
        "fingerprint": data.fingerprint,
        "variants": ["basic", "deep", "variational"],
        "latent_dims": [2],
        "epochs": 100,
        "n_seeds": 3,
    }
    study = Study("reduction", settings)
    rows = [
        {"method": method, "latent_dim": 2, "seed": 0, "mse": mse, "trustworthiness": 0.9, "n_samples": 9}
        for method, mse in (("pca", 0.2), ("deep", 0.1))
    ]
    study.write(Report(state="stopped", rows=rows, reason="Stopped; the results so far are kept."))
    at = open_page(REDUCTION, dataset="iris")
    texts = read_texts(at)
    assert "Deep has 50% less than PCA" in texts
    assert "Stopped; the results so far are kept" in texts
    assert "There are too few labels" in texts
    assert any(b.label == "Continue" for b in at.button)


def test_a_damaged_report_is_computed_again(home):
    study = Study("reduction", {"n": 1})
    study.write(Report(state="done"))
    (path,) = home.glob("studies/*/report.json")
    for content in (b"{", b'{"state": "lost"}', b'{"rows": [{"mse": [1]}]}'):
        path.write_bytes(content)
        assert study.read() is None


def test_equal_settings_are_the_same_study():
    study = Study("reduction", {"a": 1, "b": [2]})
    assert study.key == Study("reduction", {"b": [2], "a": 1}).key
    assert study.key != dataclasses.replace(study, settings={"a": 2, "b": [2]}).key
    study.request_stop()
    assert study.stop_requested
    study.reopen()
    assert not study.stop_requested


@pytest.mark.parametrize(
    ("page", "query", "text"),
    [
        (REDUCTION, {"dataset": "mnist"}, "Autoencoders reduce the error most with 32 dimensions"),
        (REDUCTION, {"dataset": "digits"}, "Deep has 57% less than PCA"),
        (FEATURES, {"run": "mnist-variational", "view": "Pretraining"}, "test accuracy by 9.8 points"),
        (FEATURES, {"run": "mnist-deep", "view": "Label efficiency"}, "with 6 of 7 numbers of labels"),
    ],
)
def test_results_that_ship_with_the_package_are_shown_at_once(page, query, text):
    at = open_page(page, **query)
    assert text in read_texts(at)
    assert not [button for button in at.button if button.label in ("Train all", "Train both", "Measure")]
