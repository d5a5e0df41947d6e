"""What the decoder makes of an empty place of the map."""

import numpy as np
import streamlit as st

from aecore.projections.inverse import DecodedPosition
from aecore.runs import Run
from pages.ui import cache
from pages.ui.map.choice import Choice
from pages.ui.map.coordinates import find_coordinates, find_inverse
from pages.ui.widgets.galleries import show_sheet

_NEAREST = 4


def show_position(run: Run, choice: Choice, at: tuple[float, float]) -> None:
    """The decoded place beside the samples drawn nearest to it, and whether data says anything about it."""
    place = find_inverse(run, choice, find_coordinates(run, choice)).at(np.asarray(at))
    data = cache.dataset(run.spec.dataset)
    nearest = cache.samples(run, choice.part, choice.n)[place.nearest_rows[:_NEAREST]]
    pictures = [cache.codec(run).decode(place.z[None]), data.rows(nearest)]
    st.subheader("Decoded point", anchor=False)
    _show_distance(place)
    show_sheet(
        cache.renderer(data.card.name).draw(np.concatenate(pictures)),
        1 + len(nearest),
        "the decoded place and the samples nearest to it",
    )
    st.caption(f"First the decoded place, then the samples drawn nearest to it. {place.how}")


def _show_distance(place: DecodedPosition) -> None:
    if place.is_near:
        st.badge("data is near", icon=":material/check_circle:", color="green")
    else:
        st.badge("no data near here", icon=":material/warning:", color="orange")
        times = "far" if not np.isfinite(place.relative_distance) else f"{place.relative_distance:.1f} times"
        st.caption(
            f"The samples are {times} further off than they usually are from each other: what is shown is "
            "the decoder's guess."
        )
