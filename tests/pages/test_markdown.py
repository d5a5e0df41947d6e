"""Hostile text from every source: it is escaped in all elements that render markdown or HTML."""

import dataclasses
import importlib
import io
import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from google.protobuf.message import Message
from PIL import Image
from streamlit.testing.v1 import AppTest

from aecore.datasets import load_dataset
from aecore.figures import bars, classes, latent_map, matrices, series, theme, web_page
from aecore.runs import create_run
from aecore.runs.selections import save_selection
from pages.ui.markdown import escape_markdown
from tests.pages.addresses import HOSTILE, PARAMETERS
from tests.pages.opening import ROOT, open_page, read_literal

# Short enough for the name of a selection.
PAYLOAD = f"![x]({HOSTILE}) <a href={HOSTILE}>y</a>"
DIGITS = "digits-variational"
# Fields that the browser shows literally, and fields that it does not show.
PLAIN = {
    "Selectbox.options", "Selectbox.raw_value", "Selectbox.default_value", "MultiSelect.options",
    "TextInput.default", "TextInput.value", "PageLink.query_string", "Image.alt",
    "BidiComponent.json",  # our scripts only set `textContent`, see below
}  # fmt: skip
NEVER_SHOWN = (".id", ".element_id", ".form_id", ".key", ".mixins")


def read_strings(message: Message) -> Iterator[tuple[str, str]]:
    """Yields every text in a message, with the name of its message and field."""
    for field, value in message.ListFields():
        for item in value if isinstance(value, list) or hasattr(value, "append") else [value]:
            if isinstance(item, Message):
                yield from read_strings(item)
            elif isinstance(item, str):
                yield f"{message.DESCRIPTOR.name}.{field.name}", item


def list_unescaped(at: AppTest) -> list[tuple[str, str]]:
    """Returns the fields that contain unescaped hostile text."""
    assert not at.exception
    found = []
    for node in (*at.main, *at.sidebar, *at.toast):
        if isinstance(getattr(node, "proto", None), Message):
            for name, text in read_strings(node.proto):
                is_hostile = HOSTILE in text or re.search(r"((?<!\\)<|\\u003c)a\b", text)
                if is_hostile and name not in PLAIN and not name.endswith(NEVER_SHOWN):
                    found.append((name, text[:300]))
    return found


def read_all_texts(at: AppTest) -> str:
    nodes = [node for node in (*at.main, *at.toast) if isinstance(getattr(node, "proto", None), Message)]
    texts = [text for node in nodes for _, text in read_strings(node.proto)]
    return " ".join(map(read_literal, texts))


# -- the function ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("two words", "two words"),
        ("[x](y)", r"\[x\]\(y\)"),
        ("<b>&amp;", r"\<b\>\&amp\;"),
        ("http://a.b", r"http:small[]\:\/\/a\.b"),
        ("WWW.a.b", r"WWW:small[]\.a\.b"),
        ("a@b.c", r"a:small[]\@b\.c"),
        (":smile:", r"\::small[]smile\:"),
        ("a -> b", r"a \-:small[]\> b"),
        ("$x$", r"\$x\$"),
        ("\\", r"\\"),
        ("a\n\n# b\t\x00c", r"a  \# b  c"),
        ("abc\u202edef\u2066", "abc def "),
        ("\ud800", " "),
        (3, "3"),
    ],
)
def test_a_text_is_escaped(text, markdown):
    assert escape_markdown(text) == markdown


def test_a_long_text_is_cut_with_an_ellipsis():
    assert escape_markdown("x" * 50, 10) == "x" * 9 + "…"
    assert len(escape_markdown("x" * 10**7)) == 1000


def test_escaping_can_be_reverted():
    every = "".join(map(chr, range(32, 127))) + PAYLOAD + "http://www.www.a@b:c:d->"
    assert read_literal(escape_markdown(every)) == every


# -- sources ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", sorted(PARAMETERS))
def test_hostile_query_parameters(page):
    names = PARAMETERS[page]
    for subset in (names, names[1::2]):
        assert list_unescaped(open_page(page, **dict.fromkeys(subset, PAYLOAD))) == []


def test_an_invalid_hyperparameter_in_the_address_is_shown_literally():
    at = open_page("pages/train_deep.py", epochs=PAYLOAD)
    assert PAYLOAD in read_all_texts(at)
    assert list_unescaped(at) == []


