import numpy as np
import pytest
from scipy.stats import kstest, permutation_test

from aecore.analysis.generation.attributes import direction, move
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)
A, B = RNG.normal(size=(80, 5)), RNG.normal(size=(60, 5)) + [1, 0, 0, 0, 0.5]


def test_a_direction_leads_from_mean_to_mean():
    found = direction(A, B)
    np.testing.assert_allclose(found.vector, B.mean(axis=0) - A.mean(axis=0), rtol=1e-5)
    assert found.length == pytest.approx(np.linalg.norm(found.vector), rel=1e-5)
    np.testing.assert_allclose(move(A.mean(axis=0), found, 1), B.mean(axis=0), rtol=1e-5)


def test_the_p_value_of_random_groups_is_uniform():
    rng = np.random.default_rng(1)
    p_values = [
        direction(rng.normal(size=(12, 8)), rng.normal(size=(18, 8)), seed).p_value for seed in range(200)
    ]
    assert kstest(p_values, "uniform").pvalue > 0.01


@pytest.mark.parametrize("n", [2, 50, 500])
def test_random_groups_of_any_size_are_seldom_told_apart(n):
    rng = np.random.default_rng(n)
    found = [direction(rng.normal(size=(n, 64)), rng.normal(size=(n, 64))) for _ in range(40)]
    # 2 are expected; more than 6 have a probability of 0.3 %.
    assert sum(d.p_value <= 0.05 for d in found) <= 6
    assert abs(np.mean([d.split_half_cosine for d in found])) < 0.1


def test_the_p_value_is_scipys():
    few = np.concatenate([A[:5, :3], B[:6, :3]])

    def statistic(rows_a, rows_b):
        return np.linalg.norm(few[rows_a.astype(int)].mean(axis=0) - few[rows_b.astype(int)].mean(axis=0))

    # With so few samples, SciPy computes all 462 assignments.
    rows = np.arange(5), np.arange(5, 11)
    expected = permutation_test(rows, statistic, vectorized=False, n_resamples=1000, alternative="greater")
    assert 0.02 < expected.pvalue < 0.98 and len(expected.null_distribution) == 462
    assert direction(few[:5], few[5:]).p_value == pytest.approx(expected.pvalue, abs=0.05)


def test_the_p_value_of_equal_differences_counts_them():
    assert direction(np.zeros((2, 3)), np.ones((2, 3))).p_value == pytest.approx(1 / 3, abs=0.06)


def test_separated_groups_have_the_smallest_p_value():
    found = direction(A, A + 50)
    assert found.p_value == pytest.approx(0.001) and found.split_half_cosine > 0.999
    assert direction(A, B).p_value <= 0.002
    nothing = direction(A, A)
    assert (nothing.length, nothing.p_value) == (0, 1)
    certain = direction(np.zeros((4, 3)), np.ones((9, 3)))
    assert certain.split_half_cosine == pytest.approx(1)


def test_the_cosine_of_halves_is_that_of_a_loop():
    rng = np.random.default_rng(7)
    cosines = []
    for _ in range(1000):
        a, b = rng.permutation(A), rng.permutation(B)
        one, other = b[:30].mean(axis=0) - a[:40].mean(axis=0), b[30:].mean(axis=0) - a[40:].mean(axis=0)
        cosines.append(one @ other / np.linalg.norm(one) / np.linalg.norm(other))
    assert direction(A, B).split_half_cosine == pytest.approx(np.mean(cosines), abs=0.02)


def test_a_seed_gives_the_same_figures():
    near = A[:20] + 0.3
    assert direction(A, near).p_value == direction(A, near).p_value != direction(A, near, seed=1).p_value


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


def test_the_cosine_of_two_halves_of_one_sample_each_is_exact():
    """One group is in one place, so that both splits of the other give the same pair of directions."""
    a, b = np.array([3.0, 1.0]), np.array([[1.0, 4.0], [-2.0, 0.5]])
    one, other = b - a
    expected = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    for scale in (1, 1e-3):  # directions have no length
        found = direction(scale * np.tile(a, (3, 1)), scale * b)
        assert found.split_half_cosine == pytest.approx(expected)


def test_no_difference_has_no_direction():
    found = direction(np.ones((4, 3)), np.ones((5, 3)))
    assert (found.length, found.p_value, found.split_half_cosine) == (0, 1, 0)
    assert found.vector.dtype == np.float32
