"""The errors that pages show of runs: the validation error compares them; cross-entropies have a floor."""

import re
import shutil
from typing import Any

import numpy as np
import pytest
from scipy import stats

from aecore import runs
from aecore.datasets import load_dataset
from aecore.runs import Run
from tests.pages.opening import ROOT, open_page, read_literal

GALLERY = ROOT / "aecore/gallery/runs"
# What an earlier version did not measure.
UNMEASURED = {"val_mse": ..., "pca_val_mse": ...}


def copy_run(name: str, metrics: dict[str, Any], **hyperparameters: object) -> Run:
    """A copy of a pre-trained run with other metrics and hyperparameters; `...` removes a metric."""
    spec = runs.find_run(name).spec
    run = runs.create_run(
        spec.variant, {**spec.hyperparameters, **hyperparameters}, spec.dataset, spec.fingerprint
    )
    for path in (GALLERY / name).iterdir():
        if path.is_file() and path.name != "spec.json":
            shutil.copy(path, str(run.path))
    changed = {**run.metrics, **metrics}
    run.write_json("metrics.json", {key: value for key, value in changed.items() if value is not ...})
    return run


def test_the_table_of_runs_has_the_validation_error_or_a_dash():
    run, earlier = copy_run("mnist-deep", {"val_mse": 0.0123}), copy_run("mnist-deep", UNMEASURED)
    frame = open_page("pages/runs.py").dataframe[0]
    table = frame.value.set_index("run")
    assert table.loc[run.id, "validation error"] == 0.0123
    assert np.isnan(table.loc[earlier.id, "validation error"])
    assert frame.proto.placeholder == "–"
    columns = list(frame.value.columns)
    assert columns.index("validation error") < columns.index("test error")


def test_runs_are_picked_by_their_validation_error():
    copy_run("mnist-deep", UNMEASURED)
    run = copy_run("mnist-deep", {"val_mse": 0.0123})
    at = open_page("pages/explore_reconstructions.py", run=run.id)
    options = at.selectbox(key="picked_run").options
    assert "validation error 0.0123" in options[0]
    assert "validation error –" in options[1]
    assert all(re.search(r"validation error 0\.\d{4} · pre-trained", option) for option in options[2:])
    assert len(options) > 2
    assert not any("test error" in option for option in options)


@pytest.mark.parametrize(("metrics", "is_measured"), [(UNMEASURED, False), ({"val_mse": 0.0123}, True)])
def test_a_run_without_validation_error_has_a_dash_among_the_depths(metrics, is_measured):
    at = open_page("pages/train_deep.py", run=copy_run("mnist-deep", metrics).id)
    captions = [read_literal(caption.value) for caption in at.caption]
    assert any("Validation error of this run: –" in text for text in captions) == (not is_measured)


def test_a_cross_entropy_of_grey_pixels_has_its_floor_beside_it():
    data = load_dataset("digits")
    X = data.rows(data.part("test")).astype(np.float64)
    floor = stats.bernoulli(X).entropy().sum(axis=1).mean()
    at = open_page("pages/train_variational.py", run="digits-variational")
    metrics = {metric.label: metric.value for metric in at.metric}
    assert metrics["Floor"] == f"{floor:.1f} nats"
    assert "Cross-entropy, upper bound" in metrics and "NLL, upper bound" not in metrics
    # The floor is below what the model reaches.
    assert floor < float(metrics["Reconstruction term"].split()[0])


@pytest.mark.parametrize("chosen", [{"binarisation": "dynamic"}, {"loss": "mse"}], ids=str)
def test_a_likelihood_has_no_floor(chosen):
    run = copy_run("digits-variational", {}, **chosen)
    at = open_page("pages/train_variational.py", run=run.id)
    labels = [metric.label for metric in at.metric]
    assert "NLL, upper bound" in labels and "Floor" not in labels
    captions = [read_literal(caption.value) for caption in at.caption]
    assert any("binarised samples" in text for text in captions) == ("binarisation" in chosen)


@pytest.mark.parametrize("is_earlier", [False, True])
def test_the_curves_of_noisy_inputs_are_explained(is_earlier):
    name = "digits-denoising"
    if is_earlier:
        run = copy_run(name, {})
        rows = [{key: value for key, value in row.items() if "clean" not in key} for row in run.history]
        run.write_json("history.json", rows)
        name = run.id
    at = open_page("pages/train_denoising.py", run=name)
    captions = [read_literal(caption.value) for caption in at.caption]
    dotted = "The dotted line is the loss of the validation samples with clean inputs"
    assert any(dotted in text for text in captions) == (not is_earlier)
    assert any("An earlier version trained this run" in text for text in captions) == is_earlier
