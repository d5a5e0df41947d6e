"""The projection task of a worker, run in this process."""

import contextlib
import dataclasses
import itertools
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aecore.errors import ProgramFault
from aecore.execution import projection_task, training_task
from aecore.execution.worker import run_task
from aecore.files import unpack
from aecore.logs import read_entries
from aecore.projections import (
    METHODS,
    ProjectionResult,
    ProjectionSpec,
    evaluate_projection,
    nearest_neighbors,
)
from aecore.projections.neighbors import apply_metric
from aecore.runs import Run, RunProblem
from aecore.runs.codec import open_codec
from aecore.variants import make_variant
from tests.execution.watching import meanwhile

MEASURES = (
    "trustworthiness",
    "continuity",
    "neighborhood_preservation",
    "knn_label_agreement",
    "source_knn_label_agreement",
    "n_evaluated",
)
TSNE = ProjectionSpec("tsne", "test", 200)
PCA = ProjectionSpec("pca", "test", 200)


@pytest.fixture
def finished(home: Path, new_run) -> Run:
    run = new_run(epochs=1)
    training_task.train(run)
    return run


def project(run: Run, spec: ProjectionSpec) -> ProjectionResult:
    """Computes a projection; returns what was saved."""
    projection_task.project(run, spec)
    return ProjectionResult.from_arrays(run.read_projection(spec.key))


def with_hyperparameters(spec: ProjectionSpec, **hyperparameters: object) -> ProjectionSpec:
    return dataclasses.replace(spec, hyperparameters=hyperparameters)


def find_graph(run: Run, spec: ProjectionSpec = PCA) -> Path:
    return run.path / "projections" / f"{spec.graph_key}.npz"


@contextlib.contextmanager
def watching_steps(run: Run, spec: ProjectionSpec) -> Iterator[list[tuple[int, int]]]:
    """Collects the completed and total steps that are saved while the body runs."""
    seen = []

    def look() -> None:
        arrays = run.read_projection(spec.key)
        if arrays is not None:
            seen.append((int(arrays["step"]), int(arrays["n_steps"])))

    with meanwhile(look):
        yield seen
    look()


@pytest.mark.parametrize("method", METHODS)
def test_a_projection_ends_with_coordinates_and_their_quality(finished, digits, method):
    for source, n_components in itertools.product(("latent vectors", "input"), (2, 3)):
        result = project(finished, ProjectionSpec(method, "test", 200, source, n_components))
        assert result.step == result.n_steps
        assert result.coordinates.shape == (200, n_components) and np.isfinite(result.coordinates).all()
        assert len(set(result.ids.tolist())) == 200
        X = digits.rows(result.ids)
        Z = X if source == "input" else open_codec(finished).encode(X)
        expected = evaluate_projection(Z, result.coordinates, digits.labels[result.ids])
        for name in MEASURES:
            measured = getattr(result.quality, name)
            assert measured == pytest.approx(getattr(expected, name), abs=1e-6), (source, n_components, name)
        np.testing.assert_array_equal(result.quality.distortion, expected.distortion)


def test_cosine_neighbours_are_those_of_directions(finished, digits):
    spec = ProjectionSpec("umap", "test", 200, hyperparameters={"metric": "cosine"})
    result = project(finished, spec)
    Z = apply_metric(open_codec(finished).encode(digits.rows(result.ids)), "cosine")
    np.testing.assert_array_equal(unpack(find_graph(finished, spec))["ids"], nearest_neighbors(Z, 90).ids)
    expected = evaluate_projection(Z, result.coordinates, digits.labels[result.ids])
    assert result.quality.trustworthiness == pytest.approx(expected.trustworthiness, abs=1e-6)
    assert not find_graph(finished).exists()


def test_a_projection_saves_its_steps(finished):
    spec = with_hyperparameters(TSNE, steps=200)
    with watching_steps(finished, spec) as seen:
        projection_task.project(finished, spec)
    assert seen == sorted(seen)
    assert len(set(seen)) > 2 and seen[-1] == (200, 200)


def test_more_steps_continue_from_the_saved_coordinates(finished):
    first = project(finished, with_hyperparameters(TSNE, steps=100))
    with watching_steps(finished, TSNE) as seen:
        more = project(finished, with_hyperparameters(TSNE, steps=300))
    assert {step for step, _ in seen} <= {100, *range(125, 301, 25)} and seen[-1] == (300, 300)
    assert more.quality.trustworthiness != first.quality.trustworthiness
    assert (more.coordinates != first.coordinates).any()
    fewer = project(finished, with_hyperparameters(TSNE, steps=50))
    assert (fewer.step, fewer.n_steps) == (300, 300)
    np.testing.assert_array_equal(fewer.coordinates, more.coordinates)


def test_a_failed_or_damaged_projection_is_computed_again(finished):
    expected = project(finished, TSNE)
    finished.write_projection(TSNE.key, {"problem": np.asarray("The worker died.")})
    np.testing.assert_array_equal(project(finished, TSNE).coordinates, expected.coordinates)
    path = finished.path / "projections" / f"{TSNE.key}.npz"
    path.write_bytes(path.read_bytes()[:-100])
    np.testing.assert_array_equal(project(finished, TSNE).coordinates, expected.coordinates)


