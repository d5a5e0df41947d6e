"""What can be done with selected samples: look, compare with the rest, keep."""

import numpy as np
import streamlit as st

from aecore.analysis.reconstruction import order_samples
from aecore.analysis.selection import contrast, nearest_rows, top_differences
from aecore.datasets import Dataset
from aecore.figures.bars import draw_differences
from aecore.runs import Run
from aecore.runs.selections import delete_selection, save_selection
from pages.ui import cache, permissions, state
from pages.ui.errors import show_errors
from pages.ui.map.choice import Choice
from pages.ui.markdown import escape_markdown
from pages.ui.visitor import visitor_id
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_pairs, show_rows, show_sheet
from pages.ui.widgets.selection import select

_SHOWN = 30
_COLUMNS, _FEW = 6, 3
_APART = 10
_CLASSES = 5
_NEIGHBORS = 6
# Enough to tell the mean of the rest.
_ROWS_OF_REST = 10_000


def show_selection(run: Run, choice: Choice, data: Dataset, selected: np.ndarray, saved: str) -> None:
    """All that is shown of selected samples, tab by tab.

    Args:
        run: Whose map they were selected on.
        choice: The map.
        data: What they are samples of.
        selected: Their ids, ascending, at least one.
        saved: The name under which they are kept, or nothing.
    """
    ids, Z, errors = cache.encoded(run, choice.part, choice.n)
    rows = np.searchsorted(ids, selected)
    _describe(data, selected, errors[rows], errors)
    names = ["Samples", "Differences", "Save"]
    renderer, apart, keep = st.tabs(names, key=state.SELECTION_TAB, on_change="rerun")
    with renderer:
        if renderer.open:
            _show_samples(run, data, selected, errors[rows])
            if len(selected) == 1:
                _show_neighbors(data, ids, Z, int(rows[0]))
    with apart:
        if apart.open:
            _show_contrast(run, data, ids, Z, rows)
    with keep:
        if keep.open:
            _keep(data, selected, saved)


def _describe(data: Dataset, selected: np.ndarray, errors: np.ndarray, all_errors: np.ndarray) -> None:
    counts = np.bincount(data.labels[selected], minlength=len(data.class_names))
    most = [i for i in np.argsort(-counts, kind="stable")[:_CLASSES] if counts[i]]
    classes = " ".join(f":gray-badge[{escape_markdown(data.class_names[i])}] {counts[i]:,}" for i in most)
    others = len(selected) - int(counts[most].sum())
    times = errors.mean() / all_errors.mean()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(selected):,} selected**", width="content")
        if st.button("Clear", icon=":material/close:", type="tertiary"):
            select(data, np.empty(0, int))
            st.rerun(scope="fragment")
    st.markdown(classes + (f" others {others:,}" if others else ""))
    st.caption(f"Mean reconstruction error {errors.mean():.4f}, {times:.2f} times that of all samples shown.")


def _show_samples(run: Run, data: Dataset, selected: np.ndarray, errors: np.ndarray) -> None:
    order = "as stored"
    if len(selected) > 1:
        order = st.segmented_control(
            "Order",
            ["as stored", "worst", "best"],
            default="as stored",
            key=state.SELECTION_ORDER,
            required=True,
        )
    ordered = selected[order_samples(errors, order)]
    # Of many, some of all kinds; ranked by error, the first ones.
    step = -(-len(ordered) // _SHOWN) if order == "as stored" else 1
    shown = ordered[::step][:_SHOWN]
    X_hat = cache.codec(run).reconstruct(data.rows(shown))
    show_pairs(data, shown, X_hat, _COLUMNS if len(shown) > _FEW else _FEW)
    st.caption(
        f"{len(shown)} of {len(selected):,}. Each line: originals, reconstructions, and the difference "
        "(orange: added, blue: left out)."
    )


def _show_neighbors(data: Dataset, ids: np.ndarray, Z: np.ndarray, row: int) -> None:
    spaces = {"in latent space": Z, "in the input": data.rows(ids)}
    renderer = cache.renderer(data.card.name)
    found = {name: nearest_rows(vectors, row, _NEIGHBORS) for name, vectors in spaces.items()}
    show_rows(
        {f"Nearest {name}": renderer.draw(data.rows(ids[rows])) for name, rows in found.items()}, _NEIGHBORS
    )
    same = len(np.intersect1d(*found.values()))
    st.caption(f"{same} of the {_NEIGHBORS} nearest samples are the same in both.")


def _show_contrast(run: Run, data: Dataset, ids: np.ndarray, Z: np.ndarray, rows: np.ndarray) -> None:
    chosen = np.zeros(len(ids), bool)
    chosen[rows] = True
    if chosen.all():
        st.caption("Everything is selected: there is no rest to set it apart from.")
        return
    rest = ids[~chosen]
    rest = rest[:: -(-len(rest) // _ROWS_OF_REST)]
    X, X_rest = data.rows(ids[chosen][:: -(-int(chosen.sum()) // _ROWS_OF_REST)]), data.rows(rest)
    mean, mean_of_rest = X.mean(axis=0)[None], X_rest.mean(axis=0)[None]
    decoded = cache.codec(run).decode(Z[chosen].mean(axis=0)[None])
    renderer = cache.renderer(data.card.name)
    pictures = [
        renderer.draw(decoded),
        renderer.draw(mean),
        renderer.draw(mean_of_rest),
        renderer.draw_effects(mean_of_rest, mean),
    ]
    show_sheet(np.concatenate(pictures), len(pictures), "means of the selection and of the rest")
    st.caption(
        "The selection's mean latent vector, decoded; the mean of its samples; the mean of the rest; what "
        "the selection has more (orange) and less (blue)."
    )
    if data.feature_names:
        features = np.concatenate([X, X_rest])
        is_chosen = np.arange(len(features)) < len(X)
        _draw_apart(list(data.feature_names), contrast(features, is_chosen), "features")
    _draw_apart(
        [f"z{number}" for number in range(1, Z.shape[1] + 1)], contrast(Z, chosen), "latent dimensions"
    )


def _draw_apart(names: list[str], differences: np.ndarray, what: str) -> None:
    places = top_differences(differences, _APART)
    st.caption(f"The {what} in which the selection differs most from the rest")
    figure = draw_differences(
        [names[place] for place in places], differences[places], x="standard deviations"
    )
    show_chart(figure, f"apart-{what}")


def _keep(data: Dataset, selected: np.ndarray, saved: str) -> None:
    with st.form("keep_selection", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Selection name", saved, max_chars=60, placeholder="e.g. slanted ones")
        is_asked = st.form_submit_button("Save", icon=":material/bookmark_add:")
    with show_errors():
        if is_asked:
            permissions.check_selection_owner(data.card.name, name)
            save_selection(data.card.name, data.fingerprint, name, selected, visitor_id())
            state.LOADED_SELECTION.write(name)
            st.toast(escape_markdown(f"Saved {name!r}: it can be chosen on the other pages, too."))
            st.rerun()
        if saved:
            _offer_delete(data, saved)


def _offer_delete(data: Dataset, name: str) -> None:
    refusal = permissions.find_selection_refusal(data.card.name, name)
    if st.button(
        escape_markdown(f"Delete {name!r}"),
        icon=":material/delete:",
        type="tertiary",
        disabled=bool(refusal),
        help=escape_markdown(refusal) if refusal else None,
    ):
        permissions.check_selection_owner(data.card.name, name)
        delete_selection(data.card.name, name)
        st.rerun()
