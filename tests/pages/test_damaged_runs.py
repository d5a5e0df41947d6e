"""Damaged runs are listed in the table of runs and can be deleted; other runs are not affected."""

import time

import pytest

from aecore.runs.folder import GALLERY
from tests.pages.opening import open_page, read_literal, select_runs
from tests.runs.mutations import DAMAGES, LOSSES, STRAY, change, copy_run

EXPLORE = ("map", "replay", "compare", "generate", "paths", "own_input", "reconstructions")
NAMES = {
    f"{kind}-{number:02d}": mutate
    for kind, mutations in (("damaged", DAMAGES), ("lossy", LOSSES), ("strayed", STRAY))
    for number, mutate in enumerate(mutations.values())
}
DAMAGED = {name for name in NAMES if name.startswith("damaged")}


def write_damaged_runs(home) -> None:
    """Fills the workspace with runs with every kind of damage, and an intact one."""
    for name, mutate in NAMES.items():
        copy_run(home, name, mutate)
    copy_run(home, "intact")
    (home / "runs" / "notes.txt").write_text("stray")


def read_errors(at) -> str:
    return " ".join(read_literal(element.value) for element in at.error)


def test_damaged_runs_are_listed_in_the_table(home):
    write_damaged_runs(home)
    table = open_page("pages/runs.py").dataframe[0].value.set_index("run")
    damaged = table[table["state"] == "damaged"]
    assert set(damaged.index) == DAMAGED
    assert damaged["note"].str.contains(r"delete it on the Runs page\.$|does not exist").all()
    assert {"intact", "mnist-deep"} <= set(table.index) and "notes.txt" not in table.index


def test_the_button_deletes_a_damaged_run(home):
    names = ("spec is a folder", "spec is brackets", "metrics hold a text")
    for number, name in enumerate(names):
        copy_run(home, f"damaged-{number}", DAMAGES[name])
    at = open_page("pages/runs.py")
    for number in range(len(names)):
        select_runs(at, f"damaged-{number}")
        assert f"damaged-{number} cannot be read" in read_errors(at)
        next(button for button in at.button if button.label == "Delete").click().run()
        # In this test the dialog is open only in the script run of its button.
        for button in [button for button in at.button if button.label == "Delete"]:
            button.click()
        at.run()
        assert not at.exception, [button.label for button in at.button]
        assert not (home / "runs" / f"damaged-{number}").exists()


@pytest.mark.parametrize("page", ["app.py", *(f"pages/explore_{name}.py" for name in EXPLORE)])
def test_a_page_opens_with_damaged_runs_in_the_workspace(home, page):
    write_damaged_runs(home)
    at = open_page(page, **({} if page == "app.py" else {"run": "intact"}))
    assert read_errors(at) == ""
    if page != "app.py":
        boxes = [box for box in at.selectbox if box.label == "Run"]
        n_readable = len(NAMES) - len(DAMAGED) + 1 + len(list(GALLERY.iterdir()))
        assert all(len(box.options) == n_readable for box in boxes) and boxes


def test_home_shows_the_newest_runs_that_can_be_read(home):
    copy_run(home, "intact")
    for name in ("metrics are a list", "history descends"):
        change("spec.json", created=time.time())(copy_run(home, name, DAMAGES[name]).path)
    at = open_page("app.py")
    links = [(link.proto.page, link.proto.query_string) for link in at.get("page_link")]
    assert read_errors(at) == ""
    assert ("explore_map", "run=intact") in links
    assert "All runs (3)" in [link.proto.label for link in at.get("page_link")]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in DAMAGED])
def test_home_shows_a_run_that_can_be_read_without_what_was_lost(home, name):
    copy_run(home, name, NAMES[name])
    at = open_page("app.py")
    assert read_errors(at) == ""
    assert f"run={name}" in [link.proto.query_string for link in at.get("page_link")]


def test_the_training_pages_open_with_damaged_runs_in_the_workspace(home):
    write_damaged_runs(home)
    for page in ("variational", "deep"):
        assert read_errors(open_page(f"pages/train_{page}.py")) == ""
    at = open_page("pages/train_variational.py", run="damaged-00")
    assert "damaged-00 cannot be read (metrics.json is damaged" in read_errors(at)


@pytest.mark.parametrize("name", ["lossy-06", "lossy-07", "lossy-00"])
def test_replay_shows_an_error_for_a_run_without_readable_epochs(home, name):
    copy_run(home, name, NAMES[name])
    assert "has no saved epoch that can be read" in read_errors(
        open_page("pages/explore_replay.py", run=name)
    )


def test_metrics_of_another_variant_are_reported_as_damaged(home):
    copy_run(home, "bare", lambda folder: (folder / "metrics.json").write_text("{}"))
    at = open_page("pages/train_variational.py", run="bare")
    assert "metrics.json is damaged: it has no negative_elbo" in read_errors(at)


def test_a_model_for_another_data_set_is_reported(home):
    copy_run(home, "swapped", change("spec.json", dataset="mnist"))
    at = open_page("pages/explore_map.py", run="swapped")
    assert "its model does not have 784 features" in read_errors(at)
