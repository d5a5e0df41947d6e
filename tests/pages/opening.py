"""Opening a page without a browser, and reading what it says."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def open_page(page: str, /, **query: str | list[str]) -> AppTest:
    """The page as somebody meets it who follows a link with this query."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in query.items():
        at.query_params[name] = value
    at.switch_page(page).run()
    assert not at.exception
    return at


def read_literal(markdown: str) -> str:
    """What a person reads where a text was escaped (see `pages.ui.markdown`); its other markdown stays."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace(":small[]", ""))
