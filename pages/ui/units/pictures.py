"""Pictures of samples with a caption each, and small pictures for a table."""

import base64

import numpy as np
import streamlit as st

from aecore.figures.pictures import as_png
from aecore.runs import Run
from pages.ui import cache
from pages.ui.cache import cache_per_run
from pages.ui.markdown import escape_markdown
from pages.ui.units import results

_WIDTH = 72  # pixels
_GAP = 6  # pixels


def show_captioned(pictures: np.ndarray, captions: list[str], alts: list[str], width: int = _WIDTH) -> None:
    """Shows pictures with a caption below each, in as many rows as the page needs.

    Args:
        pictures: Bytes, shape `(n, height, width, 3)`; small ones are enlarged by an integer factor.
        captions: A short text for each picture, shown literally.
        alts: A text for screen readers for each picture.
        width: Least width of a picture in pixels.
    """
    factor = max(1, -(-width // pictures.shape[2]))
    pictures = pictures.repeat(factor, axis=1).repeat(factor, axis=2)
    opaque = np.full((*pictures.shape[:3], 1), 255, np.uint8)
    # Streamlit shows pictures side by side without a gap: each has a transparent right edge.
    padded = np.pad(np.concatenate([pictures, opaque], axis=3), ((0, 0), (0, 0), (0, _GAP), (0, 0)))
    urls = [make_url(picture) for picture in padded]
    captions = [escape_markdown(caption) for caption in captions]
    st.image(urls, captions, width=padded.shape[2], alt=alts)


def measure_picture(run: Run, height: int) -> int:
    """Returns the width in pixels of a table column for pictures of a height."""
    picture = cache.renderer(run.spec.dataset).draw(results.effects(run)[0][None])[0]
    return max(_WIDTH, _GAP + height * picture.shape[1] // picture.shape[0])


@cache_per_run(max_entries=8, show_spinner="Drawing the units …")
def draw_effects(run: Run) -> list[str]:
    """Returns a small picture of the decoded effect of each unit as a data URL, each on its own scale."""
    renderer = cache.renderer(run.spec.dataset)
    base, raised = results.effects(run)
    return [make_url(renderer.draw_effects(base[None], changed[None])[0]) for changed in raised]


def make_url(picture: np.ndarray) -> str:
    """Returns a picture `(height, width, 3)` as a data URL."""
    return f"data:image/png;base64,{base64.b64encode(as_png(picture)).decode()}"
