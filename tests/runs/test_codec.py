import numpy as np
import pytest

from aecore.analysis.reconstruction import encode_and_measure
from aecore.errors import InvalidInput
from aecore.runs import RunProblem, find_run
from aecore.runs.codec import Codec, open_codec
from aecore.variants import SequenceAutoencoder


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


@pytest.fixture(scope="module")
def recurrent(tmp_path_factory, digits) -> Codec:
    """Two small LSTM networks, exported like those of a run."""
    X = digits.rows(np.arange(64))
    estimator = SequenceAutoencoder(
        network="lstm", sample_shape=(8, 8), latent_dim=3, hidden_layers=(4,), epochs=1
    ).fit(X)
    folder, models = tmp_path_factory.mktemp("models"), []
    for network, width in ((estimator.encoder_, 64), (estimator.decoder_, 3)):
        network(np.zeros((1, width), np.float32))
        network.export(folder / "model.onnx", format="onnx", verbose=False)
        models.append((folder / "model.onnx").read_bytes())
    return Codec(*models)


def test_no_rows_give_no_rows_of_a_recurrent_network(recurrent):
    assert recurrent.encode(np.zeros((0, 64))).shape == (0, 3)
    assert recurrent.decode(np.zeros((0, 3))).shape == (0, 64)
    assert recurrent.reconstruct(np.zeros((0, 64))).shape == (0, 64)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300])
@pytest.mark.parametrize("name", ["codec", "recurrent"])
def test_numbers_that_are_not_finite_are_refused(request, name, bad):
    codec = request.getfixturevalue(name)
    X, Z = np.zeros((300, codec.n_features)), np.zeros((2, codec.latent_dim))
    X[[5, 280], 1] = Z[1, 0] = bad
    for call in (codec.encode, codec.reconstruct):
        with pytest.raises(
            InvalidInput, match=r"NaN or infinity in 2 of 300 samples: leave these out, [^.]*\.$"
        ):
            call(X)
    with pytest.raises(InvalidInput, match="NaN or infinity in 1 of 2 latent vectors"):
        codec.decode(Z)


@pytest.mark.parametrize("name", ["codec", "recurrent"])
@pytest.mark.parametrize("shape", [(2, 5), (0, 5), (5,), (2, 5, 1), ()])
def test_arrays_of_another_shape_are_refused(request, name, shape):
    codec = request.getfixturevalue(name)
    with pytest.raises(InvalidInput, match=rf"samples of shape \(n, {codec.n_features}\), got shape \("):
        codec.encode(np.zeros(shape))
    with pytest.raises(InvalidInput, match=rf"latent vectors of shape \(n, {codec.latent_dim}\), got shape"):
        codec.decode(np.zeros(shape))


def test_measuring_in_parts_is_measuring_the_whole(codec, X):
    ids = np.random.default_rng(1).permutation(len(X))
    Z, errors = encode_and_measure(codec, lambda part: X[part], ids)
    np.testing.assert_allclose(Z, codec.encode(X[ids]), atol=1e-4)
    np.testing.assert_allclose(errors, ((X[ids] - codec.reconstruct(X[ids])) ** 2).mean(axis=1), rtol=1e-3)


def test_a_run_without_a_model_is_refused(home, new_run):
    with pytest.raises(RunProblem, match="has no model yet: finish its training first"):
        open_codec(new_run())
