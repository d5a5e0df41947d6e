"""Lossless coding of small integers."""

import numpy as np
import pytest

from aecore.applications.compression.coding import decode_columns, encode_columns, measure_bits
from aecore.errors import InvalidInput


@pytest.mark.parametrize("seed", range(40))
def test_integers_come_back(seed):
    rng = np.random.default_rng(seed)
    shape = rng.integers(0 if seed % 4 == 0 else 1, 40, 2)
    integers = rng.integers(-(10**6), -(10**6) + rng.integers(1, 257), shape)
    np.testing.assert_array_equal(decode_columns(encode_columns(integers), *integers.shape), integers)


def test_the_size_is_near_the_entropy():
    rng = np.random.default_rng(0)
    integers = np.rint(rng.normal(0, [0.8, 3, 10, 30], (20_000, 4))).astype(int)
    bits = 0
    for column in integers.T:
        _, counts = np.unique(column, return_counts=True)
        shares = counts / counts.sum()
        bits -= len(column) * (shares * np.log2(shares)).sum()
    n_bytes = len(encode_columns(integers))
    assert bits / 8 < n_bytes < 1.02 * bits / 8


def test_too_many_levels_are_refused():
    with pytest.raises(InvalidInput, match="at most 4096 levels in each dimension, got 4097"):
        encode_columns(np.array([[0, 0], [3, 4096]]))


@pytest.mark.parametrize("n_rows", [3, 5000])
def test_a_code_that_is_cut_is_refused(n_rows):
    integers = np.random.default_rng(0).integers(0, 20, (n_rows, 3))
    code = encode_columns(integers)
    for length in [0, 1, 5, 13, len(code) // 2, len(code) - 1]:
        with pytest.raises(InvalidInput, match="cut or altered"):
            decode_columns(code[:length], n_rows, 3)
    for n, k in [(n_rows + 1, 3), (n_rows - 1, 3), (n_rows, 4), (n_rows, 2)]:
        with pytest.raises(InvalidInput, match="cut or altered"):
            decode_columns(code, n, k)


@pytest.mark.parametrize("n_rows", [1, 50, 5000])
def test_few_rows_do_not_pay_for_tables(n_rows):
    """Equal frequencies take 6.64 bits a value, whatever the number of rows."""
    integers = np.random.default_rng(0).integers(0, 100, (n_rows, 8))
    assert len(encode_columns(integers)) < n_rows * 8 * np.log2(100) / 8 + 60


def test_entropies_are_those_of_scipy():
    from scipy.stats import entropy

    integers = np.random.default_rng(0).poisson(3, (500, 3)) * [1, 2, 0]
    expected = [entropy(np.unique(column, return_counts=True)[1], base=2) for column in integers.T]
    np.testing.assert_allclose(measure_bits(integers), expected, atol=1e-12)
