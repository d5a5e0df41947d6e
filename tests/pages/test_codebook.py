"""The pages of a run with a codebook, without a browser."""

import json

import numpy as np
import pytest

from aecore.execution import training_task
from aecore.runs import Run
from tests.pages.opening import open_page, read_literal

GENERATE = "pages/explore_generate.py"


@pytest.fixture
def run(home, new_run) -> Run:
    run = new_run("vector_quantised", epochs=2, latent_dim=16, codebook_size=16)
    training_task.train(run)
    return run


def test_new_samples_are_drawn_as_codewords(run):
    at = open_page(GENERATE, run=run.id, view="Samples", quality="true")
    assert not at.error
    assert any("consist of codewords" in read_literal(caption.value) for caption in at.caption)
    sources = at.selectbox(key=f"source-{run.id}")
    assert sources.options[:2] == ["Autoregressive", "Independent"]
    assert {"Autoregressive", "Independent"} < set(at.dataframe[0].value["Source"])
    sources.set_value("Class 3").run()
    assert not at.error and not at.exception


@pytest.mark.parametrize("has_entropy", [True, False], ids=["a new run", "an earlier run"])
def test_both_sizes_of_a_latent_vector_are_shown(run, has_entropy):
    metrics = json.loads((run.path / "metrics.json").read_text())
    entropy = metrics["entropy_per_sample"]
    if not has_entropy:
        del metrics["entropy_per_sample"]
        (run.path / "metrics.json").write_text(json.dumps(metrics))
    at = open_page("pages/train_vector_quantised.py", run=run.id)
    shown = {metric.label: metric.value for metric in at.metric}
    assert shown["Bits per sample"] == "8"
    assert float(shown["Entropy per sample"].split()[0]) == pytest.approx(entropy, abs=0.06)
    assert np.isfinite(entropy) and entropy < 8
