"""The pages Generate, Paths, Your input and Reconstructions, without a browser."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from scipy.spatial.distance import cdist
from sklearn.metrics import r2_score, root_mean_squared_error
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.execution import training_task
from aecore.runs.codec import open_codec
from aecore.runs.selections import save_selection
from tests.pages.opening import ROOT, open_page, read_literal
from tests.runs.mutations import copy_run

REAL = "Test samples against training samples"
GENERATE, PATHS, INPUT = (f"pages/explore_{name}.py" for name in ("generate", "paths", "own_input"))


def read_messages(at: AppTest) -> str:
    kinds = (at.error, at.warning, at.info)
    return " ".join(read_literal(element.value) for kind in kinds for element in kind)


def read_captions(at: AppTest) -> str:
    return " ".join(read_literal(element.value) for element in at.caption)


def read_latent_vector(at: AppTest) -> np.ndarray:
    return np.array(at.session_state["latent_vector"][1])


# -- sliders --------------------------------------------------------------------------------


def test_dimensions_are_in_the_order_of_their_influence():
    at = open_page(GENERATE, run="digits-variational", view="Traversals")
    metrics = json.loads((ROOT / "aecore/gallery/runs/digits-variational/metrics.json").read_text())
    kl = sorted(metrics["kl_per_dimension"], reverse=True)
    assert [f"{nats:.2f} nats" in read_captions(at) for nats in kl] == [True, True]
    assert read_captions(at).index(f"{kl[0]:.2f} nats") < read_captions(at).index(f"{kl[1]:.2f} nats")


def test_the_density_of_a_run_without_a_prior_is_explained():
    assert "This variant has no prior" in read_captions(open_page(GENERATE, run="mnist-deep"))
    assert "no prior" not in read_captions(open_page(GENERATE, run="digits-variational"))


def test_dimensions_beyond_the_first_twelve_are_in_an_expander():
    at = open_page(GENERATE, run="mnist-deep")
    assert [expander.label for expander in at.expander] == ["20 less influential dimensions"]


def test_the_latent_vector_is_in_the_address():
    at = open_page(GENERATE, run="digits-variational", z="1.5,-0.5")
    assert read_latent_vector(at).tolist() == [1.5, -0.5]
    assert read_messages(at) == ""


def test_randomise_and_reset():
    at = open_page(GENERATE, run="digits-variational")
    randomise = next(button for button in at.button if button.label == "Randomise")
    randomise.click().run()
    first = read_latent_vector(at)
    assert np.abs(first).max() > 0
    next(button for button in at.button if button.label == "Randomise").click().run()
    assert not np.allclose(read_latent_vector(at), first)
    next(button for button in at.button if button.label == "Reset").click().run()
    assert read_latent_vector(at).tolist() == [0, 0]


def test_randomise_does_not_change_locked_dimensions():
    at = open_page(GENERATE, run="digits-variational", z="1.5,-0.5")
    at.session_state["locked"] = ("digits-variational", {0})
    next(button for button in at.button if button.label == "Randomise").click().run()
    z = read_latent_vector(at)
    assert z[0] == 1.5
    assert z[1] != -0.5


def test_a_test_sample_gives_its_latent_vector():
    from aecore.runs import find_run

    at = open_page(GENERATE, run="digits-variational")
    at.number_input(key="start-digits").set_value(1500).run()
    x = load_dataset("digits").rows(np.array([1500]))
    expected = open_codec(find_run("digits-variational")).encode(x)[0]
    assert np.allclose(read_latent_vector(at), expected, rtol=1e-3)
    assert "Started from test sample #1500" in read_captions(at)


@pytest.mark.parametrize("z", ["1", "1,2,3", "a,b", "nan,1", "1;2"])
def test_an_invalid_latent_vector_in_the_address_is_reported(z):
    at = open_page(GENERATE, run="digits-variational", z=z)
    assert "Expected 2 numbers in `z`" in read_messages(at)
    assert read_latent_vector(at).tolist() == [0, 0]


def test_a_latent_vector_is_clipped_to_the_sliders():
    at = open_page(GENERATE, run="digits-variational", z="99,0")
    assert "outside the range of z1" in read_messages(at)
    assert 3 <= read_latent_vector(at)[0] < 10


def test_another_run_has_its_own_latent_vector():
    at = open_page(GENERATE, run="digits-variational", z="1.5,-0.5")
    at.selectbox(key="picked_run").set_value("digits-denoising").run()
    assert not at.exception
    assert len(read_latent_vector(at)) == 16
    assert read_messages(at) == ""


# -- grid and samples -----------------------------------------------------------------------


def test_a_dimension_out_of_range_in_the_address_is_reported():
    at = open_page(GENERATE, run="digits-variational", view="Grid", across="z99")
    assert "'z99', but this run has z1 to z2" in read_messages(at)


def test_a_grid_needs_two_different_dimensions():
    at = open_page(GENERATE, run="digits-variational", view="Grid", across="z1", up="z1")
    assert "two different dimensions" in read_messages(at)


def test_new_samples_have_neighbours_and_each_source_has_metrics():
    at = open_page(GENERATE, run="digits-variational", view="Samples", quality="true")
    assert "its nearest training sample" in read_captions(at)
    table = at.dataframe[0].value.set_index("Source")
    assert list(table.index) == [REAL, "Prior", "Mixture", "Reconstructions", "PCA"]
    assert table[["Precision", "Recall"]].stack().between(0, 1).all()
    assert "360 test samples compared with as many new samples" in read_captions(at)
    assert "64 hidden units of a classifier" in read_captions(at)
    data = load_dataset("digits")
    test, train = (data.rows(data.part(name)) for name in ("test", "train"))
    nearest = cdist(test[:200], train).min(axis=1)
    assert table.loc[REAL, "Nearest distance"] == pytest.approx(np.median(nearest), rel=1e-4)


@pytest.mark.parametrize("run", ["digits-variational", "mnist-deep"])
def test_real_samples_are_better_than_decoded_ones_and_these_than_pca(run):
    at = open_page(GENERATE, run=run, view="Samples", quality="true")
    table = at.dataframe[0].value.set_index("Source")
    assert table.index[0] == REAL
    distances = table["Fréchet distance"]
    assert distances[REAL] < distances["Mixture"] < distances["PCA"]
    assert table.loc[REAL, "Precision"] > 0.8 and table.loc[REAL, "Recall"] > 0.8
    assert table.loc["Mixture", "Precision"] > table.loc["PCA", "Precision"]


def test_a_data_set_without_a_reference_is_compared_in_principal_components(monkeypatch):
    from pages.ui.generate import results

    monkeypatch.setattr(results, "load_reference", lambda name: None)
    compute_features, name = results.find_features("digits")
    assert "first 32 principal components" in name and "favours PCA" in name
    X = load_dataset("digits").rows(np.arange(40))
    assert compute_features(X).shape == (40, 32)


def test_a_run_without_a_live_dimension_has_no_traversals(home):
    def collapse(folder):
        metrics = json.loads((folder / "metrics.json").read_text())
        (folder / "metrics.json").write_text(json.dumps(metrics | {"kl_per_dimension": [0.0, 0.001]}))

    copy_run(home, "collapsed", collapse)
    at = open_page(GENERATE, run="collapsed", view="Traversals")
    assert "All latent dimensions are dead" in read_messages(at)
    assert "From the lowest to the highest" not in read_captions(at)


# -- paths ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Linear", "Spherical", "Along the data"])
@pytest.mark.parametrize("run", ["digits-variational", "names-sequence"])
def test_a_path_by_every_interpolation(run, name):
    at = open_page(PATHS, run=run, way=name, steps="9")
    assert read_messages(at) == ""
    assert "Distance of each step" in read_captions(at)
    if run == "names-sequence":
        table = at.dataframe[0].value
        assert len(table) == 9
        assert table["text"].str.len().max() == 12


def test_a_path_begins_and_ends_with_the_reconstructions_of_its_samples():
    data = load_dataset("names")
    ids = data.part("test")[[0, 5]]
    symbols = data.rows(ids).reshape(2, *data.card.sample_shape).argmax(axis=2)
    texts = ["".join(data.card.symbols[i] for i in row) for row in symbols]
    at = open_page(PATHS, run="names-sequence", anchors=f"{ids[0]},{ids[1]}")
    found = at.dataframe[0].value["text"]
    assert [found.iloc[0], found.iloc[-1]] == texts


@pytest.mark.parametrize(
    ("ids", "sentence"), [("1437", "got 1"), ("none", "got 0"), ("3,99999", "got 99999")]
)
def test_invalid_endpoints_are_reported(ids, sentence):
    at = open_page(PATHS, run="digits-variational", anchors=ids)
    assert sentence in read_messages(at)
    assert [heading.value for heading in at.header] == ["Interpolation", "Attribute arithmetic"]


def test_the_stability_of_a_direction_is_rated():
    at = open_page(PATHS, run="digits-variational", **{"from": "0", "to": "1"})
    assert "This direction is very stable" in " ".join(element.value for element in at.markdown)
    assert "A difference this large occurs by chance in 0.1 % of random splits into" in read_captions(at)
    assert "the direction from 0 to 1 with strengths from -1 to 2" in read_captions(at)


def test_a_direction_between_random_groups_is_that_of_chance():
    data = load_dataset("digits")
    ids = np.random.default_rng(1).permutation(data.n_samples)
    for name, chosen in (("few", ids[:2]), ("others", ids[2:4])):
        save_selection("digits", data.fingerprint, name, chosen)
    at = open_page(PATHS, run="digits-denoising", between="Saved selections")
    badges = " ".join(element.value for element in at.markdown)
    assert "This direction is not distinguishable from chance" in badges


def test_a_direction_needs_two_different_groups():
    at = open_page(PATHS, run="digits-variational", **{"from": "1", "to": "1"})
    assert "two different groups" in read_messages(at)


def test_a_direction_between_two_saved_selections():
    data = load_dataset("digits")
    for name, label in (("fours", 4), ("eights", 8)):
        save_selection("digits", data.fingerprint, name, np.flatnonzero(data.labels == label))
    at = open_page(PATHS, run="digits-variational", between="Saved selections")
    assert "from eights to fours" in read_captions(at)


# -- your input -----------------------------------------------------------------------------


def as_png(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_neighbours_of_an_uploaded_digit_have_its_class():
    data = load_dataset("mnist")
    label = 3
    i = data.part("test")[data.labels[data.part("test")] == label][:1]
    picture = 255 - (data.rows(i).reshape(28, 28) * 255).astype(np.uint8)  # dark on light, as on paper
    at = open_page(INPUT, run="mnist-deep", own_by="Upload")
    at.file_uploader(key="own_picture").upload("three.png", as_png(picture.repeat(9, 0).repeat(9, 1))).run()
    assert not at.exception
    nearest = next(read_literal(c.value) for c in at.caption if c.value.startswith("Nearest training"))
    assert nearest.split(": ")[1].split(", ").count("3") >= 5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no picture", "Expected a picture as PNG"),
        (as_png(np.zeros((30, 30), np.uint8)), "a single colour"),
        (as_png(np.zeros((30, 30), np.uint16)), "8 bits per channel"),
    ],
)
def test_an_invalid_upload_is_reported(content, sentence):
    at = open_page(INPUT, run="mnist-deep", own_by="Upload")
    at.file_uploader(key="own_picture").upload("x.png", content).run()
    assert not at.exception
    assert sentence in read_messages(at)
    assert at.selectbox(key="picked_run").value == "mnist-deep"


def test_the_page_explains_a_missing_input():
    assert "No input yet" in read_messages(open_page(INPUT, run="digits-variational"))


def test_a_typed_name_is_reconstructed():
    at = open_page(INPUT, run="names-sequence", own_text="Mary")
    texts = [read_literal(element.value) for element in at.markdown]
    assert sum("**MARY**" in text for text in texts) == 2


def test_a_name_with_an_unknown_letter_is_reported():
    assert "got 'Ö'" in read_messages(open_page(INPUT, run="names-sequence", own_text="JÖRG"))


# -- reconstructions ------------------------------------------------------------------------


def test_runs_and_pca_are_compared():
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


@pytest.mark.parametrize(("name", "columns"), [("power_demand", ["RMSE in units", "R²"]), ("wine", ["R²"])])
def test_series_and_tables_have_r2_and_no_psnr(home, new_run, name, columns):
    data = load_dataset(name)
    run = new_run("basic", dataset=data, epochs=2, latent_dim=3)
    training_task.train(run)
    page = "pages/explore_reconstructions.py"
    table = open_page(page, run=run.id, views="Metrics").dataframe[0].value.set_index("model")
    assert list(table.columns) == ["mean squared error", *columns]
    X = data.rows(data.part("test"))
    X_hat = open_codec(run).reconstruct(X)
    expected = r2_score(X, X_hat, multioutput="variance_weighted")
    assert table["R²"].iloc[0] == pytest.approx(expected, abs=1e-5)
    if name == "power_demand":
        error = root_mean_squared_error(data.in_units(X).ravel(), data.in_units(X_hat).ravel())
        assert table["RMSE in units"].iloc[0] == pytest.approx(error, rel=1e-5)
    else:
        by_column = open_page(page, run=run.id, views="By column").dataframe[0].value
        assert f"R² of {table.index[0]}" in by_column.columns


def test_names_have_no_psnr():
    page = "pages/explore_reconstructions.py"
    table = open_page(page, run="names-sequence", views="Metrics").dataframe[0].value
    assert list(table.columns) == ["model", "mean squared error", "symbol accuracy"]


def test_earlier_names_of_views_in_addresses_open_them():
    page = "pages/explore_reconstructions.py"
    assert "model" in open_page(page, run="mnist-deep", views="How well").dataframe[0].value
    at = open_page(GENERATE, run="digits-variational", view="What each does")
    assert "From the lowest to the highest" in read_captions(at)


@pytest.mark.faults
def test_a_fault_is_not_shown_as_an_invalid_input(home, monkeypatch):
    def fail(*arguments):
        return np.zeros(2) + np.zeros(3)  # a ValueError of numpy

    monkeypatch.setattr("pages.ui.paths.interpolation.distance_to_data", fail)
    at = open_page(PATHS, run="digits-variational")
    assert [read_literal(error.value)[:25] for error in at.error] == ["A fault in this program, "]
    assert not at.warning
