"""A fault of the program, anywhere on a page, is logged and shown as one sentence."""

import pytest
from streamlit.testing.v1 import AppTest

from aecore import logs
from aecore.datasets import load_dataset
from aecore.execution import training_task
from aecore.runs import Run, create_run
from tests.pages.opening import open_page, read_literal, select_runs

pytestmark = pytest.mark.faults


def page() -> None:
    """The script of a page that fails at the position in the session state."""
    import streamlit as st

    from aecore.errors import InvalidInput
    from pages.ui.errors import catch_faults, show_errors

    catch_faults()
    position = st.session_state["position"]

    def fail(here: str) -> None:
        if position == here:
            raise TypeError("/home/alice/secret.npz is no array")

    @st.fragment
    def show_part() -> None:
        fail("fragment")

    st.button("Press", on_click=fail, args=("callback",))
    with show_errors():
        fail("block")
        if position == "input":
            raise InvalidInput("Expected two samples, got one: choose another.")
    show_part()
    fail("page")
    if position == "outside":
        raise InvalidInput("Expected two samples, got one: choose another.")
    st.write("the end")


def open_failing_page(position: str) -> AppTest:
    at = AppTest.from_function(page)
    at.session_state["position"] = position
    return at.run()


@pytest.mark.parametrize("position", ["page", "block", "fragment", "callback"])
def test_a_fault_is_one_sentence_and_one_log_entry(home, position):
    at = open_failing_page(position)
    if position == "callback":
        at = at.button[0].click().run()
    assert not at.exception, (
        "Streamlit shows the exception itself: see pages/ui/uncaught.py, tested with 1.67.0"
    )
    (error,) = at.error
    assert read_literal(error.value).startswith("A fault in this program, not your input, caused this error")
    assert "TypeError" not in error.value and "alice" not in error.value
    (log,) = (home / "logs").iterdir()
    text = log.read_text()
    assert text.count(" entry=") == 1
    assert "TypeError: /home/alice/secret.npz is no array" in text
    assert log.name.startswith("web-")


@pytest.mark.parametrize("position", ["input", "outside"])
def test_an_invalid_input_is_shown_and_not_logged(home, position):
    at = open_failing_page(position)
    assert not at.exception
    shown = [read_literal(warning.value) for warning in at.warning]
    assert shown == ["Expected two samples, got one: choose another."]
    assert not (home / "logs").exists()
    assert ("the end" in [text.value for text in at.markdown]) == (position == "input")


def test_a_fault_on_a_page_with_a_run_is_not_in_the_log_of_that_run(home):
    # Any visitor can open the address: their faults must not be in the log of another person's run.
    at = AppTest.from_function(page)
    at.session_state["position"] = "page"
    at.query_params["run"] = "digits-deep-1"
    at.run()
    assert at.error
    assert logs.read_entries("digits-deep-1") == ""
    (log,) = (home / "logs").iterdir()
    assert "digits-deep-1" in log.read_text()


@pytest.mark.parametrize("page", ["pages/train_basic.py", "pages/runs.py"])
def test_a_run_that_failed_by_a_fault_offers_its_log(page):
    run, other = fail_training(), fail_training()
    at = select(open_page(page, run=run.id), run)
    texts = " ".join(element.value for element in at.markdown)
    assert page == "pages/runs.py" or "A fault in this program" in read_literal(texts)
    (button,) = at.get("download_button")
    assert button.label == "Download log"
    offered = logs.read_entries(run.id)
    assert "TypeError: broken on purpose" in offered and 'File "aecore/execution/training_task.py"' in offered
    assert other.id not in offered


@pytest.mark.parametrize("page", ["pages/train_basic.py", "pages/runs.py"])
def test_in_a_public_demo_only_the_owner_is_offered_a_log(page, monkeypatch):
    monkeypatch.setenv("AECORE_PUBLIC", "1")
    run = fail_training(owner="alice")
    offers = {}
    for visitor in ("alice", "bob"):
        at = open_page(page, run=run.id)
        at.session_state["visitor"] = visitor
        offers[visitor] = len(select(at.run(), run).get("download_button"))
    assert offers == {"alice": 1, "bob": 0}


def fail_training(**options: str) -> Run:
    """A run whose training failed because of a fault of the program."""
    data = load_dataset("digits")
    run = create_run("basic", {"latent_dim": 2, "epochs": 1}, "digits", data.fingerprint, **options)

    def make_variant(*_: object) -> None:
        raise TypeError("broken on purpose")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_task, "make_variant", make_variant)
        training_task.train(run)
    assert run.state() == "failed"
    return run


def select(at: AppTest, run: Run) -> AppTest:
    """Selects a run in the table, if the page has one."""
    if not at.dataframe:
        return at
    return select_runs(at, run.id)
