"""The Learn page, without a browser."""

import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from sklearn.decomposition import PCA
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.datasets.sampling import take_samples
from aecore.gallery import sweeps
from aecore.gallery.sweeps import SWEEPS, read_sweep
from aecore.hyperparameters import list_hyperparameters
from aecore.runs import find_run
from aecore.runs.codec import open_codec
from aecore.variants import VARIANTS
from tests.pages.addresses import mix_addresses
from tests.pages.opening import ROOT, open_page, read_literal

LEARN = "pages/learn.py"
VIEWS = ["How it works", "Variants", "Network", "Hyperparameters"]
RUN = "digits-variational"


def read_messages(at: AppTest) -> str:
    kinds = (at.error, at.warning, at.info, at.caption, at.markdown)
    return " ".join(read_literal(element.value) for kind in kinds for element in kind)


def read_diagram(at: AppTest) -> list[str]:
    """The texts of the blocks of the network."""
    (diagram,) = at.main.get("html")
    return ["".join(item.itertext()) for item in ElementTree.fromstring(diagram.proto.body)]


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_opens_with_invalid_values_in_the_address(view):
    for query in mix_addresses(LEARN, 2):
        at = open_page(LEARN, **query | {"view": view})
        assert [tab.label for tab in at.tabs] == VIEWS


def test_the_errors_of_a_sample_are_those_of_its_reconstruction_and_of_pca():
    data = load_dataset("digits")
    ids = take_samples(data.part("validation"), data.labels, 500)
    x = data.rows(ids[data.labels[ids] == 3][1:2])
    codec = open_codec(find_run(RUN))
    pca = PCA(2).fit(data.rows(data.part("train")))
    at = open_page(LEARN, run=RUN, **{"class": "3"}, sample="2")
    values = {metric.label: metric.value for metric in at.metric}
    assert values["Error of this sample"] == f"{((codec.reconstruct(x) - x) ** 2).mean():.4f}"
    assert values["PCA, this sample"] == f"{((pca.inverse_transform(pca.transform(x)) - x) ** 2).mean():.4f}"
    X = data.rows(data.part("validation"))
    assert values["Mean error"] == f"{((codec.reconstruct(X) - X) ** 2).mean():.4f}"
    assert values["PCA, mean"] == f"{((pca.inverse_transform(pca.transform(X)) - X) ** 2).mean():.4f}"
    assert "The sample has 32 times as many" in read_messages(at)


def test_a_text_is_shown_with_its_wrong_letters():
    assert "Wrong letters are orange" in read_messages(open_page(LEARN, run="names-sequence"))


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=list(VARIANTS))
def test_a_variant_is_described_by_its_declarations(variant):
    at = open_page(LEARN, view="Variants", variant=variant.title)
    texts = read_messages(at)
    for text in (variant.key_idea, variant.benefit, variant.use_case):
        assert text in texts
    shown = at.latex[0].value
    assert all(
        part in shown
        for part in variant.formula.replace(r" \quad \begin", r",\quad \begin").split(r",\quad ")
    )
    for source in (*variant.papers, *variant.tutorials):
        assert f"[{source.title}]({source.url})" in texts


def test_the_table_has_all_variants():
    table = open_page(LEARN, view="Variants").table[0].value.set_index("Variant")
    assert len(table) == len(VARIANTS)
    assert table.loc["**Variational**", "Prior"] == "yes" and table.loc["**Sparse**", "Prior"] == "no"
    assert table.loc["**Denoising**", "Corruption"] == VARIANTS["denoising"].changes.corruption


def test_the_diagram_has_the_layers_of_the_chosen_network():
    query = {"variant": "Variational autoencoder", "dataset": "digits", "hidden_layers": "10", "beta": "2"}
    at = open_page(LEARN, view="Network", **query)
    assert read_diagram(at) == [
        "Sample · 8 × 8 × 1",
        "Dense · 10hidden_1 · 650 parameters",
        "Dense · 2latent · 22 parameters",
        "Dense · 2log_variance · 22 parameters",
        "Bottlenecka draw from a normal distribution",
        "PenaltyKL divergence from the prior, weight beta = 2",
        "Dense · 10hidden_1 · 30 parameters",
        "Dense · 64reconstruction · 704 parameters",
        "Reconstruction · 8 × 8 × 1",
        "Lossbinary crossentropy + penalty",
    ]
    assert "**1,429 parameters**: encoder 672, decoder 734, training only 23" in read_messages(at)


def test_the_diagram_shows_where_noise_acts():
    at = open_page(LEARN, view="Network", variant="Denoising autoencoder", noise="masking", level="0.2")
    assert read_diagram(at)[1] == "Corruptionmasking noise at level 0.2"


def test_a_network_that_does_not_fit_the_data_is_refused():
    at = open_page(LEARN, view="Network", variant="Convolutional autoencoder", dataset="wine")
    assert "choose network='dense'" in read_messages(at)
    assert not at.main.get("html")


@pytest.mark.parametrize("name", SWEEPS)
def test_a_sweep_shows_the_figures_of_the_chosen_value(name):
    spec, sweep = SWEEPS[name], read_sweep(SWEEPS[name])
    declared = list_hyperparameters(VARIANTS[spec.variant])
    label = next(h.label for h in declared if h.name == name)
    i = len(spec.values) - 1
    value = {f"value-{name}": f"{spec.values[i]:g}"}
    at = open_page(LEARN, view="Hyperparameters", sweep=label, **value)
    assert at.select_slider[0].value == spec.values[i]
    assert spec.lesson in read_messages(at)
    _check_metrics(at, sweep, i)
    at.select_slider[0].set_value(spec.values[0]).run()
    _check_metrics(at, sweep, 0)


def _check_metrics(at: AppTest, sweep: sweeps.Sweep, i: int) -> None:
    values = {metric.label: metric.value for metric in at.metric}
    n = sweep.pca_components[i]
    assert values["Validation error"] == f"{np.mean(sweep.mse[i]):.4f}"
    assert values[f"PCA, {n} component{'s' if n > 1 else ''}"] == f"{sweep.pca_mse[i]:.4f}"


def test_a_damaged_sweep_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(sweeps, "_FOLDER", tmp_path)
    assert "latent_dim.npz" in read_messages(open_page(LEARN, view="Hyperparameters"))


def test_the_page_needs_no_keras():
    script = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "from pages.ui.learn import network, sweeps, variants, walkthrough\n"
        "from aecore.variants import VARIANTS\n"
        "assert all(v().list_layers((8, 8, 1)) for v in VARIANTS.values() if v.network != 'gru')\n"
        "assert not {'keras', 'tensorflow'} & sys.modules.keys()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
