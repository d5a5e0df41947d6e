"""Classifiers on latent vectors."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

from aecore.applications.features import PROBES, cross_validate, measure_label_efficiency
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
    with pytest.raises(InvalidInput, match="from 4 to 296 labels"):
        measure_label_efficiency(train, LABELS[:300], held_out, LABELS[300:], (3,))


@pytest.mark.parametrize(
    ("labels", "match"),
    [(np.zeros(400, int), "two classes"), (np.arange(400) // 397, "at least 5 samples of each class")],
)
def test_labels_are_checked(labels, match):
    with pytest.raises(InvalidInput, match=match):
        cross_validate(REPRESENTATIONS, labels)
