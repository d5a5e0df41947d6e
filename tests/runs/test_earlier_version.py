"""A run folder of the first version, with its names of that time, reads and resumes."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from aecore.execution import training_task
from aecore.projections import ProjectionResult
from aecore.runs import find_run
from aecore.runs.codec import open_codec

FOLDER = next((Path(__file__).parent / "earlier_version").iterdir())


@pytest.fixture
def run(home):
    shutil.copytree(FOLDER, home / "runs" / FOLDER.name)
    return find_run(FOLDER.name)


def test_all_its_files_read(run, digits):
    assert (run.state(), run.result.epochs, run.spec.sample_shape) == ("done", 3, None)
    assert run.saved_epochs == [0, 3]
    losses = {f"{part}loss" for part in ("", "test_", "validation_")}
    assert losses <= run.history[-1].keys()
    assert len(run.metrics["latent_mean"]) == len(run.metrics["latent_std"]) == 4
    X = digits.rows(digits.part("test"))
    assert ((X - open_codec(run).reconstruct(X)) ** 2).mean() == pytest.approx(
        run.metrics["test_mse"], rel=1e-4
    )


def test_an_interrupted_one_is_resumed(run, digits):
    before = open_codec(run).encode(digits.rows(np.arange(50)))
    for name in ("result.json", "metrics.json", "encoder.onnx", "decoder.onnx", "model.keras"):
        (run.path / name).unlink()
    assert run.state() == "interrupted"
    training_task.train(run)
    assert (run.state(), run.result.reason) == ("done", "")
    np.testing.assert_allclose(open_codec(run).encode(digits.rows(np.arange(50))), before, atol=1e-5)
    assert run.metrics["val_mse"] > 0


def test_its_projections_have_the_present_names(run):
    ids = np.arange(5, dtype=np.int32)
    layout = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    measures = {"trustworthiness": 0.9, "continuity": 0.8, "neighbors_kept": 0.3, "labels_kept": 0.7}
    measures |= {"labels_in_latent": 0.6, "n_judged": 5, "distortion": np.zeros(5, np.float16)}
    run.write_projection("tsne-1", {"ids": ids, "layout": layout, "done": 150, "of": 200} | measures)
    result = ProjectionResult.from_arrays(run.read_projection("tsne-1"))
    np.testing.assert_array_equal(result.coordinates, layout)
    assert (result.step, result.n_steps) == (150, 200)
    quality = result.quality
    assert (quality.trustworthiness, quality.continuity) == (0.9, 0.8)
    assert (quality.neighborhood_preservation, quality.knn_label_agreement) == (0.3, 0.7)
    assert (quality.source_knn_label_agreement, quality.n_evaluated) == (0.6, 5)