def test_the_name_of_a_saved_selection():
    data = load_dataset("digits")
    for name, label in ((PAYLOAD, 4), (PAYLOAD[:-1], 8)):
        save_selection("digits", data.fingerprint, name, np.flatnonzero(data.labels == label))
    at = open_page("pages/explore_map.py", run=DIGITS, selection=PAYLOAD)
    at.session_state["selection_tab"] = "Save"
    at.run()
    assert f"Delete {PAYLOAD!r}" in read_all_texts(at)
    assert list_unescaped(at) == []
    at = open_page("pages/explore_paths.py", run=DIGITS, between="Saved selections", to=PAYLOAD)
    assert PAYLOAD in read_all_texts(at)
    assert list_unescaped(at) == []
    assert list_unescaped(open_page("pages/explore_reconstructions.py", run=DIGITS, selection=PAYLOAD)) == []


@pytest.fixture
def hostile_digits(monkeypatch):
    """The digits data set with hostile names of classes and columns."""
    from pages.ui import cache

    data = load_dataset("digits")
    hostile = dataclasses.replace(
        data,
        class_names=tuple(f"{PAYLOAD} {name}" for name in data.class_names),
        feature_names=tuple(f"{PAYLOAD} {number}" for number in range(64)),
    )
    monkeypatch.setattr(
        cache, "load_dataset", lambda name: hostile if name == "digits" else load_dataset(name)
    )
    cache.dataset.clear()
    yield hostile
    cache.dataset.clear()


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("pages/data.py", {"dataset": "digits"}),
        ("pages/learn.py", {"run": DIGITS}),
        ("pages/learn.py", {"view": "Hyperparameters", "sweep": "Beta"}),
        ("pages/explore_map.py", {"run": DIGITS}),
        ("pages/explore_map.py", {"run": DIGITS, "colour": f"{PAYLOAD} 3"}),
        ("pages/explore_compare.py", {"run": DIGITS}),
        ("pages/explore_replay.py", {"run": DIGITS}),
        ("pages/explore_units.py", {"run": DIGITS}),
        ("pages/explore_generate.py", {"run": DIGITS, "view": "Samples"}),
        ("pages/explore_paths.py", {"run": DIGITS}),
        ("pages/explore_paths.py", {"run": DIGITS, "between": "Thirds of a column"}),
        ("pages/explore_reconstructions.py", {"run": DIGITS, "views": "By class"}),
        ("pages/explore_reconstructions.py", {"run": DIGITS, "views": "By column"}),
        ("pages/train_variational.py", {"run": DIGITS}),
        ("pages/apply_anomalies.py", {"run": DIGITS}),
    ],
)
def test_names_of_classes_and_columns(hostile_digits, page, query):
    assert list_unescaped(open_page(page, **query)) == []


@pytest.mark.parametrize("tab", ["Samples", "Differences", "Save"])
def test_names_of_classes_and_columns_of_selected_samples(hostile_digits, tab):
    at = open_page("pages/explore_map.py", run=DIGITS)
    at.session_state["selected"] = {"digits": hostile_digits.part("test")[:5]}
    at.session_state["selection_tab"] = tab
    at.run()
    assert PAYLOAD in read_all_texts(at)
    assert list_unescaped(at) == []


def test_names_of_classes_on_the_page_of_an_uploaded_picture(hostile_digits):
    buffer = io.BytesIO()
    Image.fromarray((hostile_digits.rows(np.array([0])).reshape(8, 8) * 255).astype(np.uint8)).save(
        buffer, "PNG"
    )
    at = open_page("pages/explore_own_input.py", run=DIGITS, own_by="Upload")
    at.file_uploader(key="own_picture").upload(f"{PAYLOAD}.png", buffer.getvalue()).run()
    assert PAYLOAD in read_all_texts(at)
    assert list_unescaped(at) == []


def test_typed_text():
    at = open_page("pages/explore_map.py", run=DIGITS)
    at.text_input(key="search").set_value(PAYLOAD).run()
    assert PAYLOAD in read_all_texts(at)
    assert list_unescaped(at) == []
    assert (
        list_unescaped(open_page("pages/explore_own_input.py", run="names-sequence", own_text=PAYLOAD)) == []
    )


