"""The public interface of all variants beyond scikit-learn's own checks."""

import inspect
import re
import zipfile

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.preprocessing import MinMaxScaler

import aecore
from aecore.errors import InvalidInput
from aecore.hyperparameters import list_hyperparameters
from aecore.variants import VARIANTS, Autoencoder, BasicAutoencoder, VariationalAutoencoder

pytestmark = pytest.mark.usefixtures("eager")
of_all = pytest.mark.parametrize("variant", VARIANTS.values(), ids=list(VARIANTS))
with_prior = [variant for variant in VARIANTS.values() if variant.has_prior]
TINY = {"epochs": 1, "latent_dim": 4}


def reading_lines(variant: type[Autoencoder]) -> dict[str, object]:
    """A recurrent network reads a digit line by line, in 8 steps, and not pixel by pixel."""
    return {"sample_shape": (8, 8)} if variant.network == "gru" else {}


@pytest.fixture(scope="module")
def fitted(X64):
    """Each variant, fitted once."""
    return {v: v(**TINY, **reading_lines(v)).fit(X64) for v in VARIANTS.values()}


@of_all
def test_help_lists_every_parameter_with_type_default_range_and_meaning(variant):
    text = re.sub(r"\s+", " ", inspect.getdoc(variant))
    for h in list_hyperparameters(variant):
        kind = "tuple of int" if isinstance(h.default, tuple) else type(h.default).__name__
        assert f"{h.name} ({kind}, default {h.default!r}): {h.help} Allowed: {h.expected}." in text
    for name in inspect.signature(variant).parameters:
        assert f" {name} (" in text


@of_all
def test_a_saved_model_loads_and_computes_the_same(variant, fitted, X64, tmp_path):
    path = tmp_path / "model"
    fitted[variant].save(path)
    for kind in (variant, Autoencoder):
        loaded = kind.load(path)
        assert type(loaded) is variant
        np.testing.assert_array_equal(loaded.reconstruct(X64), fitted[variant].reconstruct(X64))
        assert loaded.compute_metrics(X64) == fitted[variant].compute_metrics(X64)
        assert loaded.history_ == fitted[variant].history_
    loaded.fit(X64)
    np.testing.assert_allclose(loaded.transform(X64), fitted[variant].transform(X64), atol=1e-5)


@of_all
def test_a_copy_by_joblib_computes_the_same(variant, fitted, X64, tmp_path):
    joblib.dump(fitted[variant], tmp_path / "model")
    copy = joblib.load(tmp_path / "model")
    np.testing.assert_array_equal(copy.reconstruct(X64), fitted[variant].reconstruct(X64))


def test_files_that_hold_no_model_are_refused(tmp_path, X64):
    path = tmp_path / "model"
    BasicAutoencoder(**TINY).fit(X64).save(path)
    with pytest.raises(InvalidInput, match="a saved VariationalAutoencoder, but .* BasicAutoencoder"):
        VariationalAutoencoder.load(path)
    whole = path.read_bytes()
    np.savez(tmp_path / "other.npz", X=X64)
    with zipfile.ZipFile(tmp_path / "text.npz", "w") as archive:
        archive.writestr("description.npy", b"no array")
    damaged = [b"", b"text", whole[:1000], (tmp_path / "other.npz").read_bytes()]
    damaged.append((tmp_path / "text.npz").read_bytes())
    for content in damaged:
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match="Expected a file written by save"):
            Autoencoder.load(path)
    with pytest.raises(FileNotFoundError):
        Autoencoder.load(tmp_path / "missing")


@of_all
def test_set_params_changes_nothing_before_the_next_fit(variant, X64):
    estimator = variant(**TINY).fit(X64)
    before = estimator.reconstruct(X64), estimator.compute_metrics(X64), estimator.get_feature_names_out()
    changed = {h.name: h.options[-1] if h.options else h.high for h in list_hyperparameters(variant)}
    changed |= {
        name: (7,) for name in changed if isinstance(changed[name], float) and name == "hidden_layers"
    }
    estimator.set_params(**changed, sample_shape=(3, 3))
    np.testing.assert_array_equal(estimator.reconstruct(X64), before[0])
    assert estimator.compute_metrics(X64) == before[1]
    assert list(estimator.get_feature_names_out()) == list(before[2])
    assert np.isfinite(estimator.inverse_transform(estimator.transform(X64))).all()
    assert np.isfinite(estimator.score(X64))


def test_a_likelihood_is_that_of_the_fitted_model(X64):
    estimator = VariationalAutoencoder(**TINY).fit(X64)
    before = estimator.log_likelihood(X64, n_draws=3)
    estimator.set_params(loss="binary_crossentropy", sigma=2.0)
    np.testing.assert_array_equal(estimator.log_likelihood(X64, n_draws=3), before)


@of_all
def test_what_needs_a_fitted_model_says_so(variant, X64):
    estimator = variant()
    calls = {
        "transform": (X64,),
        "inverse_transform": (X64[:, :4],),
        "reconstruct": (X64,),
        "score": (X64,),
        "score_samples": (X64,),
        "compute_metrics": (X64,),
        "save": ("model",),
        "log_likelihood": (X64,),
        "encode_distribution": (X64,),
        "sample": (),
    }
    for name, arguments in calls.items():
        if hasattr(estimator, name):
            with pytest.raises(NotFittedError):
                getattr(estimator, name)(*arguments)


