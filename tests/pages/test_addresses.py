"""Addresses that nobody would write: every page opens, whatever its parameters say."""

import ast
import json

import pytest

from tests.pages.addresses import NASTY, PARAMETERS, mix_addresses
from tests.pages.opening import ROOT, open_page

PAGES = sorted(PARAMETERS)


def test_the_table_names_every_page():
    files = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("pages/*.py")}
    assert set(PARAMETERS) == files | {"app.py"}


def test_the_table_names_every_bound_parameter():
    known = {name for names in PARAMETERS.values() for name in names}
    found = set()
    for path in (ROOT / "pages").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and any(keyword.arg == "bind" for keyword in node.keywords):
                key = next(keyword.value for keyword in node.keywords if keyword.arg == "key")
                found |= {c.value for c in ast.walk(key) if isinstance(c, ast.Constant)}
    assert {"method", "part", "drawn", "epoch", "own_text"} <= known
    assert found - {"key"} <= known
    assert len(found) > 20


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_every_parameter_empty(page):
    at = open_page(page, **dict.fromkeys(PARAMETERS[page], ""))
    assert at.title[0].value
    assert not at.error and not at.warning
    assert "" not in at.query_params.values()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_nonsense_in_half_of_its_parameters(page):
    for query in mix_addresses(page, 2):
        at = open_page(page, **query)
        assert at.title[0].value, query


def test_the_last_value_of_a_repeated_parameter_counts():
    at = open_page("pages/explore_map.py", run=["mnist-deep", "digits-variational", ""], n=["2000", "30,000"])
    assert at.selectbox(key="picked_run").value == "digits-variational"
    assert at.selectbox(key="n").value == 30_000
    assert at.query_params == {"run": "digits-variational", "n": "30,000"}


def test_a_parameter_longer_than_any_page_writes_is_dropped():
    at = open_page("pages/data.py", dataset="x" * 1001)
    assert not at.error
    assert "dataset" not in at.query_params


def test_the_nasty_values_are_about_thirty():
    assert len({str(value) for value in NASTY}) == len(NASTY) > 30


@pytest.mark.parametrize("view", ["9" * 400 + ",1,1,1", "1,1,1,1." + "1" * 400, "1e9,1,1,1"])
def test_a_view_that_no_map_has_is_passed_over(view):
    at = open_page("pages/explore_map.py", run="digits-variational", view=view)
    told = [json.loads(node.proto.json) for node in at.main if node.type == "bidi_component"]
    assert [data["view"] for data in told if "view" in data] == [None]


@pytest.mark.parametrize("text", ["9" * 5000, "#" + "9" * 30, "-1", "9" * 9])
def test_a_number_that_no_sample_has_finds_nothing(text):
    at = open_page("pages/explore_map.py", run="digits-variational")
    at.text_input(key="find").set_value(text).run()
    assert not at.exception
    assert any("No displayed sample" in caption.value for caption in at.caption)
