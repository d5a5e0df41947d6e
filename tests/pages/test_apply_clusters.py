"""The Clusters page, without a browser."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from aecore.analysis.clusters import cluster
from aecore.datasets import load_dataset
from aecore.runs import find_run
from aecore.runs.codec import open_codec
from aecore.runs.sample_labels import load_labels
from tests.pages.opening import open_page, read_literal
from tests.pages.test_apply_labels import read_messages, read_metrics

CLUSTERS = "pages/apply_clusters.py"
DIGITS = "digits-denoising"


@pytest.mark.parametrize(
    "run", [DIGITS, "breast-cancer-contractive", "heartbeats-sequence", "names-sequence"]
)
def test_the_page_opens_on_every_kind_of_data(run):
    at = open_page(CLUSTERS, run=run)
    assert not at.error
    assert int(read_metrics(at)["Clusters"]) >= 2


def test_figures_are_those_of_scikit_learn():
    metrics = read_metrics(open_page(CLUSTERS, run=DIGITS, space="Latent vectors"))
    data = load_dataset("digits")
    ids = data.part("test")
    clusters = cluster(open_codec(find_run(DIGITS)).encode(data.rows(ids)), 10)
    assert metrics["ARI"] == f"{adjusted_rand_score(data.labels[ids], clusters):.3f}"
    assert metrics["NMI"] == f"{normalized_mutual_info_score(data.labels[ids], clusters):.3f}"


def test_clusters_of_the_graph_are_better_than_k_means_on_pixels():
    metrics = read_metrics(open_page(CLUSTERS, run=DIGITS, part="All"))
    accuracy, floor = (float(metrics[name].rstrip("%")) for name in ("Accuracy", "Raw k-means"))
    assert accuracy > floor


def test_hdbscan_finds_the_number_itself_or_says_that_there_is_none():
    at = open_page(CLUSTERS, run=DIGITS, part="All", by="HDBSCAN")
    assert "In no cluster" in read_metrics(at)
    at.number_input[0].set_value(1500).run()
    assert "HDBSCAN finds no cluster" in read_messages(at)


def test_a_number_is_suggested():
    at = open_page(CLUSTERS, run="heartbeats-sequence", views="Number of clusters")
    assert "Suggested: " in read_messages(at)
    assert list(at.dataframe[0].value["clusters"])[:2] == [2, 3]


def test_umap_is_offered_when_it_is_not_computed():
    at = open_page(CLUSTERS, run=DIGITS, space="Their UMAP")
    assert "UMAP of these samples is not computed yet" in read_literal(at.info[0].value)
    assert any(button.label == "Compute UMAP" for button in at.button)


def test_names_become_labels():
    at = open_page(CLUSTERS, run=DIGITS)
    next(button for button in at.button if button.label == "Use as labels").click().run()
    data = load_dataset("digits")
    labels = load_labels("digits", data.fingerprint)
    assert len(np.concatenate(list(labels.values()))) == len(data.part("test"))
