import numpy as np
import pytest

from aecore.analysis.generation.attributes import direction, move
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)
A, B = RNG.normal(size=(80, 5)), RNG.normal(size=(60, 5)) + [1, 0, 0, 0, 0.5]


def test_a_direction_leads_from_mean_to_mean():
    found = direction(A, B)
    np.testing.assert_allclose(found.vector, B.mean(axis=0) - A.mean(axis=0), rtol=1e-5)
    assert found.length == pytest.approx(np.linalg.norm(found.vector), rel=1e-5)
    np.testing.assert_allclose(move(A.mean(axis=0), found, 1), B.mean(axis=0), rtol=1e-5)


def test_its_stability_is_that_of_a_bootstrap_in_a_loop():
    rng = np.random.default_rng(7)
    cosines = []
    for _ in range(2000):
        v = B[rng.integers(60, size=60)].mean(axis=0) - A[rng.integers(80, size=80)].mean(axis=0)
        whole = B.mean(axis=0) - A.mean(axis=0)
        cosines.append(v @ whole / np.linalg.norm(v) / np.linalg.norm(whole))
    found = direction(A, B)
    assert found.stability == pytest.approx(np.mean(cosines), abs=0.01)
    assert found.stability_low == pytest.approx(np.quantile(cosines, 0.05), abs=0.03)
    assert direction(A, B).stability == found.stability != direction(A, B, seed=1).stability


def test_groups_that_are_the_same_or_apart_are_told_from_each_other():
    assert direction(A, A + 50).stability_low > 0.999
    assert direction(A[:2], A[2:4]).stability < direction(A, B).stability
    nothing = direction(A, A)
    assert (nothing.length, nothing.stability, nothing.stability_low) == (0, 0, 0)
    certain = direction(np.zeros((2, 3)), np.ones((9, 3)))
    assert certain.stability == pytest.approx(1) and certain.stability_low == pytest.approx(1)


def test_a_latent_vector_moves_by_one_or_by_many_strengths():
    found = direction(A, B)
    np.testing.assert_allclose(move(A[0], found, -0.5), A[0] - 0.5 * found.vector, rtol=1e-5, atol=1e-6)
    many = move(A[0], found, np.array([0.0, 1, 2]))
    assert many.shape == (3, 5) and many.dtype == np.float32
    np.testing.assert_allclose(many[2], A[0] + 2 * found.vector, rtol=1e-5, atol=1e-6)


def test_groups_too_small_are_refused():
    with pytest.raises(InvalidInput, match="at least 2 latent vectors in the second group, got 1"):
        direction(A, B[:1])
    with pytest.raises(InvalidInput, match="in 80 of 80 latent vectors in the first group"):
        direction(A + np.inf, B)
