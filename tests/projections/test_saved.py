"""Which saved projection a map opens with."""

import numpy as np
import pytest

from aecore.projections import (
    Level,
    ProjectionQuality,
    ProjectionResult,
    ProjectionSpec,
    choose_projection,
    identify_projection,
    summarise_quality,
)


def evaluate(trustworthiness: float = 0.9, preserved: float = 0.3) -> ProjectionQuality:
    return ProjectionQuality(trustworthiness, 0.9, preserved, 0.8, 0.7, 10, np.zeros(10, np.float16))


def save(spec: ProjectionSpec, quality: ProjectionQuality | None, step: int = 150) -> dict[str, np.ndarray]:
    """The arrays of a file, as a worker writes them."""
    coordinates = np.zeros((spec.n_samples, spec.n_components), np.float32)
    result = ProjectionResult(np.arange(spec.n_samples), coordinates, step, 150, quality)
    arrays = result.to_arrays() | {"spec": spec.to_json()}
    return {name: np.asarray(array) for name, array in arrays.items()}


def choose(*saved: tuple[ProjectionSpec, dict[str, np.ndarray]], **options) -> ProjectionSpec | None:
    return choose_projection({spec.key: arrays for spec, arrays in saved}, **options)


TSNE, UMAP = ProjectionSpec("tsne", "test", 100), ProjectionSpec("umap", "test", 100)
MORE = ProjectionSpec("tsne", "train", 2000, hyperparameters={"perplexity": 12.0})


def test_a_finished_projection_is_better_than_a_stopped_one_then_more_samples_then_trustworthiness():
    large = ProjectionSpec("tsne", "all", 5000)
    stopped = (large, save(large, evaluate(0.99), 50))
    tsne, umap = (TSNE, save(TSNE, evaluate(0.95))), (UMAP, save(UMAP, evaluate(0.96)))
    more = (MORE, save(MORE, evaluate(0.8)))
    assert choose(stopped, tsne, umap, more) == MORE
    assert choose(stopped, tsne, umap) == UMAP
    assert choose(stopped) == large
    assert choose(tsne, umap, is_wanted=lambda spec: spec.method == "tsne") == TSNE


def test_only_evaluated_maps_of_latent_vectors_in_two_dimensions_that_take_a_worker_are_chosen():
    pca = ProjectionSpec("pca", "test", 100)
    raw = ProjectionSpec("tsne", "test", 100, "input")
    solid = ProjectionSpec("tsne", "test", 100, n_components=3)
    others = [(spec, save(spec, evaluate())) for spec in (pca, raw, solid)]
    assert choose((TSNE, save(TSNE, None)), *others) is None
    graph = {"ids": np.zeros((3, 1)), "distances": np.ones((3, 1))}
    assert choose_projection({"neighbors-0123456789ab": graph}) is None


def test_files_of_earlier_versions_are_identified_if_their_hyperparameters_are_the_default_ones():
    arrays = save(TSNE, evaluate())
    del arrays["spec"]
    assert identify_projection(TSNE.key, arrays) == TSNE
    assert identify_projection(MORE.key, arrays) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"method": "isomap", "part": "test", "n_samples": 3}'])
def test_a_spec_that_cannot_be_read_is_ignored(text):
    arrays = save(TSNE, evaluate()) | {"spec": np.asarray(text)}
    assert identify_projection(TSNE.key, arrays) is None


@pytest.mark.parametrize(
    ("trustworthiness", "preserved", "level"),
    [
        (0.95, 0.5, Level.GOOD),
        (0.99, 0.49, Level.FAIR),
        (0.94, 0.9, Level.FAIR),
        (0.9, 0.2, Level.FAIR),
        (0.89, 0.6, Level.POOR),
        (0.99, 0.19, Level.POOR),
    ],
)
def test_the_verdict_needs_both_preserved_neighbours_and_trustworthiness(trustworthiness, preserved, level):
    assert summarise_quality(evaluate(trustworthiness, preserved)).level is level


def test_the_verdict_says_what_it_means():
    text = str(summarise_quality(evaluate(0.8, 0.03)))
    assert text == "Local neighbourhoods: poor, 3% preserved; do not read distances"