def write_run(reason: str = "", **spec: object):
    """A run whose files contain hostile text."""
    run = create_run("deep", {"latent_dim": 2}, "digits", load_dataset("digits").fingerprint)
    run.write_json("spec.json", json.loads((run.path / "spec.json").read_bytes()) | spec)
    if reason:
        run.finish("failed", reason)
    return run


def test_the_reason_why_a_run_failed():
    run = write_run(PAYLOAD)
    at = open_page("pages/train_deep.py", run=run.id)
    assert PAYLOAD in read_all_texts(at)
    assert list_unescaped(at) == []
    assert list_unescaped(open_page("pages/explore_map.py", run=run.id)) == []


@pytest.mark.parametrize("name", ["variant", "dataset", "fingerprint", "hyperparameters", "created", "owner"])
@pytest.mark.parametrize("value", [PAYLOAD, {PAYLOAD: PAYLOAD}])
def test_the_fields_of_a_spec(name, value):
    run = write_run("", **{name: value})
    for page in ("app.py", "pages/runs.py", "pages/train_deep.py", "pages/explore_map.py"):
        assert list_unescaped(open_page(page, run=run.id)) == []


def test_the_folder_of_a_run(home):
    folder = home / "runs" / PAYLOAD.replace("/", "_")
    folder.mkdir(parents=True)
    (folder / "spec.json").write_text("{")
    at = open_page("pages/runs.py")
    assert list_unescaped(at) == []


def test_a_projection_that_broke_off():
    at = open_page("pages/explore_map.py", run=DIGITS, method="t-SNE")
    coordinates = importlib.import_module("pages.ui.map.coordinates")
    status = importlib.import_module("pages.ui.map.status")
    failed = coordinates.MapCoordinates(np.zeros((2, 2)), problem=PAYLOAD, is_placeholder=True)
    text = status._describe_offer(None, None, failed)
    assert PAYLOAD in read_literal(text)
    assert HOSTILE not in text
    assert not at.exception


def test_our_scripts_put_no_text_into_html():
    for path in (ROOT / "pages").rglob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser", path.read_text()
        )


# -- figures --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draw",
    [
        lambda: bars.draw_bars(np.ones(1), x=PAYLOAD, y=PAYLOAD, line=(1, PAYLOAD), names=[PAYLOAD]),
        lambda: matrices.draw_shares(np.ones((1, 1)), [PAYLOAD], [PAYLOAD], x=PAYLOAD),
        lambda: bars.draw_histograms({PAYLOAD: np.arange(3.0), "b": np.ones(2)}, x="", y=""),
        lambda: bars.draw_points({PAYLOAD: ([1], [1], [PAYLOAD])}, x="", y="", line=(1, PAYLOAD)),
        lambda: bars.draw_table_rows(
            (PAYLOAD,), {PAYLOAD: (np.ones(1), ["1"]), "b": (np.ones(1), ["1"])}, x=""
        ),
        lambda: bars.draw_differences([PAYLOAD], np.ones(1), x=PAYLOAD),
        lambda: bars.draw_band(np.ones(3), np.ones(3), np.ones(3), PAYLOAD),
        lambda: classes.draw_class_sizes(np.zeros(3, int), np.zeros(3, int), (PAYLOAD,)),
        lambda: series.draw_series(
            {PAYLOAD: np.ones((3, 1)), "b": np.ones((3, 1))}, np.arange(3), x="", y=PAYLOAD, limits=(0, 1)
        ),
        lambda: latent_map.draw_classes(np.ones((2, 2)), np.arange(2), np.zeros(2, int), (PAYLOAD,)),
        lambda: latent_map.draw_values(np.ones((2, 3)), np.arange(2), np.arange(2.0), PAYLOAD),
    ],
)
def test_a_figure_shows_names_literally(draw):
    figure = draw().to_json()
    assert theme.escape("<a") == "&lt;a"
    assert "\\u003ca" not in figure and "<a" not in figure
    assert "\\u0026lt;a" in figure or "&lt;a" in figure


def test_an_exported_map_shows_its_title_literally():
    figure = latent_map.draw_classes(np.ones((2, 2)), np.arange(2), np.zeros(2, int), (PAYLOAD,))
    page = web_page.as_page(figure, PAYLOAD).decode()
    assert f"<a href={HOSTILE}" not in page and f"u003ca href={HOSTILE}" not in page
