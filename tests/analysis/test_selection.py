"""What sets a selection apart, and nearest rows, against their definitions."""

import statistics

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from aecore.analysis.selection import MAX_DIFFERENCE, contrast, nearest_rows, top_differences
from aecore.errors import InvalidInput


def cohens_d(a: list[float], b: list[float]) -> float:
    pooled = (len(a) - 1) * (statistics.variance(a) if len(a) > 1 else 0)
    pooled += (len(b) - 1) * (statistics.variance(b) if len(b) > 1 else 0)
    return (statistics.mean(a) - statistics.mean(b)) / (pooled / (len(a) + len(b) - 2)) ** 0.5


@pytest.mark.parametrize("n_chosen", [1, 2, 300, 698, 699])  # more than are looked at at once
def test_it_is_cohens_d(n_chosen):
    rng = np.random.default_rng(0)
    A = (rng.normal(size=(700, 5)) * [1, 5, 0.01, 100, 1] + [0, 3, 1000, -50, 0]).astype(np.float32)
    chosen = rng.permutation(700) < n_chosen
    A[chosen, 4] += 2
    expected = [cohens_d(column[chosen].tolist(), column[~chosen].tolist()) for column in A.T]
    np.testing.assert_allclose(contrast(A, chosen), expected, rtol=1e-6)
    np.testing.assert_allclose(contrast(A, ~chosen), np.negative(expected), rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_columns_without_spread(dtype):
    chosen = np.arange(20) < 5
    A = np.zeros((20, 4), dtype)
    A[:, 0] = 7  # the same everywhere
    A[:, 1] = np.where(chosen, 9, 3)  # differs, and neither side varies
    A[:, 2] = np.where(chosen, 3, 9)
    A[:, 3] = np.where(chosen, 100, np.arange(20) % 2)  # hardly varies: cut
    assert contrast(A, chosen).tolist() == [0, MAX_DIFFERENCE, -MAX_DIFFERENCE, MAX_DIFFERENCE]
    if dtype != np.uint8:
        assert contrast(A * dtype(0.1), chosen).tolist() == [
            0,
            MAX_DIFFERENCE,
            -MAX_DIFFERENCE,
            MAX_DIFFERENCE,
        ]


def test_two_samples_differ_by_the_largest_or_not_at_all():
    assert contrast(np.array([[1.0, 5.0], [1.0, 4.0]]), np.array([True, False])).tolist() == [
        0,
        MAX_DIFFERENCE,
    ]


@pytest.mark.parametrize("chosen", [np.zeros(9, bool), np.ones(9, bool)])
def test_nothing_and_everything_have_no_contrast(chosen):
    with pytest.raises(InvalidInput, match=rf"got {chosen.sum()} of 9 samples: select some, but not all\.$"):
        contrast(np.zeros((9, 2)), chosen)


@pytest.mark.parametrize("chosen", [np.array([1, 2]), np.zeros(9), np.zeros(8, bool)])
def test_row_numbers_are_no_choice(chosen):
    with pytest.raises(ValueError, match="one bool for each of"):
        contrast(np.zeros((9, 2)), chosen)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("row", [0, 8])
def test_what_is_no_number_is_refused(bad, row):
    A = np.ones((9, 2))
    A[row, 1] = bad
    with pytest.raises(InvalidInput, match="NaN or infinity"):
        contrast(A, np.arange(9) < 4)
    with pytest.raises(InvalidInput, match="NaN or infinity"):
        nearest_rows(A, 0, 3)


def test_the_most_apart_come_first_whatever_their_sign():
    assert top_differences(np.array([0.1, -3, 2, 0, -2]), 3).tolist() == [1, 2, 4]
    assert top_differences(np.array([0.1, -3]), 5).tolist() == [1, 0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nearest_rows_are_those_of_scikit_learn(dtype):
    A = np.random.default_rng(0).normal(1000, 1, (700, 9)).astype(dtype)
    _, expected = NearestNeighbors(n_neighbors=12, algorithm="kd_tree").fit(A).kneighbors()
    for row in (0, 255, 256, 699):
        assert nearest_rows(A, row, 12).tolist() == expected[row].tolist()


def test_bytes_do_not_wrap_around():
    A = np.array([[10], [250], [14], [40]], np.uint8)
    assert nearest_rows(A, 0, 3).tolist() == [2, 3, 1]


def test_a_row_is_not_its_own_neighbor_even_among_equals():
    A = np.ones((6, 3))
    assert nearest_rows(A, 2, 3).tolist() == [0, 1, 3]
    assert nearest_rows(A, 2, 99).tolist() == [0, 1, 3, 4, 5]
    assert nearest_rows(A[:1], 0, 5).tolist() == []


@pytest.mark.parametrize("row", [-1, 6])
def test_a_row_that_is_not_there_is_refused(row):
    with pytest.raises(InvalidInput, match=rf"Expected a row from 0 to 5, got {row}"):
        nearest_rows(np.ones((6, 3)), row, 3)
