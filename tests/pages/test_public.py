"""A public demo: its pages, its limits, and the dashboard without limits."""

import re
import sys

import numpy as np
import pytest
from streamlit.config import get_option, set_option
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.projections import ProjectionSpec
from aecore.runs import Run, create_run, find_run, list_runs
from aecore.runs.lease import Lease
from aecore.runs.selections import list_selections, save_selection
from tests.pages.opening import ROOT, open_page, select_runs

ALICE = {"is_logged_in": True, "iss": "https://id.example", "sub": "alice", "name": "Alice *Liddell*"}


@pytest.fixture
def public(monkeypatch) -> None:
    monkeypatch.setenv("AECORE_PUBLIC", "1")


def new_run(owner: str = "", **hyperparameters) -> Run:
    data = load_dataset("digits")
    choices = {"epochs": 2, "latent_dim": 32, **hyperparameters}
    return create_run("deep", choices, "digits", data.fingerprint, owner=owner, time_limit=300)


def mark_started(run: Run) -> Run:
    """Changes a run to the state in which a worker of another process trains it."""
    Lease.acquire(run)
    run.write_json("progress.json", {"stage": "starting", "seconds": 0})
    return run


def read_problems(at: AppTest) -> str:
    return " ".join(element.value for kind in (at.error, at.warning) for element in kind).replace("\\", "")


def find_button(at: AppTest, label: str):
    return next((button for button in at.button if button.label == label), None)


def open_as(page: str, visitor: str, **query: str) -> AppTest:
    """Opens a page in the session of an anonymous visitor."""
    at = open_page(page, **query)
    at.session_state["visitor"] = visitor
    return at.run()


def test_a_local_dashboard_has_no_limits_no_account_and_deletes_freely():
    run = new_run(owner="somebody")
    at = select_runs(open_page("pages/runs.py"), run.id)
    assert not find_button(at, "Delete").disabled
    assert find_button(at, "Log in") is None
    assert "public demo" not in " ".join(element.value for element in at.markdown)
    at = open_page("pages/train_deep.py", dataset="digits")
    assert at.number_input(key="deep.epochs.60").max == 10_000


