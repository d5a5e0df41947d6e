"""One law over all methods of projection."""

import re

import numpy as np
import pytest

from aecore.hyperparameters import list_hyperparameters
from aecore.projections.methods import METHODS, Tsne, projection_key

of_all = pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))
EXTREMES = [
    pytest.param(method, {h.name: value}, id=f"{method.name}-{h.name}-{value}")
    for method in METHODS.values()
    for h in list_hyperparameters(method)
    for value in h.options or (h.low, h.high)
]


def check_layouts(layouts: list, n: int) -> None:
    steps = [done for done, _, _ in layouts]
    assert steps == sorted(set(steps))
    assert steps[-1] == layouts[-1][1]
    layout = layouts[-1][2]
    assert layout.shape == (n, 2)
    assert np.isfinite(layout).all()
    assert layout.std(axis=0).min() > 0


@of_all
def test_it_ends_with_a_layout(method, X64):
    layouts = list(method().layouts(X64))
    check_layouts(layouts, 64)
    assert method.title and method.__doc__
    assert (len(layouts) == 1) == method.is_instant
    if not method.is_instant:
        assert 0 < method().estimate_seconds(1000) < method().estimate_seconds(70_000)


@pytest.mark.parametrize(("method", "hyperparameters"), EXTREMES)
def test_every_hyperparameter_works_at_its_limits(method, hyperparameters, X64):
    check_layouts(list(method(**hyperparameters).layouts(X64)), 64)


def test_too_few_samples_are_refused_in_one_sentence():
    with pytest.raises(ValueError, match=r"^t-SNE needs at least 5 samples, but got 4: [^.]+\.$"):
        next(Tsne().layouts(np.zeros((4, 3), np.float32)))


@of_all
def test_a_key_names_the_method_and_all_choices(method):
    choices = {"part": "test", "n": 100, "seed": 1}
    key = projection_key(method.name, choices)
    assert re.fullmatch(r"[a-z0-9_]+-[0-9a-f]+", key)
    assert key == projection_key(method.name, dict(reversed(choices.items())))
    others = [
        projection_key(method.name, choices | change) for change in ({"n": 101}, {"part": "all"}, {"x": 0})
    ]
    others += [projection_key(name, choices) for name in METHODS if name != method.name]
    assert key not in others and len(set(others)) == len(others)
