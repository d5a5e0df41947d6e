"""The shipped files of the pre-trained runs agree with their recipes, their data and each other."""

import base64
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

from aecore import gallery
from aecore.analysis.reconstruction import encode_and_measure
from aecore.datasets import CARDS, find_card, load_dataset
from aecore.figures.theme import CLASS_COLOURS
from aecore.figures.thumbnails import draw_thumbnail
from aecore.gallery import read_recipes
from aecore.projections import ProjectionResult
from aecore.runs import Run, find_run, list_models
from aecore.runs.codec import open_codec
from aecore.variants import VARIANTS, make_variant

RECIPES = {recipe["id"]: recipe for recipe in read_recipes()}
# The tests download nothing.
INCLUDED = {run_id for run_id, recipe in RECIPES.items() if not CARDS[recipe["dataset"]].download_mb}
of_all = pytest.mark.parametrize("run_id", RECIPES)
of_included = pytest.mark.parametrize("run_id", sorted(INCLUDED))


def read_projection(run: Run) -> ProjectionResult:
    (path,) = (Path(gallery.FOLDER) / "runs" / run.id / "projections").glob("*.npz")
    return ProjectionResult.from_arrays(run.read_projection(path.stem))


def test_every_recipe_is_made_and_nothing_else(home):
    assert {run.id for run in list_models()} == RECIPES.keys()


def test_there_is_a_run_of_every_variant_and_of_every_kind_of_data():
    assert {recipe["variant"] for recipe in RECIPES.values()} == VARIANTS.keys()
    kinds = {CARDS[recipe["dataset"]].kind for recipe in RECIPES.values()}
    assert kinds == {card.kind for card in CARDS.values()}


@of_all
def test_a_run_is_that_of_its_recipe(home, run_id):
    run, recipe = find_run(run_id), RECIPES[run_id]
    assert run.is_ready_made and run.state() == "done"
    assert (run.spec.variant, run.spec.dataset) == (recipe["variant"], recipe["dataset"])
    assert run.spec.created == recipe["created"]
    assert recipe["hyperparameters"].items() <= run.spec.hyperparameters.items()
    variant = make_variant(run.spec.variant, run.spec.hyperparameters)
    assert run.result.epochs == variant.epochs == len(run.history)
    assert all("val_loss" in row for row in run.history)


@of_all
def test_the_decoder_gives_the_saved_reconstructions(home, run_id):
    run = find_run(run_id)
    epoch = run.read_epoch()
    rows = np.flatnonzero(np.isin(epoch["preview_ids"], epoch["ids"]))
    if rows.size == 0:
        pytest.skip("the shipped samples are others than those of the preview")
    Z = epoch["Z"][np.searchsorted(epoch["ids"], epoch["preview_ids"][rows])]
    np.testing.assert_allclose(open_codec(run).decode(Z), epoch["X_hat"][rows], atol=0.05)


@of_included
def test_the_model_has_the_errors_of_the_metrics(home, run_id):
    run = find_run(run_id)
    dataset = load_dataset(run.spec.dataset)
    assert run.spec.fingerprint == dataset.fingerprint
    codec = open_codec(run)
    for name, part in (("val_mse", "validation"), ("test_mse", "test")):
        _, errors = encode_and_measure(codec, dataset.rows, dataset.part(part))
        assert errors.mean() == pytest.approx(run.metrics[name], rel=1e-3)
    last = run.read_epoch()
    np.testing.assert_allclose(codec.encode(dataset.rows(last["ids"])), last["Z"], atol=4e-3, rtol=4e-3)


@of_all
def test_the_training_can_be_replayed(home, run_id):
    run, recipe = find_run(run_id), RECIPES[run_id]
    assert 1 <= len(run.saved_epochs) <= recipe["epochs"]
    assert recipe["epochs"] == 1 or run.saved_epochs[0] == 0
    assert run.saved_epochs[-1] == run.result.epochs
    epochs = [run.read_epoch(number) for number in run.saved_epochs]
    assert all(np.array_equal(arrays["ids"], epochs[-1]["ids"]) for arrays in epochs)
    assert np.isfinite(epochs[-1]["Z"]).all() and epochs[-1]["Z"].std() > 0


@of_all
def test_the_map_is_finished_and_its_quality_is_measured(home, run_id):
    run = find_run(run_id)
    result = read_projection(run)
    assert result.step == result.n_steps and result.quality is not None
    assert len(result.ids) == min(10_000, find_card(run.spec.dataset).n_test)
    assert result.coordinates.shape == (len(result.ids), 2) and result.coordinates.std() > 1


@pytest.mark.parametrize("run_id", ["digits-denoising", "heartbeats-sequence"])
def test_figures_are_those_of_scikit_learn(home, run_id):
    run = find_run(run_id)
    dataset, result = load_dataset(run.spec.dataset), read_projection(run)
    pca = PCA(run.spec.hyperparameters["latent_dim"]).fit(dataset.rows(dataset.part("train")))
    X = dataset.rows(dataset.part("validation"))
    error = ((pca.inverse_transform(pca.transform(X)) - X) ** 2).mean()
    assert run.metrics["pca_val_mse"] == pytest.approx(error, rel=1e-3)
    Z = open_codec(run).encode(dataset.rows(result.ids))
    expected = trustworthiness(Z, result.coordinates, n_neighbors=10)
    assert result.quality.trustworthiness == pytest.approx(expected, 1e-3)


def test_the_cover_shows_a_part_of_the_map_of_its_run(home):
    cover = gallery.read_cover()
    run = find_run(cover["run"])
    result, dataset = read_projection(run), load_dataset(run.spec.dataset)
    positions = np.frombuffer(base64.b64decode(cover["positions"]), np.int16).reshape(-1, 2)
    labels = np.frombuffer(base64.b64decode(cover["labels"]), np.uint8)
    assert len(positions) == len(labels) == cover["n_samples"]
    assert cover["names"] == list(dataset.class_names)
    # The map that opens has the same colours.
    assert cover["colours"].split(",") == list(CLASS_COLOURS[: len(cover["names"])])
    # Distances within the map are those of the projection, but for the scale.
    scale = np.ptp(result.coordinates, axis=0).max() / (2 * 32_767)
    low = result.coordinates.min(axis=0) + np.ptp(result.coordinates, axis=0) / 2
    distances = np.linalg.norm((positions * scale + low)[:50, None] - result.coordinates[None], axis=2)
    nearest = result.ids[distances.argmin(axis=1)]
    assert distances.min(axis=1).max() < 0.01
    assert np.array_equal(dataset.labels[nearest], labels[:50])


def test_a_thumbnail_shows_points_and_pairs_of_samples():
    white, black = np.full((2, 28, 28, 3), 255, np.uint8), np.zeros((2, 28, 28, 3), np.uint8)
    picture = draw_thumbnail(np.array([[-1.0, 1.0]]), np.array([0]), white, black)
    points, samples = picture[:, :176], picture[:, 188:]
    rows, columns = np.nonzero(points[..., 3])
    assert rows.max() < 30 and columns.max() < 30, "the point is at the upper left"
    top, bottom = np.unique(np.nonzero(samples[:, 40, 3])[0]), samples[:, 40]
    assert (bottom[top[0], :3] == 255).all() and (bottom[top[-1], :3] == 0).all()


@of_all
def test_the_thumbnails_are_pictures_of_one_size(run_id):
    with Image.open(gallery.FOLDER / "runs" / run_id / gallery.THUMBNAIL) as image:
        assert image.size == (560, 176)


def test_all_of_it_is_small():
    files = [path for path in gallery.FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(path.stat().st_size for path in files) < 8e6
