"""Every page, without a browser: what it shows, and what it says of bad input."""

import concurrent.futures
import json
import sys

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aecore import runs, workspace
from aecore.datasets import load_dataset
from tests.pages.opening import ROOT, open_page, read_literal

PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("pages/*.py"))


def said(at: AppTest) -> str:
    return " ".join(read_literal(element.value) for kind in (at.error, at.warning) for element in kind)


def new_run(**hyperparameters) -> runs.Run:
    data = load_dataset("digits")
    asked = {"epochs": 2, "latent_dim": 32, **hyperparameters}
    return runs.create_run("deep", asked, "digits", data.fingerprint)


@pytest.mark.parametrize("page", ["app.py", *PAGES])
def test_every_page_opens_in_an_empty_workspace(page):
    at = open_page(page)
    assert at.title[0].value
    assert said(at) == ""


@pytest.mark.parametrize("page", ["pages/explore_map.py", "pages/explore_reconstructions.py"])
@pytest.mark.parametrize("asked", ["gone-mnist-1", "../../etc", "ÄÖ"])
def test_a_run_that_is_not_there_is_told_and_another_one_shown(page, asked):
    at = open_page(page, run=asked)
    assert "choose" in said(at)
    assert at.selectbox(key="picked_run").value == "mnist-basic"


def test_a_run_without_a_model_is_told():
    run = new_run()
    assert "has no model" in said(open_page("pages/explore_map.py", run=run.id))


def test_an_unknown_data_set_in_the_address_is_told():
    at = open_page("pages/data.py", dataset="imagenet")
    assert "There is no data set 'imagenet'" in said(at)
    assert at.metric[0].value == "55,000"


def test_a_hyperparameter_out_of_range_in_the_address_is_told():
    at = open_page("pages/train_deep.py", latent_dim="5000")
    assert "latent_dim must be a whole number from 1 to 1024" in said(at)
    assert at.number_input[0].value == 32


def test_the_form_refuses_hidden_layers_that_are_none():
    at = open_page("pages/train_deep.py", dataset="digits")
    at.text_input[0].set_value("12, many")
    at.button[0].click().run()
    assert "hidden_layers must be up to 8 whole numbers" in said(at)
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
def test_a_bad_run_stands_in_the_table_and_the_others_stay_usable(name, content, sentence):
    bad, good = new_run(), new_run()
    (bad.path / name).write_bytes(content)
    table = open_page("pages/runs.py").dataframe[0].value.set_index("run")
    assert table.loc[bad.id, "state"] == "damaged"
    assert sentence in table.loc[bad.id, "note"]
    assert table.loc[good.id, "state"] == "interrupted"
    assert table.loc["mnist-deep", "state"] == "done"
    at = open_page("pages/train_deep.py", run=bad.id)
    assert sentence in said(at)


def test_a_run_deleted_in_another_tab_leaves_the_page_standing():
    run = new_run()
    at = open_page("pages/train_deep.py", run=run.id)
    run.delete()
    at.run()
    assert not at.exception
    assert "does not exist (any more)" in said(at)


def test_a_damaged_model_is_told():
    run = new_run()
    run.write("decoder.onnx", b"x")
    run.write("encoder.onnx", b"x")
    run.finish("done", "", ["encoder.onnx", "decoder.onnx"])
    (run.path / "decoder.onnx").write_bytes(b"y")
    assert "decoder.onnx of the run" in said(open_page("pages/explore_reconstructions.py", run=run.id))


def select(at: AppTest, ids: list[int], dataset: str = "mnist") -> AppTest:
    at.session_state["selected"] = {dataset: np.asarray(ids)}
    return at.run()


def read_texts(at: AppTest) -> str:
    return " ".join(read_literal(element.value) for kind in (at.markdown, at.caption) for element in kind)


def test_selected_samples_are_shown_with_their_reconstructions():
    at = select(open_page("pages/explore_map.py", run="mnist-deep"), [60_000, 60_001])
    assert "**2 selected**" in read_texts(at)
    assert ":gray-badge[2] 1 :gray-badge[7] 1" in read_texts(at)
    assert "2 of 2. Each line: originals" in read_texts(at)


