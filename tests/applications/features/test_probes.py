"""Classifiers on latent vectors."""

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.datasets import make_blobs
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

from aecore.applications.features import (
    LINEAR,
    PRETRAINED,
    PROBES,
    SCRATCH,
    ProbeScore,
    collect_curves,
    cross_validate,
    fit_linear_head,
    measure_label_efficiency,
    stratified_rows,
    summarise_label_efficiency,
    summarise_pretraining,
    summarise_probes,
)
from aecore.applications.features.probes import make_linear_probe
from aecore.errors import InvalidInput

X, LABELS = make_blobs(400, centers=4, cluster_std=4, n_features=3, random_state=0)
NOISE = np.random.default_rng(0).normal(size=X.shape)
REPRESENTATIONS = {"samples": X, "noise": NOISE}


def test_the_linear_probe_is_standardised_logistic_regression():
    scores = {(s.representation, s.probe): s for s in cross_validate(REPRESENTATIONS, LABELS)}
    assert len(scores) == 2 * len(PROBES)
    expected = []
    for train, held_out in StratifiedKFold(5, shuffle=True, random_state=0).split(X, LABELS):
        scaler = StandardScaler().fit(X[train])
        model = LogisticRegression(max_iter=1000).fit(scaler.transform(X[train]), LABELS[train])
        expected.append(np.mean(model.predict(scaler.transform(X[held_out])) == LABELS[held_out]))
    score = scores["samples", "Logistic regression"]
    assert score.accuracies == pytest.approx(expected)
    assert score.mean == pytest.approx(np.mean(expected))
    assert score.sd == pytest.approx(np.std(expected, ddof=1))
    assert score.n_labels == 320
    assert abs(scores["noise", "10 nearest neighbours"].mean - 0.25) < 0.08


def test_more_labels_help():
    train = {name: Z[:300] for name, Z in REPRESENTATIONS.items()}
    held_out = {name: Z[300:] for name, Z in REPRESENTATIONS.items()}
    scores = measure_label_efficiency(train, LABELS[:300], held_out, LABELS[300:], (8, 200), n_draws=5)
    means = {(s.representation, s.n_labels): s.mean for s in scores}
    assert means["samples", 200] > means["samples", 8] + 0.03
    assert means["samples", 8] > means["noise", 8] + 0.1
    with pytest.raises(InvalidInput, match="from 4 labels, one for each of 4 classes, to 300"):
        measure_label_efficiency(train, LABELS[:300], held_out, LABELS[300:], (3,))


@pytest.mark.parametrize(
    ("Z", "labels", "match"),
    [
        (X, np.zeros(400, int), "two classes"),
        (X, np.arange(400) // 397, "at least 5 samples of each class"),
        (X, np.array([]), "choose a data set that has some"),
        (X, np.full(400, np.nan), "missing"),
        (X, np.where(LABELS > 1, -1, LABELS), "negative"),
        (X, LABELS[:399], "one label per sample"),
        (X[:, 0], LABELS, "reshape a single feature"),
        (np.ones_like(X), LABELS, "all 3 features of samples are constant"),
        (np.where(X > 3, np.nan, X), LABELS, "finite"),
    ],
)
def test_bad_input_is_rejected(Z, labels, match):
    with pytest.raises(InvalidInput, match=match):
        cross_validate({"samples": Z}, labels)


def test_a_single_feature_and_one_constant_feature_are_enough():
    (alone, *_) = cross_validate({"samples": X[:, :1]}, LABELS)
    assert alone.mean > 0.3
    with_constant = np.column_stack([X, np.ones(400)])
    same = [score.accuracies for score in cross_validate({"samples": X}, LABELS)]
    assert [score.accuracies for score in cross_validate({"samples": with_constant}, LABELS)] == same


def test_predictions_are_those_of_held_out_samples():
    for score in cross_validate(REPRESENTATIONS, LABELS):
        assert np.mean(score.predictions == LABELS) == pytest.approx(score.mean)
    with pytest.raises(InvalidInput, match="at least 2 folds"):
        cross_validate(REPRESENTATIONS, LABELS, n_folds=1)


@pytest.mark.parametrize("n_classes", [2, 4])
def test_a_linear_probe_is_one_softmax_layer(n_classes):
    labels = LABELS % n_classes
    coefficients, intercepts = fit_linear_head(X, labels, n_classes)
    scores = softmax(X @ coefficients + intercepts, axis=1)
    np.testing.assert_allclose(scores, make_linear_probe().fit(X, labels).predict_proba(X), atol=1e-6)


def test_every_draw_has_all_classes_in_proportion():
    labels = np.repeat([0, 1, 2], [900, 95, 5])
    for seed in range(5):
        assert sorted(labels[stratified_rows(labels, 3, seed)]) == [0, 1, 2]
        counts = np.bincount(labels[stratified_rows(labels, 200, seed)])
        np.testing.assert_allclose(counts, [180, 19, 1], atol=1)
    assert not np.array_equal(stratified_rows(labels, 200, 0), stratified_rows(labels, 200, 1))
    np.testing.assert_array_equal(stratified_rows(labels, 1000, 0), np.arange(1000))
    with pytest.raises(InvalidInput, match="from 3 labels"):
        stratified_rows(labels, 2, 0)


def test_verdicts():
    def score(name: str, *accuracies: float) -> ProbeScore:
        return ProbeScore(name, LINEAR, 80, accuracies)

    text = summarise_probes(
        [
            score("latent vectors", 0.9, 0.91, 0.92),
            score("PCA", 0.8, 0.81, 0.82),
            score("raw input", 0.89, 0.93, 0.91),
        ]
    )
    assert "accuracy of 91.0%: 10.0 points above PCA and like raw input." in text
    rows = [
        {"representation": name, "n_labels": n, "mean": mean}
        for name, means in (("latent vectors", (0.6, 0.9)), ("PCA", (0.5, 0.91)), ("raw input", (0.4, 0.8)))
        for n, mean in zip((10, 100), means, strict=True)
    ]
    assert "1 of 2 numbers of labels, most with 10: 10.0 points" in summarise_label_efficiency(rows)
    assert summarise_label_efficiency(rows[:2]) == ""
    runs = [
        {"seed": seed, "start": start, "epoch": 5, "val_accuracy": 0.5, "test_accuracy": accuracy}
        for seed, pair in enumerate([(0.8, 0.7), (0.78, 0.72)])
        for start, accuracy in zip((PRETRAINED, SCRATCH), pair, strict=True)
    ]
    assert "by 8.0 points (from 6.0 to 10.0 over 2 seeds)" in summarise_pretraining(runs)
    assert summarise_pretraining(runs[:1]) == ""
    assert collect_curves(runs) == {start: [{5: 0.5}, {5: 0.5}] for start in (PRETRAINED, SCRATCH)}
