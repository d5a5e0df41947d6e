import numpy as np
import pytest

from aecore.analysis.reconstruction import encode_and_measure
from aecore.runs import RunProblem, find_run
from aecore.runs.codec import Codec, open_codec


@pytest.fixture(scope="module")
def codec() -> Codec:
    return open_codec(find_run("mnist-deep"))


@pytest.fixture(scope="module")
def X() -> np.ndarray:
    return np.random.default_rng(0).random((2500, 784), np.float32)  # more than one call takes


def test_each_row_is_encoded_by_itself(codec, X):
    Z = codec.encode(X)
    assert Z.dtype == np.float32 and len(Z) == len(X)
    for rows in (slice(0, 1), slice(1020, 1030), slice(2499, 2500)):
        np.testing.assert_allclose(codec.encode(X[rows]), Z[rows], atol=1e-4)
    np.testing.assert_allclose(codec.decode(Z), codec.reconstruct(X), atol=1e-6)


@pytest.mark.parametrize("change", ["double", "columns first", "every other", "read-only"])
def test_any_table_of_numbers_will_do(codec, X, change):
    same = {
        "double": X.astype(np.float64),
        "columns first": np.asfortranarray(X),
        "every other": np.repeat(X, 2, axis=0)[::2],
        "read-only": X.copy(),
    }[change]
    same.flags.writeable = False
    np.testing.assert_allclose(codec.encode(same), codec.encode(X), atol=1e-6)


def test_no_rows_give_no_rows(codec, X):
    Z = codec.encode(X[:0])
    assert Z.shape == (0, codec.encode(X[:1]).shape[1])
    assert codec.decode(Z).shape == (0, 784)


def test_measuring_in_parts_is_measuring_the_whole(codec, X):
    ids = np.random.default_rng(1).permutation(len(X))
    Z, errors = encode_and_measure(codec, lambda part: X[part], ids)
    np.testing.assert_allclose(Z, codec.encode(X[ids]), atol=1e-4)
    np.testing.assert_allclose(errors, ((X[ids] - codec.reconstruct(X[ids])) ** 2).mean(axis=1), rtol=1e-3)


def test_a_run_without_a_model_is_refused(home, new_run):
    with pytest.raises(RunProblem, match="has no model yet: finish its training first"):
        open_codec(new_run())
