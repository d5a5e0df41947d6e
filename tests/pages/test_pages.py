"""Every page, without a browser: its contents, and its messages about invalid input."""

import concurrent.futures
import json
import re
import sys

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aecore import runs, workspace
from aecore.analysis.reconstruction import encode_and_measure
from aecore.datasets import load_dataset
from aecore.execution import connect
from aecore.execution.connection import EngineUnavailable
from aecore.projections.spec import ProjectionSpec
from aecore.runs.codec import open_codec
from tests.pages.opening import ROOT, open_page, read_literal

PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("pages/*.py"))


def read_problems(at: AppTest) -> str:
    return " ".join(read_literal(element.value) for kind in (at.error, at.warning) for element in kind)


def new_run(**hyperparameters) -> runs.Run:
    data = load_dataset("digits")
    values = {"epochs": 2, "latent_dim": 32, **hyperparameters}
    return runs.create_run("deep", values, "digits", data.fingerprint)


@pytest.mark.parametrize("page", ["app.py", *PAGES])
def test_every_page_opens_in_an_empty_workspace(page):
    at = open_page(page)
    assert at.title[0].value
    assert read_problems(at) == ""


@pytest.mark.parametrize("page", ["pages/explore_map.py", "pages/explore_reconstructions.py"])
@pytest.mark.parametrize("run_id", ["gone-mnist-1", "../../etc", "ÄÖ"])
def test_a_missing_run_is_reported_and_another_one_is_shown(page, run_id):
    at = open_page(page, run=run_id)
    assert "choose" in read_problems(at)
    assert at.selectbox(key="picked_run").value == "mnist-basic"


def test_a_run_without_a_model_is_reported():
    run = new_run()
    assert "has no model" in read_problems(open_page("pages/explore_map.py", run=run.id))


def test_an_unknown_data_set_in_the_address_is_reported():
    at = open_page("pages/data.py", dataset="imagenet")
    assert "There is no data set 'imagenet'" in read_problems(at)
    assert at.metric[0].value == "55,000"


def test_a_hyperparameter_out_of_range_in_the_address_is_reported():
    at = open_page("pages/train_deep.py", latent_dim="5000")
    assert "latent_dim must be a whole number from 1 to 1024" in read_problems(at)
    assert at.number_input[0].value == 32


def test_the_form_rejects_invalid_hidden_layers():
    at = open_page("pages/train_deep.py", dataset="digits")
    at.text_input[0].set_value("12, many")
    at.button[0].click().run()
    assert "hidden_layers must be up to 8 whole numbers" in read_problems(at)
    assert not (workspace.home() / "runs").exists()


def test_the_form_shows_the_data_set_and_the_hyperparameters_of_the_run_in_the_address():
    run = new_run(latent_dim=7)
    at = open_page("pages/train_deep.py", run=run.id)
    assert at.selectbox[0].value == "digits"
    assert at.number_input[0].value == 7


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("spec.json", b'{"format": 99}', "newer version"),
        ("spec.json", b"{", "is damaged"),
        ("result.json", b"[]", "is damaged"),
    ],
)
def test_a_damaged_run_is_listed_and_others_stay_usable(name, content, sentence):
    damaged, intact = new_run(), new_run()
    (damaged.path / name).write_bytes(content)
    table = open_page("pages/runs.py").dataframe[0].value.set_index("run")
    assert table.loc[damaged.id, "state"] == "damaged"
    assert sentence in table.loc[damaged.id, "note"]
    assert table.loc[intact.id, "state"] == "interrupted"
    assert table.loc["mnist-deep", "state"] == "done"
    at = open_page("pages/train_deep.py", run=damaged.id)
    assert sentence in read_problems(at)


def test_a_run_deleted_in_another_tab_is_reported():
    run = new_run()
    at = open_page("pages/train_deep.py", run=run.id)
    run.delete()
    at.run()
    assert not at.exception
    assert "does not exist (any more)" in read_problems(at)


def test_a_damaged_model_is_reported():
    run = new_run()
    run.write("decoder.onnx", b"x")
    run.write("encoder.onnx", b"x")
    run.finish("done", "", ["encoder.onnx", "decoder.onnx"])
    (run.path / "decoder.onnx").write_bytes(b"y")
    assert "decoder.onnx of the run" in read_problems(
        open_page("pages/explore_reconstructions.py", run=run.id)
    )


def select(at: AppTest, ids: list[int], dataset: str = "mnist") -> AppTest:
    at.session_state["selected"] = {dataset: np.asarray(ids)}
    return at.run()


def read_texts(at: AppTest) -> str:
    return " ".join(read_literal(element.value) for kind in (at.markdown, at.caption) for element in kind)


