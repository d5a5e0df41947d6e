"""The spec of a projection, and the names of its files."""

import dataclasses
import re

import pytest

from aecore.hyperparameters import list_hyperparameters
from aecore.projections import METHODS, ProjectionSpec

all_methods = pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))


def make_spec(method: str = "tsne", **changes: object) -> ProjectionSpec:
    return dataclasses.replace(ProjectionSpec(method, part="test", n_samples=100), **changes)


@all_methods
def test_a_key_depends_on_the_method_and_every_choice(method):
    key = make_spec(method.name).key
    assert re.fullmatch(rf"{method.name}-[0-9a-f]{{12}}", key)
    changes = [{"n_samples": 101}, {"part": "all"}, {"source": "input"}, {"n_components": 3}]
    changes += [
        {"hyperparameters": {h.name: h.options[-1] if h.options else h.high}}
        for h in list_hyperparameters(method)
        if h.name not in method.resumable
    ]
    others = [make_spec(method.name, **change).key for change in changes]
    others += [make_spec(name).key for name in METHODS if name != method.name]
    assert key not in others and len(set(others)) == len(others)


@all_methods
def test_defaults_do_not_change_a_key(method):
    defaults = {h.name: h.default for h in list_hyperparameters(method)}
    for hyperparameters in (defaults, dict(reversed(defaults.items()))):
        spec = make_spec(method.name, hyperparameters=hyperparameters)
        assert (spec.key, spec.graph_key) == (make_spec(method.name).key, make_spec(method.name).graph_key)


def test_more_steps_do_not_change_a_key():
    assert METHODS["tsne"].resumable == ("steps",)
    assert make_spec(hyperparameters={"steps": 500}).key == make_spec().key


def test_the_graph_is_shared_by_all_projections_of_the_same_vectors():
    key = make_spec().graph_key
    assert re.fullmatch(r"neighbors-[0-9a-f]{12}", key)
    others = [
        make_spec(n_components=3, hyperparameters={"perplexity": 5.0, "steps": 50, "random_state": 1}),
        make_spec("latent", hyperparameters={"x": 2}),
        make_spec("umap", hyperparameters={"n_neighbors": 5}),
        make_spec("pca"),
    ]
    assert {spec.graph_key for spec in others} == {key}
    changes = [{"n_samples": 101}, {"part": "all"}, {"source": "input"}]
    changes += [{"hyperparameters": {"metric": "cosine"}}]
    assert len({key, *(make_spec(**change).graph_key for change in changes)}) == 5


def test_files_of_the_first_version_are_found():
    """Names that the first version gave to these projections."""
    assert make_spec(part="test", n_samples=360).key == "tsne-abcb03b3d69c"
    assert ProjectionSpec("tsne", "test", 10_000).key == "tsne-8de548bcad58"


def test_a_spec_makes_its_estimator():
    spec = make_spec("umap", n_components=3, hyperparameters={"min_dist": 0.5})
    assert spec.projection.get_params() == METHODS["umap"](n_components=3, min_dist=0.5).get_params()
    assert (spec.title, make_spec("pca", source="input").title) == ("UMAP", "PCA of the input")
    assert [make_spec("pca").is_instant, make_spec("pca", source="input").is_instant] == [True, False]
    assert not spec.is_instant
