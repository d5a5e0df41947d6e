"""Tests that every projection method passes."""

import functools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted

from aecore.hyperparameters import InvalidHyperparameter, list_hyperparameters
from aecore.projections import METHODS, Projection, Step
from aecore.projections.neighbors import apply_metric, nearest_neighbors

ROOT = Path(__file__).parents[2]
all_methods = pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))
# Dimensions that do not exist have a test of their own.
EXTREMES = [
    pytest.param(method, {h.name: value}, id=f"{method.name}-{h.name}-{value}")
    for method in METHODS.values()
    for h in list_hyperparameters(method)
    for value in h.options or ((h.low, 64) if method.name == "latent" else (h.low, h.high))
]


def check_steps(steps: list[Step], n: int, n_components: int) -> None:
    assert [step.step for step in steps] == sorted({step.step for step in steps})
    assert steps[-1].step == steps[-1].n_steps
    for step in steps:
        assert (step.coordinates.shape, step.coordinates.dtype) == ((n, n_components), np.float32)
        assert np.isfinite(step.coordinates).all()
    assert steps[-1].coordinates.std(axis=0).min() > 0


@pytest.mark.parametrize("n_components", [2, 3])
@all_methods
def test_iterate_ends_with_coordinates(method, n_components, digits):
    Z = digits.rows(np.arange(64))[:, 8:56]  # pixels that are not all black
    dimensions = {"x": 3, "y": 4, "z": 5} if method.name == "latent" else {}
    steps = list(method(n_components=n_components, **dimensions).iterate(Z))
    check_steps(steps, 64, n_components)
    assert method.title and method.summary.endswith(".")
    assert (len(steps) == 1) == method.is_instant
    costs = [method().estimate_seconds(*size) for size in ((1000, 8), (70_000, 8), (70_000, 784))]
    assert 0 < costs[0] < costs[1] < costs[2]


@all_methods
def test_fit_transform_returns_the_last_step(method, X64):
    projection = method()
    coordinates = projection.fit_transform(X64)
    *_, last = projection.iterate(X64)
    np.testing.assert_array_equal(coordinates, last.coordinates)
    np.testing.assert_array_equal(projection.embedding_, coordinates)
    assert projection.n_features_in_ == X64.shape[1]


@all_methods
def test_it_is_a_scikit_learn_estimator(method, X64):
    projection = method(n_components=3)
    with pytest.raises(NotFittedError):
        check_is_fitted(projection)
    copy = clone(projection)
    assert type(copy) is method and copy.get_params() == projection.get_params()
    names = {h.name for h in list_hyperparameters(method)} | {"n_components"}
    assert set(projection.get_params()) == names
    frame = pd.DataFrame(X64, index=np.arange(64) + 5)
    table = copy.set_output(transform="pandas").fit_transform(frame)
    assert table.shape == (64, 3) and list(table.index) == list(frame.index)
    piped = make_pipeline(StandardScaler(), method(n_components=np.int64(2))).fit_transform(X64)
    assert piped.shape == (64, 2) and np.isfinite(piped).all()
    assert "n_components (default 2)" in method.__doc__


@all_methods
def test_a_hyperparameter_outside_its_range_is_refused_in_one_sentence(method, X64):
    n = method.max_components + 1
    with pytest.raises(InvalidHyperparameter, match=rf"^n_components must be .* but {n} was given: [^.]+\.$"):
        method(n_components=n).fit(X64)
    for h in list_hyperparameters(method):
        with pytest.raises(InvalidHyperparameter, match=f"^{h.name} must be "):
            method(**{h.name: "manhattan" if h.options else h.low - 1}).fit(X64)


@all_methods
def test_it_is_linear_if_declared(method, digits):
    Z = digits.rows(digits.part("test"))
    coordinates = method().fit_transform(Z)
    affine = np.column_stack([Z, np.ones(len(Z))])
    fitted = affine @ np.linalg.lstsq(affine, coordinates)[0]
    unexplained = ((coordinates - fitted) ** 2).sum() / max(1e-12, coordinates.var(axis=0).sum() * len(Z))
    assert unexplained < 1e-6 if method.is_linear else unexplained > 0.05


@pytest.mark.parametrize(("method", "hyperparameters"), EXTREMES)
def test_every_hyperparameter_works_at_its_limits(method, hyperparameters):
    Z = np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32)
    check_steps(list(method(**hyperparameters).iterate(Z)), 64, 2)


@all_methods
def test_finished_coordinates_are_not_changed(method, X64):
    *_, last = method().iterate(X64)
    again = list(method().iterate(X64, start=last))
    assert [step.step for step in again] == [last.step]
    np.testing.assert_array_equal(again[0].coordinates, last.coordinates)


@pytest.mark.parametrize("method", [m for m in METHODS.values() if not m.is_instant], ids=lambda m: m.name)
def test_too_few_samples_are_refused_in_one_sentence(method):
    message = rf"^{method.title} needs at least 5 samples, but got 4: [^.]+\.$"
    with pytest.raises(ValueError, match=message):
        list(method().iterate(np.zeros((4, 3), np.float32)))


@pytest.mark.parametrize("name", ["tsne", "umap"])
def test_cosine_is_euclidean_on_unit_vectors(name, X64):
    def project(Z: np.ndarray, metric: str) -> np.ndarray:
        find_neighbors = functools.partial(nearest_neighbors, apply_metric(X64, "cosine"))
        *_, last = METHODS[name](metric=metric).iterate(Z, find_neighbors=find_neighbors)
        return last.coordinates

    expected = project(apply_metric(X64, "cosine"), "euclidean")
    np.testing.assert_array_equal(project(X64 * 8, "cosine"), expected)  # a power of 2 scales exactly


def test_the_declarations_import_no_method():
    heavy = "sklearn.decomposition sklearn.neighbors umap numba openTSNE tensorflow"
    script = f"import sys, aecore.projections; print(set('{heavy}'.split()) & sys.modules.keys())"
    python = [sys.executable, "-c", script]
    done = subprocess.run(python, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "set()\n", done.stderr
    assert issubclass(METHODS["tsne"], Projection)