@pytest.mark.parametrize(("of", "what"), [("none", "Point at the map"), ("all", "**10,000 selected**")])
def test_nothing_and_everything_can_be_selected(of, what):
    at = open_page("pages/explore_map.py", run="mnist-deep")
    at = select(at, [] if of == "none" else list(range(60_000, 70_000)))
    assert what in read_texts(at)


def test_everything_has_no_rest_to_be_set_apart_from():
    at = open_page("pages/explore_map.py", run="digits-variational")
    at.session_state["selection_tab"] = "Differences"
    data = load_dataset("digits")
    at = select(at, list(data.part("test")), "digits")
    assert "there is no rest" in read_texts(at)


def test_a_sample_is_found_by_its_number_and_its_class():
    at = open_page("pages/explore_map.py", run="mnist-deep")
    at.text_input(key="find").set_value("#60007").run()
    assert "**1 selected**" in read_texts(at)
    at.text_input(key="find").set_value("1").run()
    assert "**1,135 selected**" in read_texts(at)
    at.text_input(key="find").set_value("zebra").run()
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
def test_nonsense_in_the_address_of_a_map_is_passed_over(query):
    at = open_page("pages/explore_map.py", run="mnist-deep", **query)
    assert said(at) == ""


def test_a_latent_dimension_that_is_not_there_is_told():
    at = open_page("pages/explore_map.py", run="mnist-deep", method="Latent space", x="33")
    assert "dimension 33, but there are 32" in said(at)
    assert at.title[0].value == "Map of the latent space"


def test_a_projection_whose_file_is_damaged_is_offered_again():
    at = open_page("pages/explore_map.py", run="mnist-deep", method="t-SNE")
    assert not [button for button in at.button if button.label.startswith("Compute")]
    own = workspace.home() / "gallery" / "mnist-deep" / "projections"
    kept = next((ROOT / "aecore/gallery/runs/mnist-deep/projections").glob("tsne-*.npz"))
    own.mkdir(parents=True, exist_ok=True)
    (own / kept.name).write_bytes(b"damaged")
    assert not open_page("pages/explore_map.py", run="mnist-deep", method="t-SNE").exception


def test_a_model_that_gives_no_numbers_is_told(monkeypatch):
    at = open_page("pages/explore_map.py", run="names-sequence")
    cache = sys.modules["pages.ui.cache"]
    monkeypatch.setattr(cache, "encode_and_measure", lambda *_: (np.full((2, 2), np.nan), np.zeros(2)))
    cache.measured.clear()
    at.run()
    cache.measured.clear()
    assert "latent vectors that are not finite" in said(at)


def test_a_map_is_shown_where_no_engine_can_be_started(monkeypatch):
    open_page("app.py")
    workers = sys.modules["pages.ui.workers"]

    def fail() -> None:
        raise workers.EngineUnavailable("The workers could not be started: start the dashboard again.")

    with monkeypatch.context() as without:
        without.setattr(workers.connect, "connect", fail)
        workers.start_engine.clear()
        concurrent.futures.wait([workers.start_engine()])
        at = open_page("pages/explore_map.py", run="digits-variational", method="t-SNE", part="train")
    workers.start_engine.clear()
    assert said(at) == ""
    assert "Showing PCA meanwhile" in read_texts(at)


@pytest.mark.parametrize("colour", ["reconstruction error", "cluster", "latent dimension 3", "distortion"])
def test_a_map_is_coloured_by_what_is_asked(colour):
    at = open_page("pages/explore_map.py", run="mnist-deep", method="t-SNE", colour=colour)
    assert said(at) == ""
    assert at.selectbox(key="colour").value == colour


def test_reconstructions_are_sorted_by_error_and_filtered_by_class():
    worst = open_page("pages/explore_reconstructions.py", run="mnist-deep", order="worst")
    assert worst.metric[0].value == "10,000"
    of_ones = open_page("pages/explore_reconstructions.py", run="mnist-deep", **{"class": "1"})
    assert of_ones.metric[0].value == "1,135"
    assert float(of_ones.metric[3].value.split()[0]) < 0.6


def test_the_table_of_runs_has_what_tells_them_apart():
    row = open_page("pages/runs.py").dataframe[0].value.set_index("run").loc["mnist-basic"]
    assert row["latent_dim"] == 64
    assert row["epochs"] == 20
    metrics = json.loads((ROOT / "aecore/gallery/runs/mnist-basic/metrics.json").read_text())
    assert row["test error"] == pytest.approx(metrics["test_mse"])
