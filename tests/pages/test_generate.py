"""The pages that generate, without a browser: what they show, and what they say of bad input."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.runs.selections import save_selection
from tests.pages.opening import ROOT, open_page, read_literal

GENERATE, PATHS, OWN = (f"pages/explore_{name}.py" for name in ("generate", "paths", "own_input"))


def said(at: AppTest) -> str:
    kinds = (at.error, at.warning, at.info)
    return " ".join(read_literal(element.value) for kind in kinds for element in kind)


def captions(at: AppTest) -> str:
    return " ".join(read_literal(element.value) for element in at.caption)


def code_of(at: AppTest) -> np.ndarray:
    return np.array(at.session_state["latent_vector"][1])


# -- sliders --------------------------------------------------------------------------------


def test_dimensions_stand_in_the_order_of_what_they_carry():
    at = open_page(GENERATE, run="digits-variational")
    metrics = json.loads((ROOT / "aecore/gallery/runs/digits-variational/metrics.json").read_text())
    kl = sorted(metrics["kl_per_dimension"], reverse=True)
    assert [f"{nats:.2f} nats" in captions(at) for nats in kl] == [True, True]
    assert captions(at).index(f"{kl[0]:.2f} nats") < captions(at).index(f"{kl[1]:.2f} nats")


def test_a_run_without_a_prior_says_what_it_draws_from():
    assert "no prior to draw from" in captions(open_page(GENERATE, run="mnist-deep"))
    assert "no prior" not in captions(open_page(GENERATE, run="digits-variational"))


def test_dimensions_beyond_the_first_twelve_are_folded_away():
    at = open_page(GENERATE, run="mnist-deep")
    assert [expander.label for expander in at.expander] == ["20 less influential dimensions"]


def test_the_address_holds_the_code():
    at = open_page(GENERATE, run="digits-variational", z="1.5,-0.5")
    assert code_of(at).tolist() == [1.5, -0.5]
    assert said(at) == ""


def test_randomise_and_reset():
    at = open_page(GENERATE, run="digits-variational")
    randomise = next(button for button in at.button if button.label == "Randomise")
    randomise.click().run()
    first = code_of(at)
    assert np.abs(first).max() > 0
    next(button for button in at.button if button.label == "Randomise").click().run()
    assert not np.allclose(code_of(at), first)
    next(button for button in at.button if button.label == "Reset").click().run()
    assert code_of(at).tolist() == [0, 0]


def test_randomise_leaves_what_is_locked():
    at = open_page(GENERATE, run="digits-variational", z="1.5,-0.5")
    at.session_state["locked"] = ("digits-variational", {0})
    next(button for button in at.button if button.label == "Randomise").click().run()
    code = code_of(at)
    assert code[0] == 1.5
    assert code[1] != -0.5


def test_a_test_sample_gives_its_code():
    from aecore.runs import find_run
    from aecore.runs.codec import open_codec

    at = open_page(GENERATE, run="digits-variational")
    at.number_input(key="start-digits").set_value(1500).run()
    x = load_dataset("digits").rows(np.array([1500]))
    expected = open_codec(find_run("digits-variational")).encode(x)[0]
    assert np.allclose(code_of(at), expected, rtol=1e-3)
    assert "Started from test sample #1500" in captions(at)


@pytest.mark.parametrize("asked", ["1", "1,2,3", "a,b", "nan,1", "1;2"])
def test_a_code_in_the_address_that_is_none_is_told(asked):
    at = open_page(GENERATE, run="digits-variational", z=asked)
    assert "Expected 2 numbers in `z`" in said(at)
    assert code_of(at).tolist() == [0, 0]


def test_a_code_beyond_the_sliders_stands_at_their_ends():
    at = open_page(GENERATE, run="digits-variational", z="99,0")
    assert "more than the sliders of z1 reach" in said(at)
    assert 3 <= code_of(at)[0] < 10


def test_the_code_of_another_run_is_not_taken_over():
    at = open_page(GENERATE, run="digits-variational", z="1.5,-0.5")
    at.selectbox(key="picked_run").set_value("digits-denoising").run()
    assert not at.exception
    assert len(code_of(at)) == 16
    assert said(at) == ""


# -- grid and samples -----------------------------------------------------------------------


def test_a_dimension_out_of_range_in_the_address_is_told():
    at = open_page(GENERATE, run="digits-variational", view="Grid", across="z99")
    assert "'z99', this run has z1 to z2" in said(at)


def test_one_dimension_twice_makes_no_grid():
    at = open_page(GENERATE, run="digits-variational", view="Grid", across="z1", up="z1")
    assert "two different dimensions" in said(at)


def test_samples_come_with_their_neighbours_and_figures_of_every_source():
    at = open_page(GENERATE, run="digits-variational", view="Samples", quality="true")
    assert "nearest to it" in captions(at)
    table = at.dataframe[0].value.set_index("source")
    assert list(table.index) == ["prior", "mixture", "reconstructions", "PCA"]
    assert table["Fréchet distance"].min() == table.loc["reconstructions", "Fréchet distance"]
    assert table["precision"].between(0, 1).all()
    assert "32 principal components" in captions(at)


# -- paths ----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["straight", "sphere", "along the data"])
@pytest.mark.parametrize("run", ["digits-variational", "names-sequence"])
def test_a_path_by_every_way(run, way):
    at = open_page(PATHS, run=run, way=way, steps="9")
    assert said(at) == ""
    assert "How far each step is" in captions(at)
    if run == "names-sequence":
        table = at.dataframe[0].value
        assert len(table) == 9
        assert table["text"].str.len().max() == 12


def test_a_path_of_names_begins_and_ends_with_its_samples():
    data = load_dataset("names")
    ids = data.part("test")[[0, 5]]
    places = data.rows(ids).reshape(2, *data.card.sample_shape).argmax(axis=2)
    texts = ["".join(data.card.symbols[place] for place in row) for row in places]
    at = open_page(PATHS, run="names-sequence", anchors=f"{ids[0]},{ids[1]}")
    found = at.dataframe[0].value["text"]
    assert [found.iloc[0], found.iloc[-1]] == texts


@pytest.mark.parametrize(
    ("anchors", "sentence"), [("1437", "got 1"), ("none", "got 0"), ("3,99999", "got 99999")]
)
def test_anchors_that_make_no_path_are_told(anchors, sentence):
    at = open_page(PATHS, run="digits-variational", anchors=anchors)
    assert sentence in said(at)
    assert [heading.value for heading in at.subheader] == ["From sample to sample", "Attribute arithmetic"]


def test_a_direction_between_two_classes_is_judged():
    at = open_page(PATHS, run="digits-variational", **{"from": "0", "to": "1"})
    assert "This direction is very stable" in " ".join(element.value for element in at.markdown)
    assert "From one length" not in captions(at)
    assert "-1 to 2 times the way from 0 to 1" in captions(at)


def test_one_class_twice_is_no_direction():
    at = open_page(PATHS, run="digits-variational", **{"from": "1", "to": "1"})
    assert "two different groups" in said(at)


def test_a_direction_between_two_saved_selections():
    data = load_dataset("digits")
    for name, label in (("fours", 4), ("eights", 8)):
        save_selection("digits", data.fingerprint, name, np.flatnonzero(data.labels == label))
    at = open_page(PATHS, run="digits-variational", between="two saved selections")
    assert "from eights to fours" in captions(at)


# -- your input -----------------------------------------------------------------------------


def as_png(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def test_an_uploaded_digit_is_found_among_its_like():
    data = load_dataset("mnist")
    label = 3
    i = data.part("test")[data.labels[data.part("test")] == label][:1]
    picture = 255 - (data.rows(i).reshape(28, 28) * 255).astype(np.uint8)  # dark on light, as on paper
    at = open_page(OWN, run="mnist-deep", own_by="Upload")
    at.file_uploader(key="own_picture").upload("three.png", as_png(picture.repeat(9, 0).repeat(9, 1))).run()
    assert not at.exception
    nearest = next(read_literal(c.value) for c in at.caption if c.value.startswith("Nearest training"))
    assert nearest.split(": ")[1].split(", ").count("3") >= 5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no picture", "Expected a picture as PNG"),
        (as_png(np.zeros((30, 30), np.uint8)), "a single colour"),
        (as_png(np.zeros((30, 30), np.uint16)), "8 bits a colour"),
    ],
)
def test_an_upload_that_is_no_drawing_is_told_and_the_page_stays(content, sentence):
    at = open_page(OWN, run="mnist-deep", own_by="Upload")
    at.file_uploader(key="own_picture").upload("x.png", content).run()
    assert not at.exception
    assert sentence in said(at)
    assert at.selectbox(key="picked_run").value == "mnist-deep"


def test_nothing_drawn_yet_is_told():
    assert "Nothing to look at yet" in said(open_page(OWN, run="digits-variational"))


def test_a_typed_name_comes_back():
    at = open_page(OWN, run="names-sequence", own_text="Mary")
    texts = [read_literal(element.value) for element in at.markdown]
    assert sum("**MARY**" in text for text in texts) == 2


def test_a_name_with_a_strange_letter_is_told():
    assert "got 'Ö'" in said(open_page(OWN, run="names-sequence", own_text="JÖRG"))


# -- reconstructions ------------------------------------------------------------------------


def test_runs_and_pca_are_held_against_each_other():
    page = "pages/explore_reconstructions.py"
    at = open_page(page, run="mnist-deep", beside="mnist-basic", views="Metrics")
    table = at.dataframe[0].value.set_index("model")
    assert list(table.index) == ["Deep, 32", "Basic, 64", "PCA, 32"]
    assert table["mean squared error"].is_monotonic_decreasing is False
    assert table["mean squared error"].idxmin() == "Basic, 64"
    assert table["PSNR in dB"].idxmin() == "PCA, 32"
    by_class = open_page(page, run="mnist-deep", views="By class").dataframe[0].value
    assert by_class["samples"].sum() == 10_000
    assert by_class.set_index("class")["Deep, 32"].idxmin() == "1"


def test_addresses_with_the_former_names_of_views_still_open_them():
    page = "pages/explore_reconstructions.py"
    assert "model" in open_page(page, run="mnist-deep", views="How well").dataframe[0].value
    at = open_page(GENERATE, run="digits-variational", view="What each does")
    assert "From the lowest to the highest" in captions(at)


@pytest.mark.faults
def test_a_fault_is_not_said_to_be_the_visitors_mistake(home, monkeypatch):
    def fail(*arguments):
        return np.zeros(2) + np.zeros(3)  # a ValueError of numpy

    monkeypatch.setattr("pages.ui.paths.interpolation.distance_to_data", fail)
    at = open_page(PATHS, run="digits-variational")
    assert [read_literal(error.value)[:25] for error in at.error] == ["A fault in this program, "]
    assert not at.warning