def test_selected_samples_are_shown_with_their_reconstructions():
    at = select(open_page("pages/explore_map.py", run="mnist-deep"), [60_000, 60_001])
    assert "**2 selected**" in read_texts(at)
    assert ":gray-badge[2] 1 :gray-badge[7] 1" in read_texts(at)
    assert "2 of 2. Rows: originals" in read_texts(at)


@pytest.mark.parametrize(
    ("selected", "text"), [("none", "Hover over the map"), ("all", "**10,000 selected**")]
)
def test_no_sample_and_all_samples_can_be_selected(selected, text):
    at = open_page("pages/explore_map.py", run="mnist-deep")
    at = select(at, [] if selected == "none" else list(range(60_000, 70_000)))
    assert text in read_texts(at)


def test_a_selection_of_all_samples_has_no_differences():
    at = open_page("pages/explore_map.py", run="digits-variational")
    at.session_state["selection_tab"] = "Differences"
    data = load_dataset("digits")
    at = select(at, list(data.part("test")), "digits")
    assert "there are no others" in read_texts(at)


def test_a_sample_is_found_by_its_id_and_its_class():
    at = open_page("pages/explore_map.py", run="mnist-deep")
    at.text_input(key="search").set_value("#60007").run()
    assert "**1 selected**" in read_texts(at)
    at.text_input(key="search").set_value("1").run()
    assert "**1,135 selected**" in read_texts(at)
    at.text_input(key="search").set_value("zebra").run()
    assert "No displayed sample matches the number or class 'zebra'" in read_texts(at)
    assert not at.exception


@pytest.mark.parametrize(
    "query",
    [
        {"view": "a,b"},
        {"method": "isomap", "axes": "7-D", "colour": "smell", "n": "3", "part": "none"},
        {"selection": "gone"},
        {"view": "1,2,3"},
        {"view": "1.2.3,0,1,1"},
    ],
)
def test_invalid_values_in_the_address_of_a_map_are_ignored(query):
    at = open_page("pages/explore_map.py", run="mnist-deep", **query)
    assert read_problems(at) == ""


def read_labels(at: AppTest) -> list[str]:
    return [widget.label for widget in (*at.button, *at.number_input, *at.metric)]


@pytest.mark.parametrize(("run_id", "method"), [("mnist-deep", "tsne"), ("digits-variational", "latent")])
def test_a_map_opens_on_the_best_saved_projection(run_id, method):
    at = open_page("pages/explore_map.py", run=run_id)
    assert at.session_state["method"] == method
    assert not [label for label in read_labels(at) if label.startswith("Compute")]


def test_a_map_opens_on_pca_without_a_projection_that_the_address_asks_for():
    at = open_page("pages/explore_map.py", run="mnist-deep", axes="3-D")
    assert (at.session_state["method"], at.session_state["axes"]) == ("pca", 3)


def test_a_map_opens_on_a_saved_projection_with_other_settings():
    run = runs.find_run("digits-denoising")
    shipped = next(arrays for key, arrays in run.read_projections().items() if key.startswith("tsne"))
    spec = ProjectionSpec("tsne", "test", len(shipped["ids"]), hyperparameters={"perplexity": 12.0})
    better = {"trustworthiness": np.asarray(0.999), "spec": np.asarray(spec.to_json())}
    run.write_projection(spec.key, shipped | better)
    at = open_page("pages/explore_map.py", run=run.id)
    assert at.query_params["perplexity"] == "12"
    assert "0.999" in [metric.value for metric in at.metric]


def test_another_run_opens_on_its_own_best_projection_unless_the_address_names_a_method():
    at = open_page("pages/explore_map.py", run="mnist-deep")
    at.selectbox(key="picked_run").set_value("digits-variational").run()
    assert at.session_state["method"] == "latent"
    at = open_page("pages/explore_map.py", run="mnist-deep", method="UMAP")
    at.selectbox(key="picked_run").set_value("digits-variational").run()
    assert at.session_state["method"] == "umap"


def test_axes_that_a_map_does_not_have_are_not_asked_for():
    query = {"run": "mnist-deep", "method": "Latent space"}
    assert "z axis" not in read_labels(open_page("pages/explore_map.py", **query))
    assert "z axis" in read_labels(open_page("pages/explore_map.py", **query, axes="3-D"))


def test_the_quality_of_a_map_is_judged_and_compared_with_the_latent_space():
    at = open_page("pages/explore_map.py", run="mnist-deep")
    assert "Local neighbourhoods: fair" in read_texts(at)
    same_class = next(metric for metric in at.metric if metric.label == "Same class")
    assert (same_class.value, same_class.delta) == ("94%", "latent space: 93%")


def test_a_selection_is_continued_on_other_pages():
    at = open_page("pages/explore_reconstructions.py", run="mnist-deep")
    at = select(at, [60_000, 60_001])
    assert at.metric[0].value == "10,000"
    at.selectbox(key="selection").set_value("Current selection").run()
    assert at.metric[0].value == "2"


