"""The diagram of a network is a list that a screen reader can read."""

import re
from xml.etree import ElementTree

import pytest

from aecore.figures.network import Block, draw_network

BLOCKS = [
    Block("Sample · 784", "", "data", 784),
    Block("Penalty", "a < b & <script>alert(1)</script>", "training"),
    Block("Dense · 2", "latent · 1,570 parameters", "latent", 2),
]


@pytest.fixture
def items() -> list[ElementTree.Element]:
    tree = ElementTree.fromstring(draw_network(BLOCKS))
    assert tree.tag == "ol"
    return list(tree)


def test_every_block_is_an_item_with_its_texts(items):
    assert [item.tag for item in items] == ["li"] * 3
    for item, block in zip(items, BLOCKS, strict=True):
        assert item.find("strong").text == block.title
        assert "".join(item.itertext()) == block.title + block.detail
        assert not item.findall("script")


def test_the_width_grows_with_the_number_of_outputs(items):
    widths = [re.search(r"max\(15rem, (\d+)%\)", item.get("style")) for item in items]
    assert widths[0].group(1) == "100" and int(widths[2].group(1)) == 16
    assert widths[1] is None and "dashed" in items[1].get("style")
