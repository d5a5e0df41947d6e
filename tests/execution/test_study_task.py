"""The studies: what workers compute for the Features and Reduction pages."""

import keras
import numpy as np
import pytest

from aecore.applications.features import fit_linear_head, pair_test_accuracies, stratified_rows
from aecore.applications.features.probes import make_linear_probe
from aecore.datasets import load_dataset
from aecore.errors import InvalidInput
from aecore.execution import pretraining_task, study_task, training_task
from aecore.execution.study_task import study
from aecore.runs import RunProblem, find_run
from aecore.runs.codec import open_codec
from aecore.runs.studies import Report, Study
from aecore.runs.weights import read_encoder_weights
from aecore.training.classifier import ClassifierConfig, build_classifier, set_head, train_classifier
from aecore.variants import make_variant

PRETRAINING = {
    "run": "digits-denoising", "model": "", "n_labels": 20, "n_seeds": 2, "epochs": 2, "batch_size": 32,
    "learning_rate": 3e-3,
}  # fmt: skip


def test_pretraining_starts_from_the_probe_and_measures_both_classifiers(home):
    task = Study("pretraining", PRETRAINING)
    study(task)
    report = task.read()
    assert (report.state, report.fraction) == ("done", 1.0)
    assert len(report.rows) == 2 * 2 * 3
    assert set(pair_test_accuracies(report.rows)) == {0, 1}
    # The first row of the trained encoder is the accuracy of scikit-learn's logistic regression.
    data, codec = load_dataset("digits"), open_codec(find_run("digits-denoising"))
    train, validation = data.part("train"), data.part("validation")
    rows = train[stratified_rows(data.labels[train], 20, 0)]
    probe = make_linear_probe().fit(codec.encode(data.rows(rows)), data.labels[rows])
    expected = probe.score(codec.encode(data.rows(validation)), data.labels[validation])
    first = next(row for row in report.rows if row["start"] == "pretrained" and row["epoch"] == 0)
    assert first["val_accuracy"] == pytest.approx(expected, abs=0.01)


def test_a_study_continues_with_the_rows_that_are_saved(home, monkeypatch):
    task = Study("pretraining", PRETRAINING)
    monkeypatch.setattr(study_task, "_WRITE_EVERY", 0.0)
    task.request_stop()
    study(task)
    assert task.read().state == "stopped"
    task.reopen()
    kept = {"seed": 0, "start": "pretrained", "epoch": 2, "val_accuracy": 0.123, "test_accuracy": 0.123}
    task.write(Report(state="stopped", rows=[kept]))
    study(task)
    rows = task.read().rows
    assert rows[0] == kept
    assert len(rows) == 1 + 3 * 3
    study(task)  # done: nothing is computed again
    assert task.read().rows == rows


def test_a_time_limit_ends_a_study(home):
    task = Study("label_efficiency", {"run": "digits-denoising", "numbers": [10, 30], "n_draws": 2})
    study(task, time_limit=1e-6)
    assert "the time limit here" in task.read().reason
    study(task)
    assert task.read().state == "done"
    assert [row["n_labels"] for row in task.read().rows] == [10] * 3 + [30] * 3


def test_models_are_compared_over_latent_dimensions(home):
    data = load_dataset("iris")
    settings = {
        "dataset": "iris", "fingerprint": data.fingerprint, "variants": ["deep"], "latent_dims": [1, 2],
        "epochs": 2, "n_seeds": 1,
    }  # fmt: skip
    task = Study("reduction", settings)
    study(task)
    rows = task.read().rows
    assert [(row["method"], row["latent_dim"]) for row in rows] == [
        ("pca", 1), ("pca", 2), ("deep", 1), ("deep", 2),
    ]  # fmt: skip
    assert rows[1]["mse"] < rows[0]["mse"]
    with pytest.raises(InvalidInput, match="has changed"):
        study(Study("reduction", settings | {"fingerprint": "0"}))


def test_too_few_labels_are_reported(home):
    with pytest.raises(InvalidInput, match="from 10 labels"):
        study(Study("pretraining", PRETRAINING | {"n_labels": 5}))
    with pytest.raises(InvalidInput, match="at least two classes"):
        study(Study("pretraining", PRETRAINING | {"run": "heartbeats-sequence"}))


@pytest.mark.parametrize("run_id", ["mnist-deep", "mnist-variational", "names-sequence", "mnist-basic"])
def test_weights_of_onnx_models_give_the_same_latent_vectors_in_keras(run_id, home):
    run = find_run(run_id)
    data = load_dataset(run.spec.dataset)
    X = data.rows(np.arange(20))
    encoder = pretraining_task.build_encoder(run, data, 0, "pretrained", X)
    np.testing.assert_allclose(encoder(X), open_codec(run).encode(X), atol=1e-4)


def test_weights_of_recurrent_layers_are_read_from_the_keras_model(home, new_run):
    data = load_dataset("power_demand")
    run = new_run("sequence", data, epochs=1, network="gru", latent_dim=3, hidden_layers=(4,))
    training_task.train(run)
    X = data.rows(np.arange(20))
    encoder = pretraining_task.build_encoder(run, data, 0, "pretrained", X)
    np.testing.assert_allclose(encoder(X), open_codec(run).encode(X), atol=1e-4)
    with pytest.raises(RunProblem, match="cannot be read from its ONNX file"):
        read_encoder_weights(run, [weight.shape for weight in encoder.weights])


def test_the_softmax_layer_can_start_from_a_linear_probe_and_learns(X64, digits):
    labels = digits.labels[:64].astype(int)
    variant = make_variant("deep", {"latent_dim": 8, "hidden_layers": (16,)})
    variant.build(64, output_activation="sigmoid", seed=0, n_steps=1)
    model = build_classifier(variant.encoder_, 10, X64, seed=0)
    Z = np.asarray(variant.encoder_(X64))
    set_head(model, *fit_linear_head(Z, labels, 10))
    expected = make_linear_probe().fit(Z, labels).predict_proba(Z)
    np.testing.assert_allclose(model(X64), expected, atol=1e-4)
    before = variant.encoder_.get_weights()[0].copy()
    losses = list(train_classifier(model, X64, labels, ClassifierConfig(epochs=20, learning_rate=1e-2)))
    assert losses[-1] < 0.5 * losses[0]
    assert np.abs(variant.encoder_.get_weights()[0] - before).max() > 1e-3
    assert isinstance(model, keras.Model)
