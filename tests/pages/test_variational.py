"""The training page of a variational autoencoder with measured terms of its KL divergence."""

import json
import math

import numpy as np
import pytest
from sklearn.decomposition import PCA

from aecore.analysis.disentanglement import mutual_information_gap
from aecore.datasets import Dataset, load_dataset
from aecore.execution import training_task
from aecore.runs import Run
from aecore.runs.codec import open_codec
from tests.pages.opening import open_page, read_literal

PAGE = "pages/train_variational.py"
TERMS = {
    "Mutual information": "mutual_information",
    "Total correlation": "total_correlation",
    "Dimension-wise KL": "dimension_wise_kl",
}


@pytest.fixture(scope="module")
def sprites() -> Dataset:
    return load_dataset("sprites")


@pytest.fixture
def run(home, new_run, sprites) -> Run:
    hyperparameters = {"epochs": 1, "latent_dim": 4, "hidden_layers": [16], "batch_size": 512}
    run = new_run("variational", sprites, loss="mse", observation_noise="learnt", **hyperparameters)
    training_task.train(run)
    return run


def test_measured_terms_noise_and_factors_are_shown_beside_their_floors(run, sprites):
    at = open_page(PAGE, run=run.id)
    shown = {metric.label: metric.value for metric in at.metric}
    for label, name in TERMS.items():
        assert float(shown[label].split()[0]) == pytest.approx(run.metrics[name], abs=0.06)
    assert shown["Mutual information"].endswith(f" of {math.log(922):.1f} nats")
    assert float(shown["Sigma"]) == pytest.approx(run.metrics["sigma"], abs=6e-4)
    train, test = sprites.part("train"), sprites.part("test")
    X, factors = sprites.rows(test), {name: levels[test] for name, levels in sprites.factors.items()}
    pca = PCA(4, svd_solver="full").fit(sprites.rows(train))
    error = np.sqrt(np.mean((pca.inverse_transform(pca.transform(X)) - X) ** 2))
    assert float(shown["PCA error"]) == pytest.approx(error, abs=6e-4)
    assert float(shown["Mean sample"]) == pytest.approx(np.sqrt(np.mean((X - pca.mean_) ** 2)), abs=6e-4)
    for label, Z in (("Mutual information gap", open_codec(run).encode(X)), ("Gap of PCA", pca.transform(X))):
        assert float(shown[label]) == pytest.approx(mutual_information_gap(Z, factors), abs=6e-4)
    assert float(shown["Gap by chance"]) < float(shown["Gap of PCA"])
    assert any("known from a dimension alone" in read_literal(caption.value) for caption in at.caption)

    # Earlier versions did not measure the terms.
    metrics = json.loads((run.path / "metrics.json").read_text())
    for name in ("sigma", *TERMS.values()):
        del metrics[name]
    run.write_json("metrics.json", metrics)
    at = open_page(PAGE, run=run.id)
    labels = [metric.label for metric in at.metric]
    assert "KL term" in labels and "Mutual information gap" in labels
    assert not {"Sigma", *TERMS} & set(labels)


def test_data_without_known_factors_has_no_gap():
    labels = [metric.label for metric in open_page(PAGE, run="digits-variational").metric]
    assert "KL term" in labels and "Mutual information gap" not in labels
