"""What the decoder makes of an empty place of the map."""

import numpy as np
import streamlit as st

from aecore.projections.inverse import Place
from aecore.runs import Run
from pages.parts import cached, show
from pages.parts.latent_map.choice import Choice
from pages.parts.latent_map.layouts import find_inverse, find_layout

_NEAREST = 4


def show_place(run: Run, choice: Choice, at: tuple[float, float]) -> None:
    """The decoded place beside the samples drawn nearest to it, and whether data says anything about it."""
    place = find_inverse(run, choice, find_layout(run, choice)).at(np.asarray(at))
    data = cached.dataset(run.spec.dataset)
    nearest = cached.samples(run, choice.part, choice.n)[place.nearest_rows[:_NEAREST]]
    pictures = [cached.codec(run).decode(place.z[None]), data.rows(nearest)]
    st.subheader("At this place", anchor=False)
    _say_how_near(place)
    show.show_sheet(
        cached.look(data.card.name).draw(np.concatenate(pictures)),
        1 + len(nearest),
        "the decoded place and the samples nearest to it",
    )
    st.caption(f"First the decoded place, then the samples drawn nearest to it. {place.how}")


def _say_how_near(place: Place) -> None:
    if place.is_near:
        st.badge("data is near", icon=":material/check_circle:", color="green")
    else:
        st.badge("no data near here", icon=":material/warning:", color="orange")
        times = "far" if not np.isfinite(place.nearness) else f"{place.nearness:.1f} times"
        st.caption(
            f"The samples are {times} further off than they usually are from each other: what is shown is "
            "the decoder's guess."
        )
