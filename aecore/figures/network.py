"""The diagram of a network: its layers as blocks from the sample to the reconstruction."""

import html
import math
from collections.abc import Sequence
from typing import NamedTuple

# Tints that are visible on light and on dark backgrounds, under text in the colour of the theme.
_TINTS = {
    "data": "rgba(136, 136, 136, .22)",
    "encoder": "rgba(63, 144, 218, .25)",
    "latent": "rgba(255, 169, 14, .35)",
    "decoder": "rgba(131, 45, 182, .22)",
    "training": "transparent",
}
_EDGES = {
    "data": "rgb(136, 136, 136)",
    "encoder": "rgb(63, 144, 218)",
    "latent": "rgb(255, 169, 14)",
    "decoder": "rgb(171, 95, 219)",
    "training": "rgb(136, 136, 136)",
}
_LIST = "list-style:none;margin:0;padding:0;display:flex;flex-direction:column;align-items:center;gap:.3rem"
_BLOCK = (
    "box-sizing:border-box;max-width:100%;margin:0;padding:.3rem .6rem;border-radius:.4rem;text-align:center;"
    "font-size:.875rem;line-height:1.35"
)


class Block(NamedTuple):
    """One block of the diagram.

    Args:
        title: Bold text.
        detail: Text below it; may be empty.
        part: `data`, `encoder`, `latent`, `decoder`, or `training` for what acts in training only.
        n_outputs: Number of values that it outputs, shown by its width on a logarithmic scale; 0 for a note.
    """

    title: str
    detail: str
    part: str
    n_outputs: int = 0


def draw_network(blocks: Sequence[Block]) -> str:
    """Draws blocks below each other, in the shape of an hourglass.

    Args:
        blocks: The blocks from the sample to the reconstruction.

    Returns:
        HTML: an ordered list with the texts of the blocks, so that a screen reader reads it as well. The
        texts are escaped.
    """
    largest = max(block.n_outputs for block in blocks)
    items = "".join(_draw_block(block, largest) for block in blocks)
    return f'<ol style="{_LIST}">{items}</ol>'


def _draw_block(block: Block, largest: int) -> str:
    share = math.log(block.n_outputs + 1) / math.log(largest + 1)
    width = f"width:max(15rem, {share:.0%})" if block.n_outputs else "min-width:15rem"
    line = "dashed" if block.part == "training" else "solid"
    style = f"{_BLOCK};{width};background:{_TINTS[block.part]};border:1px {line} {_EDGES[block.part]}"
    detail = f"<br/>{html.escape(block.detail)}" if block.detail else ""
    return f'<li style="{style}"><strong>{html.escape(block.title)}</strong>{detail}</li>'
