"""A public demo: what its pages show, what they refuse, and what stays as it is without it."""

import re
import sys

import numpy as np
import pytest
from streamlit.config import get_option, set_option
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.projections.registry import projection_key
from aecore.runs import Run, create_run, find_run, list_runs
from aecore.runs.lease import Lease
from aecore.runs.selections import list_selections, save_selection
from tests.pages.opening import ROOT, open_page

ALICE = {"is_logged_in": True, "iss": "https://id.example", "sub": "alice", "name": "Alice *Liddell*"}


@pytest.fixture
def public(monkeypatch) -> None:
    monkeypatch.setenv("AECORE_PUBLIC", "1")


def new_run(owner: str = "", **hyperparameters) -> Run:
    data = load_dataset("digits")
    choices = {"epochs": 2, "latent_dim": 32, **hyperparameters}
    return create_run("deep", choices, "digits", data.fingerprint, owner=owner, time_limit=300)


def start(run: Run) -> Run:
    """The run as it is while a worker of another process trains it."""
    Lease.acquire(run)
    run.write_json("progress.json", {"stage": "starting", "seconds": 0})
    return run


def said(at: AppTest) -> str:
    return " ".join(element.value for kind in (at.error, at.warning) for element in kind).replace("\\", "")


def find_button(at: AppTest, label: str):
    return next((button for button in at.button if button.label == label), None)


def open_as(page: str, visitor: str, **query: str) -> AppTest:
    """A page in the session of an anonymous visitor."""
    at = open_page(page, **query)
    at.session_state["visitor"] = visitor
    return at.run()


def choose(at: AppTest, run: Run) -> AppTest:
    """Chooses a run in the table."""
    row = list(at.dataframe[0].value["run"]).index(run.id)
    at.session_state["runs"] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return at.run()


def test_a_local_dashboard_has_no_limits_no_account_and_deletes_freely():
    run = new_run(owner="somebody")
    at = choose(open_page("pages/runs.py"), run)
    assert not find_button(at, "Delete").disabled
    assert find_button(at, "Log in") is None
    assert "public demo" not in " ".join(element.value for element in at.markdown)
    at = open_page("pages/train_deep.py", dataset="digits")
    assert at.number_input(key="deep.epochs.60").max == 10_000


