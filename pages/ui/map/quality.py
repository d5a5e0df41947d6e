"""How far a map can be trusted: measured by a worker, said beside every map."""

import streamlit as st

from aecore.runs import Run
from pages.ui import state, workers
from pages.ui.map.choice import Choice
from pages.ui.map.coordinates import MapCoordinates, name_map, submit_projection
from pages.ui.widgets.metrics import show_metrics

# What is quick is measured without being asked for.
_MOST_UNASKED = 10_000


def is_quality_pending(run: Run, choice: Choice) -> bool:
    """Whether the trust figures of an instant map will be asked for as soon as the workers are awake."""
    is_quick = choice.is_instant and choice.n <= _MOST_UNASKED
    return is_quick and name_map(run, choice) not in _asked() and not run.read_projection(choice.key)


def show_quality(run: Run, choice: Choice, layout: MapCoordinates, is_working: bool) -> None:
    """The trust figures; where there are none, the way to them."""
    if layout.is_evaluated and not layout.is_placeholder:
        show_metrics(_describe(layout), has_border=False)
        _say_how_many(choice, layout)
    elif is_working and choice.is_instant:
        _say_it_comes()
    elif is_quality_pending(run, choice):
        if workers.start_engine().done():
            _ask(run, choice)
        _say_it_comes()
    elif choice.is_instant and st.button(
        "Measure how far this map can be trusted", icon=":material/straighten:"
    ):
        _ask(run, choice)
        st.rerun()


def _say_it_comes() -> None:
    st.caption(":material/straighten: Measuring how far this map can be trusted …")


def _describe(layout: MapCoordinates) -> dict[str, tuple[str, str | None]]:
    kept = layout.kept
    return {
        "Trustworthiness": (
            f"{kept['trustworthiness']:.3f}",
            "Are map neighbours also latent neighbours? 1: nothing was brought together that is far apart in "
            "the space that is shown; .5 is chance.",
        ),
        "Continuity": (
            f"{kept['continuity']:.3f}",
            "Did true neighbours stay together? 1: nothing was torn apart; .5 is chance.",
        ),
        "Neighbourhood preservation": (
            f"{kept['neighbors_kept']:.0%}",
            "How many of the ten nearest samples are among the ten nearest on the map, on average.",
        ),
        "Same class": (
            f"{kept['labels_kept']:.0%}",
            "How many of the ten nearest on the map are of a sample's own class. In the space that is shown "
            f"it is {kept['labels_in_latent']:.0%}: more than that would be an artefact of the map.",
        ),
    }


def _say_how_many(choice: Choice, layout: MapCoordinates) -> None:
    judged = int(layout.kept["n_judged"])
    if judged < choice.n:
        st.caption(
            f"Trustworthiness and continuity are of {judged:,} samples, drawn by chance, among all "
            f"{choice.n:,}."
        )


def _ask(run: Run, choice: Choice) -> None:
    _asked().add(name_map(run, choice))
    submit_projection(run, choice)


def _asked() -> set[str]:
    """What this visitor has asked for: what breaks off is not asked for again and again."""
    return state.ASKED_FOR_QUALITY.setdefault(set())
