"""Moves the points of a drawn map to another layout."""

import numpy as np

from pages.parts.components import declare, pack

_GLIDE = declare(__file__, "glide")
_FULL = np.iinfo(np.int16).max


def glide_to(chart: str, samples: str, layout: np.ndarray) -> None:
    """Moves the points of a map, whose `customdata` are sample ids.

    A new figure would be drawn from nothing, with a flash; this way the eye can follow. A place is sent as
    whole numbers of 16 bits, which is finer than a screen.

    Args:
        chart: Key of the container that holds the chart.
        samples: Says which samples these are; the chart's `meta` must be the same.
        layout: New places within [-1, 1] in the order of the sample ids, shape `(n, 2)` or `(n, 3)`.
    """
    data = {
        "chart": chart,
        "samples": samples,
        "axes": layout.shape[1],
        "layout": pack(np.round(layout * _FULL), np.int16),
    }
    _GLIDE(key=f"glide-{chart}", data=data, height=1)