def test_a_public_demo_says_what_it_allows(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_EPOCHS", "7")
    texts = " ".join(element.value for element in open_page("app.py").sidebar.markdown)
    assert "only the person who made a run can stop or delete it" in texts
    assert "- 7 epochs" in texts
    assert "- 10 MB in one uploaded file" in texts


def test_the_switch_can_stand_in_the_secrets():
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    at.secrets["AECORE_PUBLIC"] = True
    at.secrets["AECORE_MAX_EPOCHS"] = 8
    assert "- 8 epochs" in " ".join(element.value for element in at.run().sidebar.markdown)


def test_a_limit_that_is_no_number_is_told_and_nothing_can_be_started(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_EPOCHS", "many")
    at = open_page("pages/train_deep.py", dataset="digits")
    assert "AECORE_MAX_EPOCHS must be a whole number" in said(at)
    assert find_button(at, "Start") is None


def test_the_form_ends_where_the_limits_do(public):
    at = open_page("pages/train_deep.py", dataset="digits")
    assert at.number_input(key="deep.epochs.60").max == 100
    assert at.number_input(key="deep.batch_size.32").max == 1024
    at = open_page("pages/train_deep.py", dataset="digits", epochs="500")
    assert "epochs must be a whole number from 1 to 100" in said(at)


def test_the_form_starts_from_a_run_that_is_beyond_the_limits(public):
    run = new_run(epochs=5000)
    at = open_page("pages/train_deep.py", run=run.id)
    assert at.number_input(key="deep.epochs.100").value == 100


def test_a_data_set_that_is_too_large_is_refused_with_those_that_are_not(public):
    at = open_page("pages/train_deep.py", dataset="cifar10")
    assert "numbers in all samples of a training, but 153,600,000 were asked for: choose one of" in said(at)
    assert "MNIST" in said(at)
    assert find_button(at, "Start") is None


def test_a_network_that_is_too_large_is_refused_where_the_run_would_be_made(public):
    at = open_page("pages/train_deep.py", dataset="digits")
    at.text_input[0].set_value("4096, 4096")
    find_button(at, "Start").click().run()
    assert "This public demo allows 2,000,000 parameters in a network, but 3" in said(at)
    assert not [run for run in list_runs() if not run.is_ready_made]


def test_limits_hold_without_the_widgets(public, monkeypatch):
    at = open_page("pages/train_deep.py", dataset="digits")
    monkeypatch.setattr(sys.modules["pages.ui.permissions"], "highest_hyperparameters", dict)
    at.run().number_input(key="deep.epochs.60").set_value(101)
    find_button(at, "Start").click().run()
    assert "This public demo allows 100 epochs, but 101 were asked for" in said(at)
    assert not [run for run in list_runs() if not run.is_ready_made]


@pytest.mark.parametrize(("visitor", "is_theirs"), [("alice", True), ("bob", False)])
def test_a_run_is_deleted_by_its_owner_alone(public, visitor, is_theirs):
    mine, nobodys = new_run(owner="alice"), new_run()
    at = open_as("pages/runs.py", visitor)
    button = find_button(choose(at, mine), "Delete")
    assert button.disabled is not is_theirs
    assert ("person who made it" in button.help) is not is_theirs
    assert find_button(choose(at, nobodys), "Delete").disabled


def test_a_damaged_run_belongs_to_nobody(public):
    run = new_run(owner="alice")
    (run.path / "spec.json").write_bytes(b"{")
    assert find_button(choose(open_as("pages/runs.py", "alice"), run), "Delete").disabled


@pytest.mark.parametrize(("visitor", "is_theirs"), [("alice", True), ("bob", False)])
def test_a_run_is_resumed_by_its_owner_alone(public, visitor, is_theirs):
    run = new_run(owner="alice")
    at = open_as("pages/train_deep.py", visitor, run=run.id)
    assert find_button(at, "Resume").disabled is not is_theirs


@pytest.mark.parametrize(("visitor", "is_theirs"), [("alice", True), ("bob", False)])
def test_a_run_is_stopped_by_its_owner_alone(public, visitor, is_theirs):
    run = start(new_run(owner="alice"))
    at = open_as("pages/train_deep.py", visitor, run=run.id)
    stop = find_button(at, "Stop")
    assert stop.disabled is not is_theirs
    if is_theirs:
        stop.click().run()
    assert run.stop_requested is is_theirs


@pytest.mark.parametrize(("visitor", "is_theirs"), [("alice", True), ("bob", False)])
def test_a_selection_is_deleted_and_replaced_by_its_owner_alone(public, visitor, is_theirs):
    data = load_dataset("digits")
    save_selection("digits", data.fingerprint, "mine", np.array([1500, 1501]), "alice")
    at = open_as("pages/explore_map.py", visitor, run="digits-variational", selection="mine")
    at.session_state["selected"] = {"digits": np.array([1500])}
    at.session_state["selection_tab"] = "Save"
    at.run()
    button = next(button for button in at.button if "Delete" in button.label)
    assert button.disabled is not is_theirs
    find_button(at, "Save").click().run()
    assert ("a selection can be changed and deleted only by" in said(at)) is not is_theirs
    assert list_selections("digits") == ["mine"]


def test_uploads_are_measured_by_the_server(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_UPLOAD_MB", "1")
    at = open_page("pages/explore_own_input.py", run="mnist-deep", own_by="Upload")
    at.file_uploader(key="own_picture").upload("x.png", b"x" * (2**20 + 1)).run()
    assert "1 MB in one uploaded file, but 2 were asked for" in said(at)


@pytest.mark.parametrize(
    ("visitor", "problem"), [("alice", "2 queued or running tasks of one visitor"), ("bob", "")]
)
def test_queued_runs_are_counted_by_their_owner(public, visitor, problem):
    running = [start(new_run(owner="alice")).id for _ in range(2)]
    at = open_as("pages/train_deep.py", visitor, dataset="digits")
    at.number_input(key="deep.epochs.60").set_value(1)
    find_button(at, "Start").click().run()
    assert problem in said(at)
    started = [run for run in list_runs() if not run.is_ready_made and run.id not in running]
    assert len(started) == (not problem)


def test_a_run_without_a_time_limit_is_not_resumed(public):
    data = load_dataset("digits")
    run = create_run("deep", {"epochs": 2, "latent_dim": 32}, "digits", data.fingerprint, owner="alice")
    at = open_as("pages/train_deep.py", "alice", run=run.id)
    find_button(at, "Resume").click().run()
    assert "was started with no limit: start a new one" in said(at)
    assert run.state() == "interrupted"


def test_a_run_beyond_the_limits_is_not_resumed(public):
    run = new_run(owner="alice", epochs=101)
    at = open_as("pages/train_deep.py", "alice", run=run.id)
    find_button(at, "Resume").click().run()
    assert "allows 100 epochs, but 101 were asked for" in said(at)
    assert run.state() == "interrupted"


def test_maps_are_limited_too(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_ROWS", "10000")
    at = open_page("pages/explore_map.py", run="mnist-deep", method="t-SNE", perplexity="12")
    assert at.selectbox(key="n").options == ["2,000", "10,000"]
    monkeypatch.setenv("AECORE_MAX_ROWS", "1000")
    at.selectbox(key="n").set_value(2000).run()
    next(button for button in at.button if button.label.startswith("Compute")).click().run()
    assert "1,000 samples in a map, but 2,000 were asked for: choose fewer samples" in said(at)


def test_a_map_in_the_queue_counts_for_who_started_it(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_VISITOR_TASKS", "1")
    asked = {"run": "mnist-deep", "method": "t-SNE", "perplexity": "11", "steps": "2000"}
    at = open_as("pages/explore_map.py", "alice", **asked)
    next(button for button in at.button if button.label.startswith("Compute")).click().run()
    assert said(at) == ""
    for visitor, problem in (("alice", "1 queued or running tasks of one visitor, but 2"), ("bob", "")):
        at = open_as("pages/train_deep.py", visitor, dataset="digits")
        at.number_input(key="deep.epochs.60").set_value(1)
        find_button(at, "Start").click().run()
        assert problem in said(at)
    key = projection_key("tsne", {"part": "test", "n": 10_000, "perplexity": 11.0, "steps": 2000})
    find_run("mnist-deep").stop_projection(key)


def ask_who_may_stop() -> None:
    import streamlit as st

    from pages.ui import visitor_tasks

    if st.session_state["starts"]:
        visitor_tasks.note_projection("a-run/a-map")
    st.session_state["may_stop"] = visitor_tasks.started_projection("a-run/a-map")


def test_a_map_is_stopped_by_who_started_it_alone(monkeypatch):
    may_stop = {}
    for is_public in (True, False):
        monkeypatch.setenv("AECORE_PUBLIC", str(int(is_public)))
        for visitor in ("alice", "bob"):
            at = AppTest.from_function(ask_who_may_stop)
            at.session_state["visitor"], at.session_state["starts"] = visitor, visitor == "alice"
            at.run()
            may_stop[is_public, visitor] = at.session_state["may_stop"]
    assert may_stop == {
        (True, "alice"): True,
        (True, "bob"): False,
        (False, "alice"): True,
        (False, "bob"): True,
    }


@pytest.mark.parametrize("is_public", [False, True])
def test_who_is_logged_in_is_shown_literally_and_owns_what_they_start(is_public, monkeypatch):
    if is_public:
        monkeypatch.setenv("AECORE_PUBLIC", "1")
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    at.user = dict(ALICE)
    at.run()
    assert any("Alice \\*Liddell\\*" in element.value for element in at.sidebar.caption)
    assert find_button(at, "Log out")
    at.query_params["dataset"] = "digits"
    at.switch_page("pages/train_deep.py").run()
    at.number_input(key="deep.epochs.60").set_value(1)
    find_button(at, "Start").click().run()
    (run,) = [run for run in list_runs() if not run.is_ready_made]
    assert re.fullmatch("[0-9a-f]{32}", run.spec.owner)
    assert run.spec.time_limit == (300 if is_public else None)


def test_nobody_in_particular_owns_what_is_started_locally():
    at = open_page("pages/train_deep.py", dataset="digits")
    at.number_input(key="deep.epochs.60").set_value(1)
    find_button(at, "Start").click().run()
    (run,) = [run for run in list_runs() if not run.is_ready_made]
    assert (run.spec.owner, run.spec.time_limit) == ("", None)


def test_secrets_that_cannot_be_read_start_nothing(tmp_path, request):
    path = tmp_path / "secrets.toml"
    path.write_text("AECORE_PUBLIC = ")
    before = get_option("secrets.files")
    request.addfinalizer(lambda: set_option("secrets.files", before))
    set_option("secrets.files", [str(path)])
    at = open_page("pages/train_deep.py", dataset="digits")
    assert "secrets.toml that can be read" in said(at)
    assert find_button(at, "Start") is None
