"""Helpers to open a page without a browser, and to read its texts."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def open_page(page: str, /, **query: str | list[str]) -> AppTest:
    """Opens a page by a link with query parameters."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in query.items():
        at.query_params[name] = value
    at.switch_page(page).run()
    assert not at.exception
    return at


def read_literal(markdown: str) -> str:
    """Reverts the escaping of a text (see `pages.ui.markdown`); other markdown is unchanged."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace(":small[]", ""))
