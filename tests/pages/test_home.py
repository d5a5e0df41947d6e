"""The Home page."""

import subprocess
import sys

import numpy as np

from aecore import gallery
from aecore.datasets import load_dataset
from aecore.runs import create_run
from tests.pages.opening import ROOT, open_page, read_literal


def read_captions(at) -> list[str]:
    return [read_literal(caption.value) for caption in at.caption]


def list_links(at) -> list[tuple[str, str]]:
    links = [element.proto for element in at.get("page_link")]
    return [(link.label, link.query_string) for link in links if link.query_string]


def test_the_first_links_open_a_map_sliders_and_a_training():
    at = open_page("app.py")
    run_id = gallery.read_cover()["run"]
    links = list_links(at)
    assert ("**See a map**", f"run={run_id}&method=t-SNE") in links
    assert ("**Move sliders**", f"run={run_id}") in links
    labels = [element.proto.label for element in at.get("page_link")]
    assert "**Train a model**" in labels


def test_every_other_pre_trained_run_has_a_card():
    at = open_page("app.py")
    recipes = gallery.read_recipes()
    cover = gallery.read_cover()["run"]
    others = {recipe["id"] for recipe in recipes} - {cover}
    assert {query for label, query in list_links(at) if label == "Samples"} == {f"run={id}" for id in others}
    assert len(others) % 3 == 0, "the last row of cards is full"
    errors = [caption for caption in read_captions(at) if "Validation MSE" in caption]
    assert len(errors) == len(others) and all("PCA " in caption for caption in errors)


def test_a_card_says_that_its_data_set_is_downloaded():
    captions = read_captions(open_page("app.py"))
    downloads = [caption for caption in captions if "downloaded on first use" in caption]
    n_downloaded = sum(r["dataset"] == "fashion_mnist" for r in gallery.read_recipes())
    assert len(downloads) == n_downloaded == 1 and "30 MB" in downloads[0]


def test_own_runs_come_first_with_a_thumbnail():
    data = load_dataset("digits")
    run = create_run("deep", {"latent_dim": 4, "epochs": 2}, "digits", data.fingerprint)
    ids = data.part("validation")[:50]
    Z = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    run.write_arrays(
        "epochs/0001.npz", {"ids": ids, "Z": Z, "preview_ids": ids[:10], "X_hat": data.rows(ids[:10])}
    )
    at = open_page("app.py")
    assert [s.value for s in at.header] == ["Your newest runs", "Pre-trained runs"]
    images = [element.proto.imgs[0].alt for element in at.get("image")]
    assert any(run.id in text for text in images)
    assert "All runs (1)" in [element.proto.label for element in at.get("page_link")]


def test_a_new_server_shows_the_page_without_large_libraries(home):
    script = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "at = AppTest.from_file('app.py', default_timeout=60).run()\n"
        "assert not at.exception and at.title[0].value\n"
        "large = {'pandas', 'sklearn', 'scipy', 'distributed', 'onnxruntime'}\n"
        "found = large & sys.modules.keys()\n"
        "assert not found, found\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
