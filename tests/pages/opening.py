"""Helpers to open a page without a browser, and to read its texts."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pages.ui.runs.table import get_table_key

ROOT = Path(__file__).parents[2]


def open_page(page: str, /, **query: str | list[str]) -> AppTest:
    """Opens a page by a link with query parameters."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in query.items():
        at.query_params[name] = value
    at.switch_page(page).run()
    assert not at.exception
    return at


def select_runs(at: AppTest, *run_ids: str) -> AppTest:
    """Selects runs in the table of the Runs page."""
    ids = list(at.dataframe[0].value["run"])
    rows = [ids.index(run_id) for run_id in run_ids]
    at.session_state[get_table_key(ids)] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    return at.run()


def read_literal(markdown: str) -> str:
    """Reverts the escaping of a text (see `pages.ui.markdown`); other markdown is unchanged."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace(":small[]", ""))