@of_all
def test_numpy_numbers_are_taken_as_pythons(variant, X64):
    values = {
        "epochs": np.int64(1),
        "latent_dim": np.int32(4),
        "batch_size": np.int64(16),
        "learning_rate": np.float32(1e-3),
        "random_state": np.uint8(3),
    }
    if isinstance(getattr(variant, "hidden_layers", None), tuple) and "hidden_layers" in {
        h.name for h in list_hyperparameters(variant)
    }:
        values["hidden_layers"] = np.array([8])
    values |= reading_lines(variant)
    given = variant(**values).fit(X64)
    plain = {n: v.tolist() if isinstance(v, np.ndarray | np.generic) else v for n, v in values.items()}
    np.testing.assert_allclose(given.transform(X64), variant(**plain).fit(X64).transform(X64), atol=1e-6)


@of_all
def test_pandas_in_pandas_out(variant, X64):
    frame = pd.DataFrame(X64, columns=[f"pixel {i}" for i in range(64)]).set_index(np.arange(64) + 100)
    estimator = variant(**TINY).set_output(transform="pandas").fit(frame)
    Z, X_hat = estimator.transform(frame), estimator.reconstruct(frame)
    assert list(Z.columns) == [f"{variant.__name__.lower()}{i}" for i in range(4)]
    assert list(X_hat.columns) == list(frame.columns)
    for table in (Z, X_hat):
        np.testing.assert_array_equal(table.index, frame.index)
    np.testing.assert_allclose(X_hat, estimator.inverse_transform(Z), atol=1e-6)
    assert estimator.compute_metrics(frame) is not None
    assert estimator.score_samples(frame).shape == (64,)
    with pytest.raises(ValueError, match="feature names"):
        estimator.transform(frame.rename(columns={"pixel 0": "other"}))


@of_all
def test_figures_of_a_table_are_those_of_an_array(variant, fitted, X64):
    """Also where a pipeline asked for tables, and after later changes of the parameters."""
    frame = pd.DataFrame(X64, columns=[f"pixel {i}" for i in range(64)])
    estimator = variant(**TINY, **reading_lines(variant)).fit(frame)
    metrics = estimator.compute_metrics(frame)
    expected = fitted[variant].compute_metrics(X64)  # of another training, which rounds differently
    assert metrics.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(metrics[name], value, rtol=1e-4, atol=1e-6)
    estimator.set_output(transform="pandas").set_params(batch_size=7, loss="binary_crossentropy")
    assert estimator.compute_metrics(frame) == metrics
    if hasattr(estimator, "log_likelihood"):
        expected = fitted[variant].log_likelihood(X64, n_draws=3)
        np.testing.assert_allclose(estimator.log_likelihood(frame, n_draws=3), expected, rtol=1e-4)


@pytest.mark.parametrize("variant", with_prior)
def test_samples_are_decoded_draws_of_the_prior(variant, fitted):
    estimator = fitted[variant]
    drawn = estimator.sample(500, random_state=1)
    Z = np.random.RandomState(1).standard_normal((500, 4)).astype(np.float32)
    np.testing.assert_allclose(drawn, estimator.inverse_transform(Z), atol=1e-6)
    assert estimator.sample().shape == (1, 64)


def test_only_a_variant_with_a_prior_draws_samples(fitted):
    assert {variant for variant in VARIANTS.values() if hasattr(fitted[variant], "sample")} == set(with_prior)


def test_no_seed_gives_another_model_each_time_and_tells_its_seed(X64):
    first, second = (BasicAutoencoder(**TINY, random_state=None).fit(X64) for _ in range(2))
    assert not np.allclose(first.transform(X64), second.transform(X64))
    again = BasicAutoencoder(**TINY, random_state=first.params_["random_state"]).fit(X64)
    np.testing.assert_allclose(again.transform(X64), first.transform(X64), atol=1e-6)


@of_all
def test_a_grid_of_numpy_numbers_is_searched(variant, X64):
    search = GridSearchCV(
        variant(epochs=1, batch_size=32, **reading_lines(variant)), {"latent_dim": np.arange(2, 9, 6)}, cv=2
    )
    search.fit(X64)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert search.best_params_["latent_dim"] in (2, 8)
    assert search.transform(X64).shape == (64, search.best_params_["latent_dim"])


@of_all
def test_it_works_on_some_columns_of_a_table(variant, X64):
    encode = ("encode", variant(**TINY), slice(2, 64))
    columns = ColumnTransformer([("scale", MinMaxScaler(), [0, 1]), encode])
    assert columns.fit_transform(X64).shape == (64, 6)


def test_a_line_an_epoch_is_printed_on_request(capsys, X64):
    BasicAutoencoder(epochs=2).fit(X64)
    assert capsys.readouterr().out == ""
    for estimator, arguments in (
        (BasicAutoencoder(epochs=2, verbose=1), {}),
        (BasicAutoencoder(epochs=2), {"verbose": 1}),
    ):
        estimator.fit(X64, validation_data=X64[:8], **arguments)
        first, second = capsys.readouterr().out.splitlines()
        assert re.fullmatch(r"Epoch 1/2 - \d+\.\d s - loss: 0\.\d+ - val_loss: 0\.\d+ - \d+ s left", first)
        row = estimator.history_[1]
        assert second.endswith(f"loss: {row['loss']:.4g} - val_loss: {row['val_loss']:.4g}")


def test_validation_data_of_another_width_is_refused(X64):
    with pytest.raises(ValueError, match="63 features"):
        BasicAutoencoder(**TINY).fit(X64, validation_data=X64[:, :63])


def test_the_package_offers_its_public_names():
    for name in aecore.__all__:
        assert getattr(aecore, name) is not None
    assert set(aecore.__all__) <= set(dir(aecore))
    with pytest.raises(AttributeError, match="'aecore' has no attribute 'nonsense'"):
        aecore.nonsense  # noqa: B018
