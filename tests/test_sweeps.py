"""The shipped sweeps: their figures, what they teach, and how they are trained and stored."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import PCA
from upath import UPath

from aecore import files
from aecore.gallery import sweep_training, sweeps
from aecore.gallery.sweeps import SEEDS, SWEEPS, DamagedSweep, read_sweep, write_sweep
from aecore.hyperparameters import check_hyperparameters
from aecore.variants import VARIANTS

of_all = pytest.mark.parametrize("spec", SWEEPS.values(), ids=list(SWEEPS))


@of_all
def test_the_floor_is_pca_on_the_same_samples(spec, digits):
    sweep = read_sweep(spec)
    X_train, X = (digits.rows(digits.part(name)) for name in ("train", "validation"))
    assert sweep.n_samples == len(X) == len(sweep.latent_ids)
    assert set(sweep.ids) <= set(digits.part("validation"))
    if not spec.noise:
        np.testing.assert_allclose(sweep.inputs, digits.rows(sweep.ids), atol=1e-3)
    for i, n in enumerate(sweep.pca_components):
        pca = PCA(int(n)).fit(X_train)
        expected = pca.inverse_transform(pca.transform(sweep.inputs))
        np.testing.assert_allclose(sweep.pca_X_hat[i], expected, atol=3e-3)
        if not spec.noise:
            mse = ((pca.inverse_transform(pca.transform(X)) - X) ** 2).mean()
            assert sweep.pca_mse[i] == pytest.approx(mse, rel=1e-4, abs=1e-7)


@of_all
def test_its_figures_are_those_of_trained_models(spec, digits):
    sweep = read_sweep(spec)
    assert sweep.mse.shape == (len(spec.values), len(SEEDS))
    assert (sweep.mse > 0).all()
    # Every model but one without information in its latent vector is closer than the mean digit.
    X, center = digits.rows(digits.part("validation")), digits.rows(digits.part("train")).mean(axis=0)
    mean = ((X - center) ** 2).mean()
    assert (sweep.mse < 1.02 * mean).all() and (sweep.mse[0] < 0.8 * mean).all()
    # Ten of 144 samples are shown: their error is similar.
    shown = ((sweep.X_hat - digits.rows(sweep.ids)) ** 2).mean(axis=(1, 2))
    np.testing.assert_allclose(shown, sweep.mse[:, 0], rtol=0.7)


@of_all
def test_its_hyperparameters_are_allowed(spec):
    for value in spec.values:
        check_hyperparameters(VARIANTS[spec.variant], {**spec.fixed, spec.hyperparameter: value})
    assert list(spec.values) == sorted(set(spec.values))


def test_the_lessons_are_what_the_figures_show():
    read = {name: read_sweep(spec) for name, spec in SWEEPS.items()}
    mse = {name: sweep.mse.mean(axis=1) for name, sweep in read.items()}
    dims = read["latent_dim"]
    assert (np.diff(mse["latent_dim"]) < 0).all()
    assert (mse["latent_dim"][:4] < 0.7 * dims.pca_mse[:4]).all() and dims.pca_mse[-1] < 1e-6

    beta = read["beta"]
    assert (np.diff(mse["beta"]) > 0).all() and (np.diff(beta.effect.mean(axis=1)) < 0).all()
    assert (np.diff(np.abs(beta.Z).max(axis=(1, 2))) < 0).all()
    assert beta.effect[-1].max() < 0.01 and beta.X_hat[-1].std(axis=0).max() < 0.01

    rho = read["rho"]
    assert (np.diff(mse["rho"]) < 0).all() and (np.diff(rho.effect.mean(axis=1)) > 0).all()
    assert rho.active_share.mean(axis=1) * 64 == pytest.approx(rho.effect[:, 0], rel=1e-3)
    assert rho.pca_components.tolist() == [round(active) for active in rho.effect.mean(axis=1)]

    level, values = read["level"], SWEEPS["level"].values
    assert values[int(mse["level"].argmin())] == SWEEPS["level"].noise
    noise = ((level.inputs - level.X_hat[0]) ** 2).mean()
    assert mse["level"][0] > 2 * mse["level"].min() and noise > 0
    assert (np.diff(level.effect.mean(axis=1)) > 0).all()


def test_all_of_it_is_small():
    assert sum(path.stat().st_size for path in Path(sweeps._FOLDER).iterdir()) < 600e3
    assert {path.stem for path in Path(sweeps._FOLDER).iterdir()} == set(SWEEPS)


def test_a_sweep_is_trained_written_and_read(tmp_path, monkeypatch, digits):
    monkeypatch.setattr(sweeps, "_FOLDER", tmp_path)
    monkeypatch.setattr(sweep_training, "_N_SHOWN", 144)
    spec = dataclasses.replace(SWEEPS["rho"], values=(0.1,))
    trained = sweep_training.train_sweep(spec, epochs=2)
    X = digits.rows(trained.ids)
    assert sorted(trained.ids) == sorted(digits.part("validation"))
    assert trained.mse[0, 0] == pytest.approx(((trained.X_hat[0] - X) ** 2).mean(), rel=1e-4)
    assert trained.pca_mse[0] == pytest.approx(((trained.pca_X_hat[0] - X) ** 2).mean(), rel=1e-4)
    assert len(set(trained.mse[0])) == len(SEEDS), "each seed is another model"
    assert trained.effect[0, 0] == pytest.approx(trained.active_share[0].sum())
    assert write_sweep(trained) == spec.path.stat().st_size
    read = read_sweep(spec)
    np.testing.assert_array_equal(read.mse, trained.mse)
    np.testing.assert_allclose(read.X_hat, trained.X_hat, atol=1e-3)


@pytest.mark.parametrize(
    "change",
    [
        {"values": np.array([1.0, 2.0])},
        {"mse": np.full((5, 3), np.nan)},
        {"mse": np.zeros((4, 3))},
        {"mse": np.zeros((5, 3), np.int64)},
        {"X_hat": np.zeros((5, 10, 63), np.float16)},
        {"ids": np.arange(10) - 1},
        {"ids": np.zeros(10)},
        {"ids": np.arange(9)},
        {"n_samples": np.array(0)},
        {"further": np.zeros(1)},
        {"Z": None},
    ],
    ids=lambda change: "-".join(change),
)
def test_a_damaged_sweep_is_refused(change, tmp_path, monkeypatch):
    spec = SWEEPS["beta"]
    arrays = files.unpack(spec.path) | change
    monkeypatch.setattr(sweeps, "_FOLDER", tmp_path)
    files.put(UPath(spec.path), files.pack({name: a for name, a in arrays.items() if a is not None}))
    with pytest.raises(DamagedSweep, match=r"beta\.npz with .* is missing or damaged: "):
        read_sweep(spec)


@pytest.mark.parametrize("data", [None, b"", b"x" * 100])
def test_a_missing_or_unreadable_sweep_is_refused(data, tmp_path, monkeypatch):
    monkeypatch.setattr(sweeps, "_FOLDER", tmp_path)
    if data is not None:
        (tmp_path / "beta.npz").write_bytes(data)
    with pytest.raises(DamagedSweep):
        read_sweep(SWEEPS["beta"])
