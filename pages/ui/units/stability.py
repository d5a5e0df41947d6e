"""Whether another run with the same settings finds the same units."""

import numpy as np
import streamlit as st

from aecore.runs import Run
from aecore.variants import VARIANTS
from pages.ui import cache, state
from pages.ui.readable_runs import list_readable
from pages.ui.shell import make_run_query
from pages.ui.units import results
from pages.ui.units.pictures import show_captioned
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.pickers import describe_run

_WIDTH = 96  # pixels


def show_stability(run: Run, unit: int) -> None:
    """Shows the share of units with a partner in another run, and the partner of one unit."""
    st.header("Stability over seeds", anchor=False)
    other = _pick_other(run)
    if other is None:
        _offer_training(run)
        return
    found = results.matches(run, other)
    share = "Share of the units that are not dead that have a partner in the other run: a unit whose decoded "
    share += "effect has a cosine of at least 0.9. Each unit has at most one partner."
    show_metrics(
        {
            "Units with a partner": (f"{found.share:.0%}", share),
            "By chance": (f"{found.chance:.0%}", "The same if the features of the other run are shuffled."),
        }
    )
    _show_partner(run, other, unit, found)


def _pick_other(run: Run) -> Run | None:
    """Asks for another run of the same variant, data set and latent dimension; None if there is none."""
    others = {r.id: r for r in list_readable() if r.id != run.id and _identify(r) == _identify(run)}
    if not others:
        return None
    run_id = st.query_params.get(state.MATCHED_RUN)
    state.PICKED_MATCH.write(run_id if run_id in others else next(iter(others)))
    chosen = st.selectbox(
        "Other run",
        others,
        key=state.PICKED_MATCH,
        format_func=lambda run_id: f"{describe_run(others[run_id])} · seed {_read_seed(others[run_id])}",
        on_change=lambda: st.query_params.update({state.MATCHED_RUN: state.PICKED_MATCH.read()}),
    )
    return others[chosen]


def _identify(run: Run) -> tuple[str, str, int]:
    return run.spec.variant, run.spec.dataset, run.spec.hyperparameters["latent_dim"]


def _read_seed(run: Run) -> int | None:
    return run.spec.hyperparameters.get("random_state")


def _offer_training(run: Run) -> None:
    """Links to the training page with the settings of the run and another seed."""
    st.markdown(
        ":gray[There is no other run of this variant with this data set and latent dimension: train one with "
        "a different seed to see which units both find.]"
    )
    if run.spec.variant in VARIANTS:
        query = make_run_query(run.id) | {state.DATASET: run.spec.dataset}
        query |= {"random_state": str((_read_seed(run) or 0) + 1)}
        st.page_link(
            f"pages/train_{run.spec.variant}.py",
            label="Train with a different seed",
            icon=":material/arrow_forward:",
            query_params=query,
            width="content",
        )


def _show_partner(run: Run, other: Run, unit: int, found: results.Matches) -> None:
    """Shows the decoded effects of a unit and of its partner."""
    partner, cosine = int(found.partners[unit]), found.cosines[unit]
    if partner < 0:
        st.markdown(
            f"Unit {unit + 1} has no partner in the other run; the cosine with the most similar unit is "
            f"{cosine:.2f}."
        )
        return
    st.markdown(
        f"Unit {partner + 1} of the other run is the partner of unit {unit + 1} (cosine {cosine:.2f})."
    )
    renderer, pictures = cache.renderer(run.spec.dataset), []
    for r, k in ((run, unit), (other, partner)):
        base, raised = results.effects(r)
        pictures.append(renderer.draw_effects(base[None], raised[k : k + 1]))
    names = [f"Unit {unit + 1}", f"Unit {partner + 1} of the other run"]
    show_captioned(np.concatenate(pictures), names, [f"decoded effect of {name}" for name in names], _WIDTH)
    st.page_link(
        "pages/explore_units.py",
        label=f"Open unit {partner + 1} of the other run",
        icon=":material/arrow_forward:",
        query_params=make_run_query(other.id) | {state.UNIT: str(partner + 1)},
        width="content",
    )
