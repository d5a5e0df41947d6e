"""What can be done with the selected runs: open, name, delete and compare."""

import streamlit as st

from aecore.runs import Run
from aecore.runs.names import MAX_LENGTH, read_name, write_name
from aecore.variants import VARIANTS
from pages.ui import permissions, state, workers
from pages.ui.errors import find_problem, show_errors
from pages.ui.markdown import escape_markdown
from pages.ui.readable_runs import check_run, is_readable
from pages.ui.runs.log import offer_log
from pages.ui.shell import make_run_query
from pages.ui.widgets.run_links import show_links
from pages.ui.widgets.run_titles import get_title

_N_COMPARED = 2


def show_actions(selected: list[Run]) -> None:
    """Shows the actions for one selected run, or a link that compares two."""
    if len(selected) == 1:
        _show_run_actions(selected[0])
    elif len(selected) == _N_COMPARED:
        _show_comparison(*selected)
    else:
        st.caption("Select one run to open, rename or delete it, or two runs to compare them.")


def _show_run_actions(run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with show_errors():
            check_run(run)
            if run.spec.variant in VARIANTS:
                show_training_link(run, "View training")
            if run.has_model:
                show_links(run)
            offer_log(run)
        if run.is_ready_made:
            return
        refusal = permissions.find_run_refusal(run)
        help = escape_markdown(refusal or "") or None
        if is_readable(run) and st.button(
            "Rename", icon=":material/edit:", disabled=bool(refusal), help=help
        ):
            _ask_name(run)
        if st.button("Delete", icon=":material/delete:", disabled=bool(refusal), help=help):
            _confirm_delete(run)


def show_training_link(run: Run, label: str) -> None:
    """Shows a link to a run on the training page of its variant."""
    st.page_link(
        f"pages/train_{run.spec.variant}.py",
        label=label,
        icon=":material/monitoring:",
        query_params=make_run_query(run.id) | {state.DATASET: run.spec.dataset},
        width="content",
    )


def _show_comparison(first: Run, second: Run) -> None:
    unfinished = [run for run in (first, second) if find_problem(check_run, run) or not run.has_model]
    if unfinished:
        st.caption(escape_markdown(f"The run {unfinished[0].id} has no model yet: choose two finished runs."))
        return
    st.page_link(
        "pages/explore_compare.py",
        label="Compare these two runs",
        icon=":material/splitscreen_right:",
        query_params={state.RUN: first.id, state.RUN.on("other_"): second.id},
        width="content",
    )


@st.dialog("Rename this run")
def _ask_name(run: Run) -> None:
    with st.form("name", border=False), show_errors():
        name = st.text_input(
            "Name",
            read_name(run),
            max_chars=MAX_LENGTH,
            placeholder=get_title(run),
            help="An empty name shows variant and data set again.",
        )
        if st.form_submit_button("Save", type="primary", icon=":material/check:"):
            permissions.check_run_owner(run)
            write_name(run, name)
            st.rerun()


@st.dialog("Delete this run?")
def _confirm_delete(run: Run) -> None:
    title = "" if find_problem(check_run, run) else f" ({escape_markdown(get_title(run))})"
    st.markdown(
        f"**{escape_markdown(run.id)}**{title} is deleted with its model and its maps. This cannot be undone."
    )
    with st.container(horizontal=True), show_errors():
        if st.button("Delete", type="primary", icon=":material/delete:"):
            permissions.check_run_owner(run)
            run.request_stop()
            with show_errors():  # a run can be deleted without workers, too
                workers.engine().cancel(run)
            run.delete()
            st.rerun()
        if st.button("Cancel"):
            st.rerun()
