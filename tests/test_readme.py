"""The README cannot lag: what it lists is held against the code."""

import re
from pathlib import Path

import pytest

from aecore.datasets import CARDS
from aecore.variants import VARIANTS
from pages.ui.shell import MENU

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


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


def test_every_make_target_is_there():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"make (\w+)", README)) <= targets


def test_every_file_it_names_is_there():
    links = re.findall(r"\]\(([^)h][^)]*)\)", README)
    rooms = re.findall(r"`((?:aecore|pages|tests)/[\w/.]*)`", README)
    for path in [*links, *rooms]:
        assert (ROOT / path).exists(), path


def _table(head: str) -> str:
    start = README.index(head)
    rows = README[start : README.index("\n\n", start)].splitlines()
    return "\n".join(rows[2:])
