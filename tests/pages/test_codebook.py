"""The pages of a run with a codebook, without a browser."""

import json

import numpy as np
import pytest

from aecore.datasets import load_dataset
from aecore.execution import training_task
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run
from aecore.runs.codec import Codec, open_codec
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


def test_an_empty_position_of_the_map_is_decoded_from_codewords(run, monkeypatch):
    at = open_page("pages/explore_map.py", run=run.id)
    decoded = []
    decode = Codec.decode
    monkeypatch.setattr(Codec, "decode", lambda self, Z: decoded.append(Z) or decode(self, Z))
    n_test = len(load_dataset("digits").part("test"))
    at.session_state["clicked_position"] = (
        f"{run.id}/{ProjectionSpec('pca', 'test', n_test).key}",
        (0.1, 0.2),
    )
    at.run()
    assert not at.error and not at.exception
    assert any("replaced by the nearest codeword" in read_literal(caption.value) for caption in at.caption)
    data = load_dataset("digits")
    words = open_codec(run).encode(data.rows(data.part("train"))).reshape(-1, 8)
    groups = decoded[-1].reshape(-1, 8)
    assert {group.tobytes() for group in groups} <= {word.tobytes() for word in words}