def test_a_public_demo_shows_its_limits(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_EPOCHS", "7")
    texts = " ".join(element.value for element in open_page("app.py").sidebar.markdown)
    assert "only the person who made a run can stop or delete it" in texts
    assert "- 7 epochs" in texts
    assert "- 10 MB in one uploaded file" in texts


def test_a_public_demo_can_be_configured_in_the_secrets():
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    at.secrets["AECORE_PUBLIC"] = True
    at.secrets["AECORE_MAX_EPOCHS"] = 8
    assert "- 8 epochs" in " ".join(element.value for element in at.run().sidebar.markdown)


def test_an_invalid_limit_is_shown_and_nothing_can_be_started(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_EPOCHS", "many")
    at = open_page("pages/train_deep.py", dataset="digits")
    assert "AECORE_MAX_EPOCHS must be a whole number" in read_problems(at)
    assert find_button(at, "Start") is None


def test_the_form_has_the_limits_as_maximum(public):
    at = open_page("pages/train_deep.py", dataset="digits")
    assert at.number_input(key="deep.epochs.60").max == 100
    assert at.number_input(key="deep.batch_size.32").max == 1024
    at = open_page("pages/train_deep.py", dataset="digits", epochs="500")
    assert "epochs must be a whole number from 1 to 100" in read_problems(at)


def test_the_form_of_a_run_beyond_the_limits_has_the_maximum(public):
    run = new_run(epochs=5000)
    at = open_page("pages/train_deep.py", run=run.id)
    assert at.number_input(key="deep.epochs.100").value == 100


def test_a_data_set_that_is_too_large_is_refused_with_alternatives(public):
    at = open_page("pages/train_deep.py", dataset="cifar10")
    assert (
        "numbers in all samples of a training, but 153,600,000 were asked for: choose one of"
        in read_problems(at)
    )
    assert "MNIST" in read_problems(at)
    assert find_button(at, "Start") is None


def test_a_network_that_is_too_large_is_refused_before_a_run_is_created(public):
    at = open_page("pages/train_deep.py", dataset="digits")
    at.text_input[0].set_value("4096, 4096")
    find_button(at, "Start").click().run()
    assert "This public demo allows 2,000,000 parameters in a network, but 3" in read_problems(at)
    assert not [run for run in list_runs() if not run.is_ready_made]


def test_limits_are_checked_independently_of_the_widgets(public, monkeypatch):
    at = open_page("pages/train_deep.py", dataset="digits")
    monkeypatch.setattr(sys.modules["pages.ui.permissions"], "highest_hyperparameters", dict)
    at.run().number_input(key="deep.epochs.60").set_value(101)
    find_button(at, "Start").click().run()
    assert "This public demo allows 100 epochs, but 101 were asked for" in read_problems(at)
    assert not [run for run in list_runs() if not run.is_ready_made]


@pytest.mark.parametrize(("visitor", "is_theirs"), [("alice", True), ("bob", False)])
def test_a_run_can_be_deleted_only_by_its_owner(public, visitor, is_theirs):
    owned, ownerless = new_run(owner="alice"), new_run()
    at = open_as("pages/runs.py", visitor)
    button = find_button(select_runs(at, owned.id), "Delete")
    assert button.disabled is not is_theirs
    assert ("person who made it" in button.help) is not is_theirs
    assert find_button(select_runs(at, ownerless.id), "Delete").disabled


def test_a_damaged_run_has_no_owner(public):
    run = new_run(owner="alice")
    (run.path / "spec.json").write_bytes(b"{")
    assert find_button(select_runs(open_as("pages/runs.py", "alice"), run.id), "Delete").disabled


@pytest.mark.parametrize(("visitor", "is_theirs"), [("alice", True), ("bob", False)])
def test_a_run_can_be_resumed_only_by_its_owner(public, visitor, is_theirs):
    run = new_run(owner="alice")
    at = open_as("pages/train_deep.py", visitor, run=run.id)
    assert find_button(at, "Resume").disabled is not is_theirs


@pytest.mark.parametrize(("visitor", "is_theirs"), [("alice", True), ("bob", False)])
def test_a_run_can_be_stopped_only_by_its_owner(public, visitor, is_theirs):
    run = mark_started(new_run(owner="alice"))
    at = open_as("pages/train_deep.py", visitor, run=run.id)
    stop = find_button(at, "Stop training")
    assert stop.disabled is not is_theirs
    if is_theirs:
        stop.click().run()
    assert run.stop_requested is is_theirs


@pytest.mark.parametrize(("visitor", "is_theirs"), [("alice", True), ("bob", False)])
def test_a_selection_can_be_changed_only_by_its_owner(public, visitor, is_theirs):
    data = load_dataset("digits")
    save_selection("digits", data.fingerprint, "mine", np.array([1500, 1501]), "alice")
    at = open_as("pages/explore_map.py", visitor, run="digits-variational", selection="mine")
    at.session_state["selected"] = {"digits": np.array([1500])}
    at.session_state["selection_tab"] = "Save"
    at.run()
    button = next(button for button in at.button if "Delete" in button.label)
    assert button.disabled is not is_theirs
    find_button(at, "Save").click().run()
    assert ("a selection can be changed and deleted only by" in read_problems(at)) is not is_theirs
    assert list_selections("digits") == ["mine"]


def test_the_server_checks_the_size_of_an_upload(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_UPLOAD_MB", "1")
    at = open_page("pages/explore_own_input.py", run="mnist-deep", own_by="Upload")
    at.file_uploader(key="own_picture").upload("x.png", b"x" * (2**20 + 1)).run()
    assert "1 MB in one uploaded file, but 2 were asked for" in read_problems(at)


@pytest.mark.parametrize(
    ("visitor", "problem"), [("alice", "2 queued or running tasks of one visitor"), ("bob", "")]
)
def test_queued_runs_are_counted_by_their_owner(public, visitor, problem):
    running = [mark_started(new_run(owner="alice")).id for _ in range(2)]
    at = open_as("pages/train_deep.py", visitor, dataset="digits")
    at.number_input(key="deep.epochs.60").set_value(1)
    find_button(at, "Start").click().run()
    assert problem in read_problems(at)
    started = [run for run in list_runs() if not run.is_ready_made and run.id not in running]
    assert len(started) == (not problem)


def test_a_run_without_a_time_limit_cannot_be_resumed(public):
    data = load_dataset("digits")
    run = create_run("deep", {"epochs": 2, "latent_dim": 32}, "digits", data.fingerprint, owner="alice")
    at = open_as("pages/train_deep.py", "alice", run=run.id)
    find_button(at, "Resume").click().run()
    assert "was started with no limit: start a new one" in read_problems(at)
    assert run.state() == "interrupted"


def test_a_run_beyond_the_limits_cannot_be_resumed(public):
    run = new_run(owner="alice", epochs=101)
    at = open_as("pages/train_deep.py", "alice", run=run.id)
    find_button(at, "Resume").click().run()
    assert "allows 100 epochs, but 101 were asked for" in read_problems(at)
    assert run.state() == "interrupted"


def test_maps_are_limited(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_ROWS", "10000")
    at = open_page("pages/explore_map.py", run="mnist-deep", method="t-SNE", perplexity="12")
    assert at.selectbox(key="n").options == ["2,000", "10,000"]
    monkeypatch.setenv("AECORE_MAX_ROWS", "1000")
    at.selectbox(key="n").set_value(2000).run()
    next(button for button in at.button if button.label.startswith("Compute")).click().run()
    assert "1,000 samples in a map, but 2,000 were asked for: choose fewer samples" in read_problems(at)


def test_a_queued_map_counts_for_the_visitor_who_started_it(public, monkeypatch):
    monkeypatch.setenv("AECORE_MAX_VISITOR_TASKS", "1")
    query = {"run": "mnist-deep", "method": "t-SNE", "perplexity": "11", "steps": "2000"}
    at = open_as("pages/explore_map.py", "alice", **query)
    next(button for button in at.button if button.label.startswith("Compute")).click().run()
    assert read_problems(at) == ""
    for visitor, problem in (("alice", "1 queued or running tasks of one visitor, but 2"), ("bob", "")):
        at = open_as("pages/train_deep.py", visitor, dataset="digits")
        at.number_input(key="deep.epochs.60").set_value(1)
        find_button(at, "Start").click().run()
        assert problem in read_problems(at)
    spec = ProjectionSpec("tsne", "test", 10_000, hyperparameters={"perplexity": 11.0})
    find_run("mnist-deep").stop_projection(spec.key)


def page_of_a_map() -> None:
    import streamlit as st

    from pages.ui import visitor_tasks

    if st.session_state["starts"]:
        visitor_tasks.note_projection("a-run/a-map")
    st.session_state["may_stop"] = visitor_tasks.started_projection("a-run/a-map")


def test_a_map_can_be_stopped_only_by_the_visitor_who_started_it(monkeypatch):
    may_stop = {}
    for is_public in (True, False):
        monkeypatch.setenv("AECORE_PUBLIC", str(int(is_public)))
        for visitor in ("alice", "bob"):
            at = AppTest.from_function(page_of_a_map)
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
def test_a_logged_in_person_is_shown_literally_and_owns_their_runs(is_public, monkeypatch):
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


def test_a_run_of_a_local_dashboard_has_no_owner():
    at = open_page("pages/train_deep.py", dataset="digits")
    at.number_input(key="deep.epochs.60").set_value(1)
    find_button(at, "Start").click().run()
    (run,) = [run for run in list_runs() if not run.is_ready_made]
    assert (run.spec.owner, run.spec.time_limit) == ("", None)


def test_nothing_can_be_started_with_damaged_secrets(tmp_path, request):
    path = tmp_path / "secrets.toml"
    path.write_text("AECORE_PUBLIC = ")
    before = get_option("secrets.files")
    request.addfinalizer(lambda: set_option("secrets.files", before))
    set_option("secrets.files", [str(path)])
    at = open_page("pages/train_deep.py", dataset="digits")
    assert "Expected a valid secrets.toml" in read_problems(at)
    assert find_button(at, "Start") is None
