"""Labels that spread, questions, suspicious labels, and near duplicates."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs, make_moons
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from aecore.applications.labels import (
    DROPPED,
    UNLABELLED,
    audit_labels,
    choose_questions,
    compare_corrections,
    compute_means,
    copy_nearest_label,
    find_near_duplicates,
    find_nearest_forms,
    inject_noise,
    simulate_labelling,
    spread_labels,
)
from aecore.applications.labels.questions import measure_uncertainty
from aecore.applications.labels.spreading import make_affinity
from aecore.errors import InvalidInput


def find_neighbors(X, k=10):
    distances, ids = NearestNeighbors(n_neighbors=k).fit(X).kneighbors()
    return ids, distances


MOONS, MOON_LABELS = make_moons(400, noise=0.06, random_state=0)


def give_labels(y, rows):
    labels = np.full(len(y), UNLABELLED)
    labels[rows] = y[rows]
    return labels


def test_one_label_a_moon_is_enough():
    rows = [int(np.flatnonzero(MOON_LABELS == c)[0]) for c in (0, 1)]
    probabilities = spread_labels(*find_neighbors(MOONS), give_labels(MOON_LABELS, rows), 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities.argmax(axis=1) == MOON_LABELS).mean() > 0.98


def test_the_solution_is_that_of_the_linear_system():
    ids, distances = find_neighbors(MOONS[:80], 6)
    labels = give_labels(MOON_LABELS[:80], np.arange(0, 80, 9))
    counts = np.bincount(labels[labels >= 0])
    given = np.zeros((80, 2))
    for i, label in enumerate(labels):
        if label >= 0:
            given[i, label] = 1 / counts[label]
    # The affinity by hand: Gaussians with the product of both widths, symmetric, normalised.
    W = np.zeros((80, 80))
    for i in range(80):
        for j, d in zip(ids[i], distances[i], strict=True):
            w = np.exp(-(d**2) / (distances[i, -1] * distances[j, -1]))
            W[i, j], W[j, i] = max(W[i, j], w), max(W[j, i], w)
    D = np.diag(W.sum(axis=1) ** -0.5)
    np.testing.assert_allclose(make_affinity(ids, distances).toarray(), D @ W @ D, atol=1e-12)
    F = np.linalg.solve(np.eye(80) - 0.9 * D @ W @ D, 0.1 * given)
    probabilities = spread_labels(ids, distances, labels, 2, alpha=0.9)
    np.testing.assert_allclose(probabilities, F / F.sum(axis=1, keepdims=True), atol=1e-4)


def test_an_island_that_no_label_reaches_stays_undecided():
    X = np.concatenate([MOONS, MOONS[:40] + 100])
    labels = give_labels(np.append(MOON_LABELS, np.zeros(40, int)), np.arange(0, 400, 20))
    probabilities = spread_labels(*find_neighbors(X), labels, 2)
    np.testing.assert_array_equal(probabilities[400:], 0.5)


def test_labels_that_contradict_each_other_leave_doubt():
    X = np.zeros((20, 2))
    X[:, 0] = np.arange(20) * 1e-6
    labels = np.full(20, UNLABELLED)
    labels[[9, 10]] = [0, 1]
    probabilities = spread_labels(*find_neighbors(X, 5), labels, 2)
    assert measure_uncertainty(probabilities)[[9, 10]].min() > 0.3


@pytest.mark.parametrize(
    ("labels", "match"),
    [
        ([-1, -1, -1], "at least one labelled"),
        ([0, 3, -1], "0 to 1"),
        ([0, 0, -1], "at least two classes, got one"),
    ],
)
def test_labels_are_checked(labels, match):
    ids = np.array([[1], [2], [0]])
    with pytest.raises(InvalidInput, match=match):
        spread_labels(ids, np.ones((3, 1)), np.array(labels), 2)


def test_questions_are_uncertain_and_apart():
    X, y = make_blobs(600, centers=4, cluster_std=1.5, random_state=3)
    ids, distances = find_neighbors(X)
    labels = give_labels(y, np.arange(0, 600, 60))
    probabilities = spread_labels(ids, distances, labels, 4)
    chosen = choose_questions(probabilities, ids, labels != UNLABELLED, 10)
    assert len(chosen) == 10
    assert not np.isin(chosen, np.flatnonzero(labels != UNLABELLED)).any()
    assert measure_uncertainty(probabilities)[chosen].mean() > 1.5 * measure_uncertainty(probabilities).mean()
    for row in chosen:
        assert not np.isin(ids[row], chosen).any()


def test_no_question_is_left_when_everything_is_labelled():
    ids, _ = find_neighbors(MOONS)
    assert len(choose_questions(np.full((400, 2), 0.5), ids, np.ones(400, bool))) == 0


def test_uncertainty_is_one_minus_the_margin():
    np.testing.assert_allclose(measure_uncertainty(np.array([[0.7, 0.2, 0.1], [0.5, 0.5, 0]])), [0.5, 1])
    np.testing.assert_array_equal(measure_uncertainty(np.ones((3, 1))), 0)


def test_wrong_labels_are_the_most_suspicious():
    X, y = make_blobs(1000, centers=5, cluster_std=0.8, random_state=0)
    wrong = np.random.default_rng(0).choice(1000, 50, replace=False)
    noisy = y.copy()
    noisy[wrong] = (y[wrong] + 1) % 5
    audit = audit_labels(*find_neighbors(X), noisy)
    found = audit.rank()[:50]
    assert np.isin(found, wrong).mean() > 0.9
    assert (audit.suggestion[wrong] == y[wrong]).mean() > 0.95


def test_suspicion_of_equal_neighbours_is_the_difference_of_their_shares():
    """Sample 0 has label 0; two of its five equally near neighbours agree, three have label 1."""
    neighbors = np.array([[1, 2, 3, 4, 5]] + [[0] * 5] * 5)
    labels = np.array([0, 0, 0, 1, 1, 1])
    # Neighbours of the others are all sample 0, so samples 3 to 5 are suspicious and count less later on.
    suspicion = audit_labels(neighbors, np.ones((6, 5)), labels).suspicion
    assert suspicion[0] < 3 / 5 - 2 / 5
    np.testing.assert_allclose(suspicion[1:], [-1, -1, 1, 1, 1])


def test_an_audit_needs_two_classes():
    with pytest.raises(InvalidInput, match="at least two classes"):
        audit_labels(*find_neighbors(MOONS), np.zeros(400, int))


def test_near_duplicates_are_the_closest_pairs():
    X = np.random.default_rng(0).normal(size=(100, 5))
    X[[3, 60]] = X[[50, 61]] + 1e-4
    pairs, distances = find_near_duplicates(*find_neighbors(X), 0.01)
    assert {tuple(pair) for pair in pairs} == {(3, 50), (60, 61)}
    np.testing.assert_allclose(distances, 1e-4 * np.sqrt(5), rtol=1e-3)
    assert len(find_near_duplicates(*find_neighbors(X), 1e9, n=7)[0]) == 7


def test_the_nearest_label_is_that_of_one_nearest_neighbour():
    labels = give_labels(MOON_LABELS, np.arange(0, 400, 9))
    known = labels != UNLABELLED
    expected = KNeighborsClassifier(1).fit(MOONS[known], labels[known]).predict(MOONS)
    np.testing.assert_array_equal(copy_nearest_label(MOONS, labels), expected)
    with pytest.raises(InvalidInput, match="at least one labelled"):
        copy_nearest_label(MOONS, np.full(400, UNLABELLED))


def test_spread_labels_beat_the_nearest_label_in_a_simulation():
    rounds = list(simulate_labelling(MOONS, *find_neighbors(MOONS), MOON_LABELS, n_rounds=3, n_questions=5))
    assert [r.n_labels for r in rounds] == [5, 10, 15]
    assert rounds[-1].chosen > 0.98
    assert rounds[-1].random > rounds[-1].floor
    with pytest.raises(InvalidInput, match="use more samples or fewer rounds"):
        list(simulate_labelling(MOONS, *find_neighbors(MOONS), MOON_LABELS, n_rounds=3, n_questions=200))


def test_before_two_classes_are_known_a_simulation_has_no_accuracy():
    classes = np.append(np.zeros(399, int), 1)
    (first,) = simulate_labelling(MOONS, *find_neighbors(MOONS), classes, n_rounds=1, n_questions=2)
    assert first.chosen is None


def test_noise_changes_exactly_the_share_to_other_classes():
    noisy = inject_noise(MOON_LABELS, 2, 0.05)
    assert (noisy != MOON_LABELS).sum() == 20
    assert set(noisy) == {0, 1}


def test_means_and_nearest_forms():
    means = compute_means(MOONS, MOON_LABELS, 3)
    np.testing.assert_allclose(means[1], MOONS[MOON_LABELS == 1].mean(axis=0), rtol=1e-6)
    assert np.isnan(means[2]).all()
    expected = np.linalg.norm(MOONS[:, None] - means[None, :2], axis=2).argmin(axis=1)
    np.testing.assert_array_equal(find_nearest_forms(MOONS, means), expected)


def test_corrected_labels_lower_the_error():
    X, y = make_blobs(600, centers=3, cluster_std=0.8, random_state=0)
    noisy = inject_noise(y[:400], 3, 0.4)
    for corrected in (y[:400], np.where(noisy == y[:400], noisy, DROPPED)):
        for difference in compare_corrections(X[:400], noisy, corrected, X[400:], y[400:]):
            assert difference.corrected <= difference.given
        assert difference.corrected < difference.given - 0.05
    with pytest.raises(InvalidInput, match="drop fewer"):
        compare_corrections(X[:400], noisy, np.full(400, DROPPED), X[400:], y[400:])