def test_a_missing_latent_dimension_is_reported():
    at = open_page("pages/explore_map.py", run="mnist-deep", method="Latent space", x="33")
    assert "dimension 33, but there are 32" in read_problems(at)
    assert at.title[0].value == "Map of the latent space"


def test_a_map_opens_with_a_damaged_projection_file():
    at = open_page("pages/explore_map.py", run="mnist-deep", method="t-SNE")
    assert not [button for button in at.button if button.label.startswith("Compute")]
    folder = workspace.home() / "gallery" / "mnist-deep" / "projections"
    saved = next((ROOT / "aecore/gallery/runs/mnist-deep/projections").glob("tsne-*.npz"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / saved.name).write_bytes(b"damaged")
    at = open_page("pages/explore_map.py", run="mnist-deep", method="t-SNE")
    assert read_problems(at) == "" and not at.exception
    # The shipped projection is shown in its place: with its quality, and without an offer to compute it.
    assert not [button for button in at.button if button.label.startswith("Compute")]
    assert "Trustworthiness" in [metric.label for metric in at.metric]


def test_a_model_with_invalid_latent_vectors_is_reported(monkeypatch):
    at = open_page("pages/explore_map.py", run="names-sequence")
    cache = sys.modules["pages.ui.cache"]
    monkeypatch.setattr(cache, "encode_and_measure", lambda *_: (np.full((2, 2), np.nan), np.zeros(2)))
    cache.measured.clear()
    at.run()
    cache.measured.clear()
    assert "latent vectors that are not finite" in read_problems(at)


def test_a_map_is_shown_without_workers(monkeypatch):
    open_page("app.py")
    workers = sys.modules["pages.ui.workers"]

    def fail() -> None:
        raise EngineUnavailable("The workers could not be started: start the dashboard again.")

    with monkeypatch.context() as without:
        without.setattr(connect, "connect", fail)
        workers.start_engine.clear()
        concurrent.futures.wait([workers.start_engine()])
        at = open_page("pages/explore_map.py", run="digits-variational", method="t-SNE", part="train")
    workers.start_engine.clear()
    assert read_problems(at) == ""
    assert "Showing PCA meanwhile" in read_texts(at)


def test_two_maps_can_both_offer_to_measure_their_quality():
    """With more samples than are measured without a click."""
    large = {"method": "PCA", "part": "all", "n": "30,000"}
    other = {f"other_{name}": value for name, value in large.items()}
    at = open_page("pages/explore_compare.py", run="mnist-deep", other_run="mnist-basic", **large, **other)
    assert read_problems(at) == "" and not at.exception
    assert [button.label for button in at.button].count("Measure the quality of this map") == 2


@pytest.mark.parametrize("colour", ["reconstruction error", "cluster", "latent dimension 3", "distortion"])
def test_a_map_can_be_coloured_by_each_option(colour):
    at = open_page("pages/explore_map.py", run="mnist-deep", method="t-SNE", colour=colour)
    assert read_problems(at) == ""
    assert at.selectbox(key="colour").value == colour


def test_reconstructions_are_sorted_by_error_and_filtered_by_class():
    first_ids = {}
    for order in ("Worst", "Best"):
        at = open_page("pages/explore_reconstructions.py", run="mnist-deep", order=order)
        assert at.metric[0].value == "10,000"
        captions = [read_literal(caption.value) for caption in at.caption]
        originals = next(text for text in captions if text.startswith("Originals: "))
        first_ids[order] = [int(i) for i in re.findall(r"#(\d+)", originals)]
    data, codec = load_dataset("mnist"), open_codec(runs.find_run("mnist-deep"))
    ids = data.part("test")
    _, errors = encode_and_measure(codec, data.rows, ids)
    ranked = ids[np.argsort(errors, kind="stable")].tolist()
    assert first_ids["Best"] == ranked[: len(first_ids["Best"])]
    assert first_ids["Worst"] == ranked[::-1][: len(first_ids["Worst"])]
    of_ones = open_page("pages/explore_reconstructions.py", run="mnist-deep", **{"class": "1"})
    assert of_ones.metric[0].value == "1,135"
    assert float(of_ones.metric[3].value.split()[0]) < 0.6


def test_the_table_of_runs_has_their_hyperparameters_and_error():
    row = open_page("pages/runs.py").dataframe[0].value.set_index("run").loc["mnist-basic"]
    assert row["latent_dim"] == 64
    assert row["epochs"] == 20
    metrics = json.loads((ROOT / "aecore/gallery/runs/mnist-basic/metrics.json").read_text())
    assert row["test error"] == pytest.approx(metrics["test_mse"])