def test_one_graph_is_saved_and_serves_all_projections(finished):
    project(finished, PCA)
    path = find_graph(finished)
    written, arrays = path.stat().st_mtime_ns, unpack(path)
    assert arrays["ids"].shape == arrays["distances"].shape == (200, 90)
    for method in ("latent", "umap", "tsne"):
        project(finished, ProjectionSpec(method, "test", 200))
    project(finished, dataclasses.replace(PCA, n_components=3))
    assert path.stat().st_mtime_ns == written
    # The saved graph is used: here one in which the farthest are the nearest.
    before = project(finished, PCA).quality.source_knn_label_agreement
    far = {name: values[:, ::-1] for name, values in arrays.items() if name in ("ids", "distances")}
    finished.write_projection(path.stem, arrays | far)
    assert project(finished, PCA).quality.source_knn_label_agreement < before - 0.1


def test_a_graph_with_too_few_neighbours_or_a_damaged_one_is_replaced(finished):
    expected = project(finished, PCA).quality.trustworthiness
    path = find_graph(finished)
    arrays = unpack(path)
    small = {name: values[:, :20] for name, values in arrays.items() if name in ("ids", "distances")}
    finished.write_projection(path.stem, arrays | small)
    assert project(finished, PCA).quality.trustworthiness == expected
    assert unpack(path)["ids"].shape == (200, 90)
    path.write_bytes(b"damaged" * 100)
    assert project(finished, PCA).quality.trustworthiness == expected
    np.testing.assert_array_equal(unpack(path)["ids"], arrays["ids"])
    project(finished, ProjectionSpec("umap", "test", 200, hyperparameters={"n_neighbors": 120}))
    assert unpack(path)["ids"].shape == (200, 119)


def test_projections_of_an_earlier_model_are_computed_again(finished, new_run):
    expected = project(finished, TSNE)
    other = new_run(epochs=2)
    training_task.train(other)
    assert (project(other, TSNE).coordinates != expected.coordinates).any()
    for path in find_graph(other).parent.glob("*.npz"):  # as if `finished` had been resumed
        (finished.path / "projections" / path.name).write_bytes(path.read_bytes())
    again = project(finished, TSNE)
    np.testing.assert_array_equal(again.coordinates, expected.coordinates)
    assert again.quality.trustworthiness == expected.quality.trustworthiness


LONG = ProjectionSpec("tsne", "all", 500, hyperparameters={"steps": 2000})


def test_a_stopped_projection_keeps_its_coordinates(finished):
    def stop_at_150() -> bool:
        arrays = finished.read_projection(LONG.key)
        is_reached = arrays is not None and arrays["step"] >= 150
        if is_reached:
            finished.stop_projection(LONG.key)
        return is_reached

    start = time.monotonic()
    with meanwhile(stop_at_150):
        result = project(finished, LONG)
    assert 150 <= result.step < result.n_steps == 2000, time.monotonic() - start
    assert result.coordinates.std() > 1
    assert 0.5 < result.quality.trustworthiness < 1 and result.quality.distortion.shape == (500,)


def test_a_projection_keeps_the_coordinates_at_its_time_limit(finished):
    projection_task.project(finished, LONG, time_limit=0.5)
    result = ProjectionResult.from_arrays(finished.read_projection(LONG.key))
    assert 0 < result.step < result.n_steps == 2000
    assert 0.5 < result.quality.trustworthiness < 1


def test_an_instant_projection_has_one_step(finished):
    result = project(finished, ProjectionSpec("pca", "train", 100))
    assert result.step == result.n_steps == 1 and result.coordinates.shape == (100, 2)


def test_a_model_that_gives_nan_is_refused(home, new_run, X64):
    run = new_run(epochs=1)
    variant = make_variant("basic", {"epochs": 1}).fit(X64)
    variant.transform(X64)
    variant.encoder_.set_weights([np.full_like(w, np.nan) for w in variant.encoder_.get_weights()])
    files = training_task._export(variant)
    for name, data in files.items():
        run.write(name, data)
    run.finish("done", "", files)
    with pytest.raises(ValueError, match=r"^Expected finite latent vectors, .*: train the run again\.$"):
        project(run, PCA)
    assert project(run, dataclasses.replace(PCA, source="input")).quality.trustworthiness > 0.5


def test_a_warmed_up_worker_has_loaded_all_methods(home):
    projection_task.warm_up_analysis()
    projection_task.warm_up_method("umap")
    assert {"openTSNE", "umap"} <= sys.modules.keys()


def test_a_projection_that_cannot_be_computed_is_no_fault(home, new_run):
    with pytest.raises(RunProblem, match="no model yet"):
        run_task("project", "", new_run(), PCA)
    assert not (home / "logs").exists()


@pytest.mark.faults
def test_a_fault_in_a_projection_is_logged_under_its_run(home):
    with pytest.raises(ProgramFault):
        run_task("project", "digits-basic-1", "no run", PCA)
    assert "AttributeError" in read_entries("digits-basic-1")
