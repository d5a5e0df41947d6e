"""What the Map page shows: the choices of a map, the map, and the chosen samples."""

import dataclasses
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from aecore.figures.latent_map import draw_classes, draw_values, fill_frame
from aecore.projections.methods import METHODS, projection_key
from aecore.runs import Run
from pages.parts import cached, pointer, show
from pages.parts.forms import ask_hyperparameters
from pages.parts.frame import telling_problems
from pages.parts.glide import glide_to

_PARTS = ("test", "train", "all")
_SIZES = (2_000, 10_000, 30_000, 70_000)
_COLOURS = ("class", "reconstruction error")
_EVERY = 0.4
_CONFIG = {
    "scrollZoom": True,
    "displaylogo": False,
    # Streamlit shows no button for the lasso, so nothing may switch it off. The wheel zooms.
    "modeBarButtonsToRemove": ["zoom2d", "pan2d"],
    "toImageButtonOptions": {"filename": "latent-map", "scale": 2},
}
_SHOWN = 30


@dataclasses.dataclass(frozen=True)
class Choice:
    """What is drawn: samples, method with its hyperparameters, colour."""

    part: str
    n: int
    method: str
    hyperparameters: dict[str, Any]
    colour: str

    @property
    def of_projection(self) -> dict[str, Any]:
        return {"part": self.part, "n": self.n, **self.hyperparameters}

    @property
    def key(self) -> str:
        return projection_key(self.method, self.of_projection)


def pick_map(run: Run) -> Choice:
    """Asks for all that a map of this run depends on, in one line."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        method = st.segmented_control(
            "Projection",
            METHODS,
            format_func=lambda name: METHODS[name].title,
            default="pca",
            key="method",
            bind="query-params",
            required=True,
            help="  \n".join(f"**{m.title}**: {m.__doc__}" for m in METHODS.values()),
        )
        colour = st.segmented_control(
            "Colour by", _COLOURS, default="class", key="colour", bind="query-params", required=True
        )
        part = st.selectbox("Part", _PARTS, key="part", bind="query-params", width=110)
        n = st.selectbox(
            "Samples",
            _SIZES,
            index=1,
            key="n",
            bind="query-params",
            width=120,
            help="At most so many, in which every class has its share.",
        )
        hyperparameters = {}
        if not METHODS[method].is_instant:
            with st.popover("Settings", icon=":material/tune:"):
                hyperparameters = ask_hyperparameters(METHODS[method], {})
    # As many as there are: asking for more is no other map.
    n = len(cached.samples(run, part, n))
    return Choice(part, n, method, hyperparameters, colour)


def show_map(run: Run, choice: Choice) -> None:
    """The map with its status line; while it is computed, drawn anew with each layout."""
    is_working = f"{run.id}/{choice.key}" in cached.open_tasks()
    st.fragment(_show_map, run_every=_EVERY if is_working else None)(run, choice, is_working)


def show_selection(run: Run, choice: Choice) -> None:
    """Originals and reconstructions of what is clicked or circled on the map."""
    data = cached.dataset(run.spec.dataset)
    ids, _, errors = cached.encoded(run, choice.part, choice.n)
    selected = pointer.listen(
        "map",
        f"pointer-{run.id}-{choice.part}-{choice.n}",
        ids=ids,
        labels=data.labels[ids],
        errors=errors,
        class_names=data.class_names,
        atlas=cached.atlas(data.card.name, choice.part, choice.n),
    )
    st.subheader("Selected samples", anchor=False)
    if not len(selected):
        st.markdown(
            ":gray[Point at the map to see samples. **Click** one, or draw a **lasso** around several, "
            "to see here what goes in and what comes back.]"
        )
        return
    rows = np.searchsorted(ids, selected)
    _describe_selection(data.labels[selected], data.class_names, errors[rows], errors)
    shown = selected[:: -(-len(selected) // _SHOWN)]
    codec = cached.codec(run)
    show.show_pairs(data, shown, codec.reconstruct(data.rows(shown)), columns=6)
    st.caption("Each line: originals, reconstructions, and the difference (orange: added, blue: left out).")


def _show_map(run: Run, choice: Choice, was_working: bool) -> None:
    with telling_problems():
        is_working = f"{run.id}/{choice.key}" in cached.open_tasks()
        if was_working and not is_working:
            st.rerun()
        # Always there, so that the chart keeps its place on the page and is not drawn anew.
        with st.container(key="map_status"):
            layout = _layout(run, choice, is_working)
        with st.container(key="map"):
            st.plotly_chart(_draw(run, choice), key="map_chart", config=_CONFIG)
        glide_to("map", cached.samples(run, choice.part, choice.n), fill_frame(layout))


def _layout(run: Run, choice: Choice, is_working: bool) -> np.ndarray:
    """The layout to draw and, above it, how far it is; PCA stands in where there is none."""
    if METHODS[choice.method].is_instant:
        return cached.instant_projection(run, choice.method, choice.part, choice.n)
    kept = run.read_projection(choice.key) or {}
    done, of = int(kept.get("done", 0)), int(kept.get("of", 0))
    if is_working:
        _show_progress(run, choice, done, of)
    elif not of or done < of:
        _offer(run, choice, _describe_offer(choice, kept))
    return kept["layout"] if of else cached.instant_projection(run, "pca", choice.part, choice.n)


def _describe_offer(choice: Choice, kept: dict[str, Any]) -> str:
    if "problem" in kept:
        return f"It broke off: {kept['problem']}"
    if kept:
        return f"Stopped at step {kept['done']} of {kept['of']}; this is the layout it had reached."
    seconds = METHODS[choice.method](**choice.hyperparameters).estimate_seconds(choice.n)
    return f"{choice.n:,} samples, about {seconds:.0f} s. Until then this is PCA."


def _offer(run: Run, choice: Choice, text: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        title = METHODS[choice.method].title
        if st.button(f"Compute {title}", type="primary", icon=":material/play_arrow:"):
            with st.spinner("Waking the workers …"):
                run.reopen_projection(choice.key)
                cached.engine().project(run, choice.method, choice.of_projection)
            st.rerun()
        st.caption(text, width="content")


def _show_progress(run: Run, choice: Choice, done: int, of: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        text = f"Step {done} of {of}" if of else "Waiting for a free worker …"
        st.progress(done / of if of else 0.0, text)
        if st.button("Stop here", icon=":material/stop:", disabled=not of):
            run.stop_projection(choice.key)


def _draw(run: Run, choice: Choice) -> go.Figure:
    """Always the PCA layout: whatever else is chosen, the points glide there from it."""
    layout = fill_frame(cached.instant_projection(run, "pca", choice.part, choice.n))
    data = cached.dataset(run.spec.dataset)
    ids, _, errors = cached.encoded(run, choice.part, choice.n)
    if choice.colour == "class":
        return draw_classes(layout, ids, data.labels[ids], data.class_names)
    return draw_values(layout, ids, errors, choice.colour)


def _describe_selection(
    labels: np.ndarray, class_names: tuple[str, ...], errors: np.ndarray, all_errors: np.ndarray
) -> None:
    counts = np.bincount(labels, minlength=len(class_names))
    classes = ", ".join(f"{counts[i]:,} × {class_names[i]}" for i in np.argsort(-counts) if counts[i])
    times = errors.mean() / all_errors.mean()
    st.markdown(f"**{len(labels):,} selected**: {classes}")
    st.caption(f"Mean reconstruction error {errors.mean():.4f}, {times:.2f} times that of all samples shown.")
