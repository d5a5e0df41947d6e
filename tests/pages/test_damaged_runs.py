"""Damaged runs stand in the table of runs with Delete, and take nothing else with them."""

import pytest

from tests.pages.opening import open_page, read_literal
from tests.runs.mutations import DAMAGES, LOSSES, STRAY, change, copy_run

EXPLORE = ("map", "replay", "compare", "generate", "paths", "own_input", "reconstructions")
NAMES = {
    f"{kind}-{number:02d}": mutate
    for kind, mutations in (("damaged", DAMAGES), ("lossy", LOSSES), ("strayed", STRAY))
    for number, mutate in enumerate(mutations.values())
}
DAMAGED = {name for name in NAMES if name.startswith("damaged")}


def fill(home) -> None:
    """One workspace with every kind of damage at once."""
    for name, mutate in NAMES.items():
        copy_run(home, name, mutate)
    copy_run(home, "whole")
    (home / "runs" / "notes.txt").write_text("stray")


def said(at) -> str:
    return " ".join(read_literal(element.value) for element in at.error)


def test_damaged_runs_stand_in_the_table_and_can_be_deleted(home):
    fill(home)
    table = open_page("pages/runs.py").dataframe[0].value.set_index("run")
    damaged = table[table["state"] == "damaged"]
    assert set(damaged.index) == DAMAGED
    assert damaged["note"].str.contains(r"delete it on the Runs page\.$|does not exist").all()
    assert {"whole", "mnist-deep"} <= set(table.index) and "notes.txt" not in table.index


@pytest.mark.parametrize("page", ["app.py", *(f"pages/explore_{name}.py" for name in EXPLORE)])
def test_a_page_opens_beside_all_damaged_runs(home, page):
    fill(home)
    # `open_page` refuses any traceback.
    at = open_page(page, **({} if page == "app.py" else {"run": "whole"}))
    assert said(at) == ""
    if page != "app.py":
        boxes = [box for box in at.selectbox if box.label == "Run"]
        n_readable = len(NAMES) - len(DAMAGED) + 1 + 5
        assert all(len(box.options) == n_readable for box in boxes) and boxes


def test_the_pages_of_variants_open_beside_all_damaged_runs(home):
    fill(home)
    for page in ("variational", "deep"):
        assert said(open_page(f"pages/train_{page}.py")) == ""
    at = open_page("pages/train_variational.py", run="damaged-00")
    assert "damaged-00 cannot be read (metrics.json is damaged" in said(at)


@pytest.mark.parametrize("name", ["lossy-06", "lossy-07", "lossy-00"])
def test_a_run_without_readable_epochs_is_told_by_the_replay(home, name):
    copy_run(home, name, NAMES[name])
    assert "kept no epoch that can be read" in said(open_page("pages/explore_replay.py", run=name))


def test_metrics_of_another_variant_are_told_and_not_a_traceback(home):
    copy_run(home, "bare", lambda folder: (folder / "metrics.json").write_text("{}"))
    at = open_page("pages/train_variational.py", run="bare")
    assert "metrics.json is damaged: it has no negative_elbo" in said(at)


def test_a_model_that_is_not_of_the_data_set_is_told(home):
    copy_run(home, "swapped", change("spec.json", dataset="mnist"))
    at = open_page("pages/explore_map.py", run="swapped")
    assert "its model is not for 784 numbers" in said(at)
