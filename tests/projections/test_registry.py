"""One law over all methods of projection."""

import functools
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from aecore.hyperparameters import list_hyperparameters
from aecore.projections.neighbors import in_metric, nearest_neighbors
from aecore.projections.registry import METHODS, graph_key, projection_key

ROOT = Path(__file__).parents[2]
of_all = pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))
of_axes = pytest.mark.parametrize("n_axes", [2, 3])
# Dimensions that are not there have a test of their own.
EXTREMES = [
    pytest.param(method, {h.name: value}, id=f"{method.name}-{h.name}-{value}")
    for method in METHODS.values()
    for h in list_hyperparameters(method)
    for value in h.options or ((h.low, 64) if method.name == "latent" else (h.low, h.high))
]


def project(method, Z: np.ndarray, n_axes: int = 2, start=None) -> list:
    Z = in_metric(Z, getattr(method, "metric", "euclidean"))
    return list(method.layouts(Z, n_axes, functools.partial(nearest_neighbors, Z), start))


def check_layouts(layouts: list, n: int, n_axes: int) -> None:
    steps = [done for done, _, _ in layouts]
    assert steps == sorted(set(steps))
    assert steps[-1] == layouts[-1][1]
    for _, _, layout in layouts:
        assert (layout.shape, layout.dtype) == ((n, n_axes), np.float32)
        assert np.isfinite(layout).all()
    assert layouts[-1][2].std(axis=0).min() > 0


@of_axes
@of_all
def test_it_ends_with_a_layout(method, n_axes, digits):
    Z = digits.rows(np.arange(64))[:, 8:56]  # pixels that are not all black
    layouts = project(method(**({"x": 3, "y": 4, "z": 5} if method.name == "latent" else {})), Z, n_axes)
    check_layouts(layouts, 64, n_axes)
    assert method.title and method.__doc__.endswith(".") and "\n" not in method.__doc__
    assert (len(layouts) == 1) == method.is_instant
    costs = [method().estimate_seconds(*size) for size in ((1000, 8), (70_000, 8), (70_000, 784))]
    assert 0 < costs[0] < costs[1] < costs[2]


@of_all
def test_it_is_linear_if_it_says_so(method, digits):
    Z = digits.rows(digits.part("test"))
    *_, (_, _, layout) = project(method(), Z)
    affine = np.column_stack([Z, np.ones(len(Z))])
    fitted = affine @ np.linalg.lstsq(affine, layout)[0]
    left_out = ((layout - fitted) ** 2).sum() / max(1e-12, layout.var(axis=0).sum() * len(Z))
    assert left_out < 1e-6 if method.is_linear else left_out > 0.05


@pytest.mark.parametrize(("method", "hyperparameters"), EXTREMES)
def test_every_hyperparameter_works_at_its_limits(method, hyperparameters):
    Z = np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32)
    check_layouts(project(method(**hyperparameters), Z), 64, 2)


@of_all
def test_a_layout_that_is_finished_stays(method, X64):
    *_, (done, _, layout) = project(method(), X64)
    again = project(method(), X64, start=(done, layout))
    assert [(step, of) for step, of, _ in again] == [(done, done)]
    np.testing.assert_array_equal(again[0][2], layout)


@pytest.mark.parametrize("method", [m for m in METHODS.values() if not m.is_instant], ids=lambda m: m.name)
def test_too_few_samples_are_refused_in_one_sentence(method):
    said = rf"^{method.title} needs at least 5 samples, but got 4: [^.]+\.$"
    with pytest.raises(ValueError, match=said):
        project(method(), np.zeros((4, 3), np.float32))


# -- names ----------------------------------------------------------------------------------


@of_all
def test_a_key_names_the_method_and_all_choices(method):
    choices = {"part": "test", "n": 100, "seed": 1}
    key = projection_key(method.name, choices)
    assert re.fullmatch(r"[a-z0-9_]+-[0-9a-f]+", key)
    assert key == projection_key(method.name, dict(reversed(choices.items())))
    changes = [{"n": 101}, {"part": "all"}, {"other": 0}, {"of": "input"}, {"axes": 3}]
    changes += [
        {h.name: h.options[-1] if h.options else h.high}
        for h in list_hyperparameters(method)
        if h.name not in method.resumable
    ]
    others = [projection_key(method.name, choices | change) for change in changes]
    others += [projection_key(name, choices) for name in METHODS if name != method.name]
    assert key not in others and len(set(others)) == len(others)


@of_all
def test_what_is_not_chosen_is_the_default(method):
    choices = {"part": "test", "n": 100}
    chosen = {h.name: h.default for h in list_hyperparameters(method)} | {"of": "latent vectors", "axes": 2}
    assert projection_key(method.name, choices | chosen) == projection_key(method.name, choices)
    assert graph_key(choices | chosen) == graph_key(choices)


def test_a_layout_that_goes_on_keeps_its_name():
    choices = {"part": "test", "n": 100}
    assert METHODS["tsne"].resumable == ("steps",)
    assert projection_key("tsne", choices | {"steps": 500}) == projection_key("tsne", choices)


def test_a_graph_is_shared_by_all_projections_of_the_same_vectors():
    choices = {"part": "test", "n": 100}
    other = {"axes": 3, "perplexity": 5.0, "steps": 50, "random_state": 1, "x": 2, "n_neighbors": 5}
    key = graph_key(choices)
    assert re.fullmatch(r"neighbors-[0-9a-f]+", key)
    assert graph_key(choices | other) == key
    changes = [{"n": 101}, {"part": "all"}, {"of": "input"}, {"metric": "cosine"}]
    assert len({key, *(graph_key(choices | change) for change in changes)}) == 5


def test_a_page_that_asks_for_hyperparameters_loads_no_method():
    heavy = "sklearn scipy umap numba openTSNE tensorflow"
    script = f"import sys, aecore.projections.registry; print(set('{heavy}'.split()) & sys.modules.keys())"
    python = [sys.executable, "-c", script]
    done = subprocess.run(python, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "set()\n", done.stderr
