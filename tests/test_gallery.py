"""What ships with the package is what it says."""

from pathlib import Path

import numpy as np
import pytest

from aecore import gallery
from aecore.analysis.reconstruction import encode_and_measure
from aecore.datasets import load_dataset
from aecore.gallery import read_recipes
from aecore.projections import ProjectionResult, ProjectionSpec
from aecore.projections.replay import align_epochs
from aecore.runs import find_run, list_models
from aecore.runs.codec import open_codec
from aecore.variants import make_variant

of_all = pytest.mark.parametrize("recipe", read_recipes(), ids=lambda recipe: recipe["id"])


def test_every_recipe_is_made_and_nothing_else(home):
    assert {run.id for run in list_models()} == {recipe["id"] for recipe in read_recipes()}


@of_all
def test_a_ready_made_run_is_the_one_of_its_recipe(home, recipe):
    run = find_run(recipe["id"])
    dataset = load_dataset(recipe["dataset"])
    assert run.is_ready_made and run.state() == "done"
    assert (run.spec.variant, run.spec.fingerprint) == (recipe["variant"], dataset.fingerprint)
    assert recipe["hyperparameters"].items() <= run.spec.hyperparameters.items()
    variant = make_variant(run.spec.variant, run.spec.hyperparameters)
    assert run.result.epochs == variant.epochs == len(run.history)


@of_all
def test_its_model_does_what_its_figures_say(home, recipe):
    run = find_run(recipe["id"])
    dataset = load_dataset(recipe["dataset"])
    codec = open_codec(run)
    _, errors = encode_and_measure(codec, dataset.rows, dataset.part("test"))
    assert errors.mean() == pytest.approx(run.metrics["test_mse"], rel=1e-3)
    last = run.read_epoch()
    np.testing.assert_allclose(codec.encode(dataset.rows(last["ids"])), last["Z"], atol=1e-3, rtol=2e-3)


@of_all
def test_its_training_can_be_replayed(home, recipe):
    run = find_run(recipe["id"])
    assert recipe["epochs"] - 1 <= len(run.saved_epochs) <= recipe["epochs"]
    epochs = [run.read_epoch(number) for number in run.saved_epochs]
    frames = align_epochs([arrays["Z"] for arrays in epochs])
    assert all(np.array_equal(arrays["ids"], epochs[-1]["ids"]) for arrays in epochs)
    assert np.isfinite(frames).all() and frames[-1].std() > 0


def test_all_of_it_is_small():
    files = [path for path in (Path(gallery.__file__).parent / "runs").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 3e6


@of_all
def test_its_map_is_finished(home, recipe):
    run = find_run(recipe["id"])
    result = ProjectionResult.from_arrays(run.read_projection(ProjectionSpec(**recipe["projection"]).key))
    assert result.step == result.n_steps
    assert result.coordinates.shape == (len(result.ids), 2)
    assert np.isfinite(result.coordinates).all() and result.coordinates.std() > 1
