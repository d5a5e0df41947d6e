import numpy as np
import pytest
from scipy.linalg import sqrtm
from sklearn.neighbors import NearestNeighbors

from aecore.analysis.generation.fidelity import find_nearest, frechet_distance, precision_and_recall
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)


def scipys_frechet_distance(A: np.ndarray, B: np.ndarray) -> float:
    a, b = np.cov(A.T), np.cov(B.T)
    root = np.real(sqrtm(a @ b))
    return ((A.mean(axis=0) - B.mean(axis=0)) ** 2).sum() + np.trace(a + b - 2 * root)


def brute_force_share(queries: np.ndarray, members: np.ndarray, k: int) -> float:
    """Equation 1, word by word."""
    inside = 0
    for query in queries:
        for number, member in enumerate(members):
            others = np.delete(members, number, axis=0)
            radius = np.sort(np.linalg.norm(others - member, axis=1))[k - 1]
            if np.linalg.norm(query - member) <= radius:
                inside += 1
                break
    return inside / len(queries)


def test_the_frechet_distance_is_that_of_scipys_root():
    A = RNG.normal(size=(300, 6)) @ RNG.normal(size=(6, 6))
    B = RNG.normal(size=(200, 6)) @ RNG.normal(size=(6, 6)) + 0.5
    assert frechet_distance(A, B) == pytest.approx(scipys_frechet_distance(A, B), rel=1e-8)
    assert frechet_distance(A, B) == pytest.approx(frechet_distance(B, A), rel=1e-8)


def test_the_frechet_distance_of_one_dimension_is_that_of_means_and_deviations():
    A, B = RNG.normal(0, 1, (50, 1)), RNG.normal(3, 2, (50, 1))
    expected = (A.mean() - B.mean()) ** 2 + (A.std(ddof=1) - B.std(ddof=1)) ** 2
    assert frechet_distance(A, B) == pytest.approx(expected)


@pytest.mark.parametrize("kind", ["fewer than features", "dead features", "one place"])
def test_singular_covariances_have_a_distance(kind):
    A = RNG.normal(size=(40, 100))
    if kind == "dead features":
        A = np.pad(RNG.normal(size=(500, 5)), ((0, 0), (0, 20)))
    if kind == "one place":
        A = np.full((10, 4), 0.3)
    assert frechet_distance(A, A) == pytest.approx(0, abs=1e-6)
    # A shift of one set adds nothing but its square.
    assert frechet_distance(A, A + 2) == pytest.approx(4 * A.shape[1], rel=1e-6)


@pytest.mark.parametrize("k", [1, 3])
def test_precision_and_recall_are_those_of_the_definition(k):
    real = RNG.normal(size=(60, 4))
    generated = RNG.normal(size=(45, 4)) * [1, 1, 0.3, 0.3] + [1.5, 0, 0, 0]
    precision, recall = precision_and_recall(real, generated, k)
    assert precision == pytest.approx(brute_force_share(generated, real, k))
    assert recall == pytest.approx(brute_force_share(real, generated, k))
    assert 0 < recall < precision < 1


def test_copies_are_precise_and_complete_and_one_kind_is_not():
    real = np.concatenate([RNG.normal(size=(100, 3)), RNG.normal(size=(100, 3)) + 20]) + 1000
    assert precision_and_recall(real, real.copy()) == (1, 1)
    assert precision_and_recall(np.repeat(real, 5, axis=0), np.repeat(real, 5, axis=0)) == (1, 1)
    precision, recall = precision_and_recall(real, real[:100])
    assert precision == 1 and recall == pytest.approx(0.5)
    assert precision_and_recall(real, real + 500) == (0, 0)
    assert precision_and_recall(real, np.full((10, 3), 5.0)) == (0, 0)


def test_of_many_samples_some_stand_for_all():
    real, generated = RNG.normal(size=(2200, 2)), RNG.normal(size=(2100, 2))
    precision, recall = precision_and_recall(real, generated)
    assert precision > 0.95 and recall > 0.95


@pytest.mark.parametrize("k", [1, 7])
def test_the_nearest_samples_are_those_of_scikit_learn(k, digits):
    ids = RNG.permutation(digits.part("train"))
    X = digits.rows(digits.part("test")[:30]) + RNG.normal(0, 0.01, (30, 64)).astype(np.float32)
    found, distances = find_nearest(X, digits.rows, ids, k)
    search = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(digits.rows(ids).astype(float))
    expected_distances, expected = search.kneighbors(X.astype(float))
    np.testing.assert_array_equal(found, ids[expected])
    np.testing.assert_allclose(distances, expected_distances, rtol=1e-5)


def test_the_nearest_are_found_across_pieces_and_far_from_zero():
    stored = (RNG.normal(size=(9000, 5)) + 1000).astype(np.float32)
    copies = np.array([0, 4095, 4096, 8999])
    found, distances = find_nearest(stored[copies], lambda ids: stored[ids], np.arange(9000), 2)
    np.testing.assert_array_equal(found[:, 0], copies)
    np.testing.assert_array_equal(distances[:, 0], 0)
    apart = np.linalg.norm(stored[copies][:, None].astype(float) - stored, axis=2)
    np.testing.assert_allclose(distances[:, 1], np.sort(apart, axis=1)[:, 1], rtol=1e-4)


def test_fewer_samples_than_asked_for_are_all_given():
    found, distances = find_nearest(np.ones((2, 3)), lambda ids: np.outer(ids, np.ones(3)), np.arange(3), 9)
    np.testing.assert_array_equal(found[:, 0], 1)
    assert distances.shape == (2, 3)


def test_what_cannot_be_measured_is_told():
    few, some = np.zeros((1, 2)), np.zeros((9, 2))
    with pytest.raises(InvalidInput, match="at least 2 generated samples, got 1"):
        frechet_distance(some, few)
    with pytest.raises(InvalidInput, match="at least 4 real samples, got 1"):
        precision_and_recall(few, some)
    with pytest.raises(InvalidInput, match="in 9 of 9 generated samples"):
        precision_and_recall(some, some + np.nan)
    with pytest.raises(InvalidInput, match="samples to search, got none"):
        find_nearest(few, lambda ids: some[ids], np.arange(0))
