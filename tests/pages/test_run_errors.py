"""The errors that pages show of runs: the validation error compares them; cross-entropies have a floor."""

import shutil

import numpy as np
import pytest
from scipy import stats

from aecore import runs
from aecore.datasets import load_dataset
from aecore.runs import Run
from tests.pages.opening import ROOT, open_page, read_literal

GALLERY = ROOT / "aecore/gallery/runs"


def copy_run(name: str, metrics: dict[str, float], **hyperparameters: object) -> Run:
    """A copy of a pre-trained run with further metrics and hyperparameters."""
    spec = runs.find_run(name).spec
    run = runs.create_run(
        spec.variant, {**spec.hyperparameters, **hyperparameters}, spec.dataset, spec.fingerprint
    )
    for path in (GALLERY / name).iterdir():
        if path.is_file() and path.name != "spec.json":
            shutil.copy(path, str(run.path))
    run.write_json("metrics.json", {**run.metrics, **metrics})
    return run


def test_the_table_of_runs_has_the_validation_error_or_a_dash():
    run = copy_run("mnist-deep", {"val_mse": 0.0123})
    frame = open_page("pages/runs.py").dataframe[0]
    table = frame.value.set_index("run")
    assert table.loc[run.id, "validation error"] == 0.0123
    assert np.isnan(table.loc["mnist-deep", "validation error"])
    assert frame.proto.placeholder == "–"
    columns = list(frame.value.columns)
    assert columns.index("validation error") < columns.index("test error")


def test_runs_are_picked_by_their_validation_error():
    run = copy_run("mnist-deep", {"val_mse": 0.0123})
    at = open_page("pages/explore_reconstructions.py", run=run.id)
    options = at.selectbox(key="picked_run").options
    assert "validation error 0.0123" in options[0]
    assert all("validation error –" in option for option in options[1:]) and len(options) > 1
    assert not any("test error" in option for option in options)


@pytest.mark.parametrize(("name", "is_measured"), [("mnist-deep", False), ("copy", True)])
def test_a_run_without_validation_error_has_a_dash_among_the_depths(name, is_measured):
    if is_measured:
        name = copy_run("mnist-deep", {"val_mse": 0.0123}).id
    at = open_page("pages/train_deep.py", run=name)
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


def test_the_curves_of_noisy_inputs_are_explained():
    old = open_page("pages/train_denoising.py", run="digits-denoising")
    assert any("An earlier version trained this run" in caption.value for caption in old.caption)
    run = copy_run("digits-denoising", {})
    rows = [{"epoch": 1.0, "seconds": 1.0, "loss": 0.5, "val_loss": 0.4, "val_clean_loss": 0.3}]
    run.write_json("history.json", rows)
    at = open_page("pages/train_denoising.py", run=run.id)
    captions = [read_literal(caption.value) for caption in at.caption]
    assert any(
        "The dotted line is the loss of the validation samples with clean inputs" in c for c in captions
    )
    assert not any("An earlier version trained this run" in text for text in captions)
