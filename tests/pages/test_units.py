"""The Units page, without a browser."""

import json
import shutil

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.datasets.sampling import take_samples
from aecore.execution import training_task
from aecore.runs import Run, create_run, find_run
from aecore.runs.codec import open_codec
from tests.pages.opening import ROOT, open_page, read_literal

UNITS = "pages/explore_units.py"
VAE, BASIC, NAMES = "digits-variational", "mnist-basic", "names-sequence"


def read_messages(at: AppTest) -> str:
    kinds = (at.error, at.warning, at.info, at.caption, at.markdown)
    return " ".join(read_literal(element.value) for kind in kinds for element in kind)


def read_metrics(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def copy_run(home, name: str, random_state: int = 1) -> Run:
    """Copies a pre-trained run to the workspace, as a run with another seed."""
    shutil.copytree(ROOT / "aecore/gallery/runs" / name, home / "runs" / f"{name}-copy")
    run = find_run(f"{name}-copy")
    spec = json.loads((run.path / "spec.json").read_bytes())
    spec["hyperparameters"]["random_state"] = random_state
    run.write_json("spec.json", spec)
    return run


@pytest.fixture(scope="module")
def wine(tmp_path_factory) -> Run:
    """A sparse autoencoder of a table, in a workspace of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AECORE_HOME", str(tmp_path_factory.mktemp("wine")))
        hyperparameters = {"latent_dim": 6, "epochs": 3, "batch_size": 32, "penalty": "top_k", "k": 2}
        run = create_run("sparse", hyperparameters, "wine", load_dataset("wine").fingerprint)
        training_task.train(run)
    assert run.state() == "done"
    return run


def test_the_table_has_all_units_by_their_ablation():
    table = open_page(UNITS, run=BASIC).dataframe[0].value
    assert sorted(table["unit"]) == list(range(1, 65))
    assert table["ablation"].is_monotonic_decreasing
    assert table["ablation"].iloc[0] > 0.01
    assert all(url.startswith("data:image/png;base64,") for url in table["effect"])


def test_the_figures_of_a_unit_are_those_of_its_latent_vectors():
    data, run = load_dataset("mnist"), find_run(BASIC)
    ids = take_samples(data.part("train"), data.labels, 10_000)
    Z, labels = open_codec(run).encode(data.rows(ids)), data.labels[ids]
    at = open_page(UNITS, run=BASIC, unit="7")
    row = at.dataframe[0].value.set_index("unit").loc[7]
    z = Z[:, 6]
    assert z.min() == 0
    assert row["active"] == pytest.approx((z > 0).mean())
    assert (row["mean"], row["sd"]) == pytest.approx((z.mean(), z.std()), rel=1e-4)
    auroc = [roc_auc_score(labels == label, z) for label in range(10)]
    best = int(np.argmax(np.abs(np.array(auroc) - 0.5)))
    assert row["class"] == data.class_names[best]
    assert row["auroc"] == pytest.approx(auroc[best], abs=1e-9)
    assert at.header[0].value == "Unit 7"
    metrics = read_metrics(at)
    assert metrics["Active"] == f"{(z > 0).mean():.1%}"
    assert metrics["Highest activation"] == f"{z.max():.3g}"
    assert metrics["Ablation"] == f"{row['ablation']:+.2%}" != "+0.00%"


def test_the_first_unit_of_the_table_is_shown_by_default():
    at = open_page(UNITS, run=VAE)
    assert at.header[0].value == f"Unit {at.dataframe[0].value['unit'].iloc[0]}"
    assert "unit" not in at.query_params


@pytest.mark.parametrize("unit", ["0", "3", "-1", "1.5", "９", "two", "9" * 20])
def test_an_invalid_unit_in_the_address_is_reported(unit):
    at = open_page(UNITS, run=VAE, unit=unit)
    (warning,) = at.warning
    assert read_literal(warning.value).startswith("Expected a unit from 1 to 2 in `unit` of the address")
    assert at.header[0].value in ("Unit 1", "Unit 2")
    assert not at.run().warning


@pytest.mark.parametrize("text", ["#12", "unit 12", "12"])
def test_a_unit_is_found_by_its_number(text):
    at = open_page(UNITS, run=BASIC, find=text)
    assert at.dataframe[0].value["unit"].tolist() == [12]


def test_units_are_found_by_their_class():
    everything = open_page(UNITS, run=BASIC).dataframe[0].value
    expected = everything[everything["class"] == "1"]
    at = open_page(UNITS, run=BASIC, find=" 1 ")
    assert at.dataframe[0].value["unit"].tolist() == expected["unit"].tolist() != [1]
    assert f"{len(expected)} of 64 units" in read_messages(at)


def test_a_search_without_a_match_says_so():
    at = open_page(UNITS, run=VAE)
    at.text_input(key="find").set_value("[x](y)").run()
    assert "No unit has the number or the class '[x](y)'" in read_messages(at)
    assert not at.dataframe or "effect" not in at.dataframe[0].value
    assert at.header[0].value.startswith("Unit ")


def test_a_correlated_unit_opens():
    at = open_page(UNITS, run=BASIC, unit="7")
    button = next(button for button in at.button if button.label.startswith("Unit "))
    other = button.label.split()[1]
    button.click().run()
    assert at.header[0].value == f"Unit {other}"
    assert at.query_params["unit"] == other
    shown = at.dataframe[0].value["unit"].tolist()
    assert at.session_state[f"units-{BASIC}"]["selection"]["rows"] == [shown.index(int(other))]


@pytest.mark.parametrize("name", [VAE, NAMES, BASIC, "digits-denoising", "mnist-deep"])
def test_the_units_of_every_pre_trained_run_are_shown(name):
    at = open_page(UNITS, run=name)
    assert not at.error and not at.warning
    text = read_messages(at)
    assert "Highest activations" in text and "Decoded effect" in text
    # Only the units of the basic autoencoder are rectified.
    assert ("Lowest activations" in text) == (name != BASIC)
    # As a share of the error of training samples it would be 10^10 for the names, which are learnt by heart.
    assert 0.01 < at.dataframe[0].value["ablation"].max() < 1000


def test_the_units_of_a_table_are_shown_in_its_columns(wine, monkeypatch):
    monkeypatch.setenv("AECORE_HOME", str(wine.path.parent.parent))
    at = open_page(UNITS, run=wine.id)
    assert not at.error and not at.warning
    assert set(at.dataframe[0].value["class"]) <= set(load_dataset("wine").class_names)
    assert list(at.dataframe[1].value["column"]) == list(load_dataset("wine").feature_names)


def test_a_run_without_another_seed_offers_to_train_one():
    at = open_page(UNITS, run=VAE)
    assert "train one with a different seed" in read_messages(at)
    (link,) = [link for link in at.get("page_link") if link.proto.label == "Train with a different seed"]
    assert "random_state=1" in link.proto.query_string
    assert f"run={VAE}" in link.proto.query_string


def test_a_run_has_the_units_of_its_copy(home):
    copy = copy_run(home, VAE)
    at = open_page(UNITS, run=VAE, unit="2", matched="gone")
    assert at.selectbox(key="picked_match").value == copy.id
    assert at.selectbox(key="picked_match").options[0].endswith("seed 1")
    assert read_metrics(at)["Units with a partner"] == "100%"
    assert "Unit 2 of the other run is the partner of unit 2 (cosine 1.00)" in read_messages(at)


def test_only_runs_with_the_same_settings_are_offered(home):
    copy_run(home, "digits-denoising")
    assert "train one with a different seed" in read_messages(open_page(UNITS, run=VAE))
