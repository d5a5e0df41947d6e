"""The selected samples: their reconstructions, their differences from the others, and saving them."""

import numpy as np
import streamlit as st

from aecore.analysis.reconstruction import order_samples
from aecore.analysis.selection import contrast, nearest_rows, top_differences
from aecore.datasets import Dataset
from aecore.figures.bars import draw_differences
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run
from aecore.runs.selections import delete_selection, save_selection
from pages.ui import cache, permissions, state
from pages.ui.errors import show_errors
from pages.ui.markdown import escape_markdown
from pages.ui.visitor import visitor_id
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_pairs, show_rows, show_sheet
from pages.ui.widgets.next_pages import show_selection_links
from pages.ui.widgets.selection import select

_MAX_SHOWN = 30
_N_COLUMNS, _N_COLUMNS_OF_FEW = 6, 3
_N_DIFFERENCES = 10
_N_CLASSES = 5
_N_NEIGHBORS = 6
# Enough for a precise mean.
_MAX_ROWS = 10_000


def show_selection(
    run: Run, spec: ProjectionSpec, data: Dataset, selected: np.ndarray, saved_name: str
) -> None:
    """Shows selected samples in tabs.

    Args:
        run: The run of the map.
        spec: The projection of the map.
        data: The data set.
        selected: Ids of the selected samples, ascending, at least one.
        saved_name: Name of the saved selection; empty if it is not saved.
    """
    ids, Z, errors = cache.encoded(run, spec.part, spec.n_samples)
    rows = np.searchsorted(ids, selected)
    _describe(run, data, selected, errors[rows], errors)
    names = ["Samples", "Differences", "Save"]
    samples, differences, save = st.tabs(names, key=state.SELECTION_TAB, on_change="rerun")
    with samples:
        if samples.open:
            _show_samples(run, data, selected, errors[rows])
            if len(selected) == 1:
                _show_neighbors(data, ids, Z, int(rows[0]))
    with differences:
        if differences.open:
            _show_differences(run, data, ids, Z, rows)
    with save:
        if save.open:
            _ask_name(data, selected, saved_name)


def _describe(
    run: Run, data: Dataset, selected: np.ndarray, errors: np.ndarray, all_errors: np.ndarray
) -> None:
    counts = np.bincount(data.labels[selected], minlength=len(data.class_names))
    largest = [i for i in np.argsort(-counts, kind="stable")[:_N_CLASSES] if counts[i]]
    classes = " ".join(f":gray-badge[{escape_markdown(data.class_names[i])}] {counts[i]:,}" for i in largest)
    n_others = len(selected) - int(counts[largest].sum())
    ratio = errors.mean() / all_errors.mean()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(selected):,} selected**", width="content")
        if st.button("Clear", icon=":material/close:", type="tertiary"):
            select(data, np.empty(0, int))
            st.rerun(scope="fragment")
    st.markdown(classes + (f" others {n_others:,}" if n_others else ""))
    show_selection_links(run, data, without="explore_map", has_count=False)
    st.caption(f"Mean reconstruction error {errors.mean():.4f}, {ratio:.2f} × that of all displayed samples.")


def _show_samples(run: Run, data: Dataset, selected: np.ndarray, errors: np.ndarray) -> None:
    order = "as stored"
    if len(selected) > 1:
        order = st.segmented_control(
            "Order",
            ["as stored", "worst", "best"],
            default="as stored",
            format_func=str.capitalize,
            key=state.SELECTION_ORDER,
            required=True,
        )
    ordered = selected[order_samples(errors, order)]
    # Stored order: evenly spaced; ranked by error: the first ones.
    step = -(-len(ordered) // _MAX_SHOWN) if order == "as stored" else 1
    shown = ordered[::step][:_MAX_SHOWN]
    X_hat = cache.codec(run).reconstruct(data.rows(shown))
    show_pairs(data, shown, X_hat, _N_COLUMNS if len(shown) > _N_COLUMNS_OF_FEW else _N_COLUMNS_OF_FEW)
    st.caption(
        f"{len(shown)} of {len(selected):,}. Rows: originals, reconstructions, and their difference "
        "(orange: larger, blue: smaller)."
    )


def _show_neighbors(data: Dataset, ids: np.ndarray, Z: np.ndarray, row: int) -> None:
    spaces = {"in latent space": Z, "in the input": data.rows(ids)}
    renderer = cache.renderer(data.card.name)
    nearest = {name: nearest_rows(vectors, row, _N_NEIGHBORS) for name, vectors in spaces.items()}
    show_rows(
        {f"Nearest {name}": renderer.draw(data.rows(ids[rows])) for name, rows in nearest.items()},
        _N_NEIGHBORS,
    )
    n_common = len(np.intersect1d(*nearest.values()))
    st.caption(f"{n_common} of the {_N_NEIGHBORS} nearest samples are the same in both.")


def _show_differences(run: Run, data: Dataset, ids: np.ndarray, Z: np.ndarray, rows: np.ndarray) -> None:
    chosen = np.zeros(len(ids), bool)
    chosen[rows] = True
    if chosen.all():
        st.caption("All samples are selected: there are no others to compare with.")
        return
    X, X_rest = (data.rows(group[:: -(-len(group) // _MAX_ROWS)]) for group in (ids[chosen], ids[~chosen]))
    mean, mean_of_rest = X.mean(axis=0)[None], X_rest.mean(axis=0)[None]
    decoded = cache.codec(run).decode(Z[chosen].mean(axis=0)[None])
    renderer = cache.renderer(data.card.name)
    pictures = [
        renderer.draw(decoded),
        renderer.draw(mean),
        renderer.draw(mean_of_rest),
        renderer.draw_effects(mean_of_rest, mean),
    ]
    show_sheet(np.concatenate(pictures), len(pictures), "means of the selection and of the other samples")
    st.caption(
        "The decoded mean latent vector of the selection; the mean of its samples; the mean of the others; "
        "the difference of the means (orange: larger in the selection, blue: smaller)."
    )
    if data.feature_names:
        features = np.concatenate([X, X_rest])
        is_chosen = np.arange(len(features)) < len(X)
        _draw_top_differences(list(data.feature_names), contrast(features, is_chosen), "features")
    _draw_top_differences(
        [f"z{i}" for i in range(1, Z.shape[1] + 1)], contrast(Z, chosen), "latent dimensions"
    )


def _draw_top_differences(names: list[str], differences: np.ndarray, what: str) -> None:
    top = top_differences(differences, _N_DIFFERENCES)
    st.caption(f"The {what} in which the selection differs most from the other samples")
    figure = draw_differences([names[i] for i in top], differences[top], x="standard deviations")
    show_chart(figure, f"differences-{what}")


def _ask_name(data: Dataset, selected: np.ndarray, saved_name: str) -> None:
    with st.form("save_selection", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Selection name", saved_name, max_chars=60, placeholder="e.g. slanted digits")
        is_submitted = st.form_submit_button("Save", icon=":material/bookmark_add:")
    with show_errors():
        if is_submitted:
            permissions.check_selection_owner(data.card.name, name)
            save_selection(data.card.name, data.fingerprint, name, selected, visitor_id())
            state.LOADED_SELECTION.write(name)
            st.toast(escape_markdown(f"Saved {name!r}: other pages can load it, too."))
            st.rerun()
        if saved_name:
            _offer_delete(data, saved_name)


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
