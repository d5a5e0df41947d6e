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


def test_the_button_deletes_a_damaged_run(home):
    names = ("spec is a folder", "spec is brackets", "metrics hold a text")
    for number, name in enumerate(names):
        copy_run(home, f"damaged-{number}", DAMAGES[name])
    at = open_page("pages/runs.py")
    for number in range(len(names)):
        row = list(at.dataframe[0].value["run"]).index(f"damaged-{number}")
        at.session_state["runs"] = {"selection": {"rows": [row], "columns": [], "cells": []}}
        at.run()
        assert f"damaged-{number} cannot be read" in said(at)
        next(button for button in at.button if button.label == "Delete").click().run()
        # The question is open only in the run of its button here: a browser runs it alone.
        for button in [button for button in at.button if button.label == "Delete"]:
            button.click()
        at.run()
        assert not at.exception, [button.label for button in at.button]
        assert not (home / "runs" / f"damaged-{number}").exists()


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
