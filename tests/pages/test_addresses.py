"""Invalid addresses: every page opens, whatever its query parameters are."""

import ast
import json

import pytest

from pages.ui import state
from pages.ui.state import Parameter
from tests.pages.addresses import NASTY, PARAMETERS, mix_addresses
from tests.pages.opening import ROOT, open_page

PAGES = sorted(PARAMETERS)


def test_the_table_names_every_page():
    files = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("pages/*.py")}
    assert set(PARAMETERS) == files | {"app.py"}


def test_the_table_names_every_parameter():
    listed = {name for names in PARAMETERS.values() for name in names}
    declared = {str(key) for key in vars(state).values() if isinstance(key, Parameter)}
    assert {"run", "method", "part", "drawn", "epoch", "own_text"} <= declared
    assert declared <= listed


def test_keys_and_parameters_are_declared_in_one_place():
    found = []
    for path in [ROOT / "app.py", *(ROOT / "pages").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [literal for literal in _find_names(node) if isinstance(literal, ast.Constant)]
            found += [f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(name)}" for name in names]
    assert not found, "declare these in pages/ui/state.py"


def test_find_names_finds_each_kind_of_key():
    script = """
st.session_state["a"]
st.query_params["b"] = 1
st.query_params.get("c", "")
st.session_state.setdefault(f"d-{run}", 0)
st.slider("Steps", key=side + "e", bind="query-params")
st.rerun("f")
st.fragment(key="g")
st.text_input("Find", key=state.SEARCH)
"""
    names = [name for node in ast.walk(ast.parse(script)) for name in _find_names(node)]
    literals = {name.value for name in names if isinstance(name, ast.Constant)}
    assert literals == {"a", "b", "c", "d-", "e", "f", "g"}


def _find_names(node: ast.AST) -> list[ast.AST]:
    """Returns what a node uses as a key of the session state or the address, or as the name of a fragment."""
    stores = ("st.session_state", "st.query_params")
    keys: list[ast.expr] = []
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) in stores:
        keys = [node.slice]
    elif isinstance(node, ast.Call):
        function, owner = ast.unparse(node.func), ast.unparse(getattr(node.func, "value", node.func))
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        if owner in stores or function == "st.rerun":
            keys = node.args[:1]
        elif "bind" in keywords or function == "st.fragment":
            keys = [keywords[name] for name in ("key",) if name in keywords]
    return [part for key in keys for part in ast.walk(key)]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_every_parameter_empty(page):
    at = open_page(page, **dict.fromkeys(PARAMETERS[page], ""))
    assert at.title[0].value
    assert not at.error and not at.warning
    assert "" not in at.query_params.values()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_invalid_values_in_half_of_its_parameters(page):
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


def test_the_invalid_values_are_different():
    assert len({str(value) for value in NASTY}) == len(NASTY) > 30


@pytest.mark.parametrize("view", ["9" * 400 + ",1,1,1", "1,1,1,1." + "1" * 400, "1e9,1,1,1"])
def test_an_invalid_view_of_a_map_is_ignored(view):
    at = open_page("pages/explore_map.py", run="digits-variational", view=view)
    sent = [json.loads(node.proto.json) for node in at.main if node.type == "bidi_component"]
    assert [data["view"] for data in sent if "view" in data] == [None]


@pytest.mark.parametrize("text", ["9" * 5000, "#" + "9" * 30, "-1", "9" * 9])
def test_a_search_for_an_id_without_a_sample_finds_nothing(text):
    at = open_page("pages/explore_map.py", run="digits-variational")
    at.text_input(key="search").set_value(text).run()
    assert not at.exception
    assert any("No displayed sample" in caption.value for caption in at.caption)
