"""The README cannot lag: what it lists is held against the code."""

import re
from pathlib import Path

import pytest

from aecore.datasets import CARDS
from aecore.variants import VARIANTS
from pages.ui.shell import MENU

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
of_all_documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_every_data_set_is_listed(card):
    assert f"| {card.title} | `{card.name}` |" in README


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_every_variant_is_listed(variant):
    assert f"| {variant.title} | `{variant.name}` |" in README


def test_every_page_is_in_the_menu_and_listed():
    links = [link for section in MENU.values() for link in section]
    pages = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("pages/*.py")}
    assert {page for page, _, _ in links} == {"app.py"} | pages
    assert [label for _, label, _ in links] == re.findall(r"^\| (\w[\w -]+) \| ", _table("| Page |"), re.M)


def test_the_menu_lists_every_variant():
    expected = [
        (f"pages/train_{v.name}.py", v.title.removesuffix(" autoencoder"), v.icon) for v in VARIANTS.values()
    ]
    assert MENU["Train"] == expected


@of_all_documents
def test_every_make_target_is_there(document):
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    code = re.findall(r"```.*?```|`[^`]+`", document.read_text(), re.S)
    assert set(re.findall(r"\bmake (\w+)", " ".join(code))) <= targets


@of_all_documents
def test_every_file_it_names_is_there(document):
    text = document.read_text()
    for path in re.findall(r"\]\(([^)h#][^)#]*)\)", text):
        assert (document.parent / path).exists(), path
    for path in re.findall(r"`((?:aecore|pages|tests)/[\w/.]*)`", text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize(
    "name, command",
    [("scoreboard", "make scoreboard"), ("speed", "make bench"), ("reliability", "make faults")],
)
def test_each_table_of_results_is_linked_and_says_how_it_is_made(name, command):
    assert f"(docs/{name}.md)" in README
    assert f"`{command}`" in (ROOT / "docs" / f"{name}.md").read_text()


def _table(head: str) -> str:
    start = README.index(head)
    rows = README[start : README.index("\n\n", start)].splitlines()
    return "\n".join(rows[2:])
