"""The audit: samples whose label disagrees with their neighbours, to keep, relabel or drop."""

import functools

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.table import to_csv
from aecore.applications.labels import DROPPED, Audit, inject_noise
from aecore.datasets import Dataset
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.labels import correction, results
from pages.ui.units.pictures import make_url
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import offer_selection, show_selection_links
from pages.ui.widgets.samples import Samples

_PAGE_SIZE = 20
_ROW_HEIGHT = 52  # pixels
_KEEP, _RELABEL, _DROP = "Keep", "Relabel", "Drop"
_NOISE = (0.0, 0.01, 0.05, 0.1, 0.2)
_SUSPICION = (
    "Share of the neighbours' weight for the best other class minus that for its own label: 1 if all agree "
    "on one other class, −1 if all have the same label."
)


def show_audit(run: Run, samples: Samples) -> None:
    """Shows the most suspicious labels with a decision for each, and what the decisions change."""
    data = cache.dataset(run.spec.dataset)
    ids = cache.samples(run, *samples)
    if len(data.class_names) < 2:
        st.info(
            "An audit compares labels of at least two classes, and this data set has none: "
            "choose another run."
        )
        return
    st.markdown(
        "Samples whose label disagrees with the labels of similar samples, most suspicious first, beside the "
        "typical decoded form of their class and of the suggested one."
    )
    known = data.labels[ids].astype(int)
    share = st.segmented_control(
        "Wrong labels added to test the audit",
        _NOISE,
        default=0.0,
        format_func="{:.0%}".format,
        key=state.NOISE_SHARE,
        required=True,
        help="This share of the labels is replaced by another class at random; the audit is not told which.",
    )
    classes = inject_noise(known, len(data.class_names), share)
    audit = results.audit(run, samples, classes)
    _show_verdict(audit, classes != known)
    key = state.CORRECTIONS.per(f"{data.card.name}-{share:g}")
    _show_suspects(run, samples, audit, classes, key)
    corrections = key.setdefault({})
    _offer_relabelling(ids, audit, corrections)
    _offer_download(run, data, ids, audit, classes, corrections)
    correction.show_difference(run, samples, share, corrections)
    show_selection_links(run, data, without="apply_labels")


def _show_verdict(audit: Audit, is_wrong: np.ndarray) -> None:
    n_wrong, n_suspects = int(is_wrong.sum()), int((audit.suspicion > 0).sum())
    metrics = {
        "Audited labels": (f"{len(is_wrong):,}", None),
        "Suspicious": (f"{n_suspects:,}", "Labels that their neighbours contradict: a suspicion above 0."),
    }
    if n_wrong:
        found = is_wrong[audit.rank()[:n_wrong]].mean()
        metrics["Precision"] = (
            f"{found:.0%}",
            f"Share of wrong labels among the {n_wrong:,} most suspicious ones, as many as were added.",
        )
        metrics["By chance"] = (f"{is_wrong.mean():.0%}", "The precision of samples chosen at random.")
    show_metrics(metrics)


def _show_suspects(run: Run, samples: Samples, audit: Audit, classes: np.ndarray, key: state.Key) -> None:
    """Shows one page of suspicious samples, and stores the decisions."""
    data, ids = cache.dataset(run.spec.dataset), cache.samples(run, *samples)
    order = audit.rank()
    order = order[audit.suspicion[order] > 0]
    if not len(order):
        st.success("No label disagrees with those of its neighbours.", icon=":material/check:")
        return
    page = st.pagination(-(-len(order) // _PAGE_SIZE), key=state.PAGE, bind="query-params")
    rows = order[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]
    table = _tabulate(run, samples, audit, classes, rows)
    corrections = key.setdefault({})
    table["decision"] = [_describe(corrections.get(int(i))) for i in ids[rows]]
    edited = _edit(table, f"audit-{key}-{run.id}-{samples}-{page}")
    for i, row, decision in zip(ids[rows], rows, edited["decision"], strict=True):
        _decide(corrections, int(i), decision, int(audit.suggestion[row]))
    with st.container(horizontal=True):
        offer_selection(data, ids[rows], "Select the samples of this page", state.SELECT_GROUP.per("audit"))


def _tabulate(
    run: Run, samples: Samples, audit: Audit, classes: np.ndarray, rows: np.ndarray
) -> pd.DataFrame:
    data, ids = cache.dataset(run.spec.dataset), cache.samples(run, *samples)
    n_classes, renderer = len(data.class_names), cache.renderer(data.card.name)
    forms = np.nan_to_num(results.forms(run, samples, classes, n_classes))
    form_urls = [make_url(picture) for picture in renderer.draw(forms)]
    nearest = results.nearest_forms(run, samples, classes, n_classes, rows)
    names = np.array(data.class_names, object)
    return pd.DataFrame(
        {
            "sample": [make_url(picture) for picture in renderer.draw(data.rows(ids[rows]))],
            "number": ids[rows],
            "label": names[classes[rows]],
            "form": [form_urls[c] for c in classes[rows]],
            "suggestion": names[audit.suggestion[rows]],
            "suggested form": [form_urls[c] for c in audit.suggestion[rows]],
            "suspicion": audit.suspicion[rows],
            "reconstruction": names[nearest],
        }
    )


def _edit(table: pd.DataFrame, key: str) -> pd.DataFrame:
    image, text = st.column_config.ImageColumn, st.column_config.TextColumn
    return st.data_editor(
        table,
        hide_index=True,
        key=key,
        row_height=_ROW_HEIGHT,
        height=min(560, _ROW_HEIGHT * (len(table) + 1)),
        disabled=[name for name in table.columns if name != "decision"],
        column_config={
            "sample": image("Sample", width="small"),
            "number": st.column_config.NumberColumn("Number", format="#%d", width="small"),
            "label": text("Label"),
            "form": image("Typical form", help="The decoded mean latent vector of the class.", width="small"),
            "suggestion": text("Suggestion"),
            "suggested form": image("Typical form", width="small"),
            "suspicion": st.column_config.NumberColumn("Suspicion", format="%.2f", help=_SUSPICION),
            "reconstruction": text(
                "Reconstruction is nearest to",
                help="The class whose typical decoded form is nearest to the reconstruction of the sample.",
            ),
            "decision": st.column_config.SelectboxColumn(
                "Decision", options=[_KEEP, _RELABEL, _DROP], required=True
            ),
        },
    )


def _describe(correction: int | None) -> str:
    if correction is None:
        return _KEEP
    return _DROP if correction == DROPPED else _RELABEL


def _decide(corrections: dict[int, int], i: int, decision: str, suggestion: int) -> None:
    if decision == _KEEP:
        corrections.pop(i, None)
    else:
        corrections[i] = DROPPED if decision == _DROP else suggestion


def _offer_relabelling(ids: np.ndarray, audit: Audit, corrections: dict[int, int]) -> None:
    """Offers one decision for all samples on whose suggestion nearly all neighbours agree."""
    certain = np.flatnonzero(audit.suspicion > correction.CERTAIN)
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(certain) and st.button(
            f"Relabel the {len(certain):,} with a suspicion above {correction.CERTAIN}",
            icon=":material/label:",
        ):
            corrections.update(zip(ids[certain].tolist(), audit.suggestion[certain].tolist(), strict=True))
            st.rerun()
        if corrections and st.button("Keep all labels", icon=":material/undo:", type="tertiary"):
            corrections.clear()
            st.rerun()
        n_dropped = sum(value == DROPPED for value in corrections.values())
        st.caption(f"{len(corrections) - n_dropped:,} relabelled, {n_dropped:,} dropped.", width="content")


def _offer_download(
    run: Run, data: Dataset, ids: np.ndarray, audit: Audit, classes: np.ndarray, corrections: dict[int, int]
) -> None:
    st.download_button(
        "Audited table (CSV)",
        functools.partial(_write_table, data, ids, audit, classes, corrections),
        f"{run.id}-audit.csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _write_table(
    data: Dataset, ids: np.ndarray, audit: Audit, classes: np.ndarray, corrections: dict[int, int]
) -> bytes:
    names = np.array([*data.class_names, ""], object)  # the last one is that of a dropped sample
    corrected = [corrections.get(i, label) for i, label in zip(ids.tolist(), classes, strict=True)]
    table = pd.DataFrame(
        {
            "id": ids,
            "part": data.name_parts(ids),
            "label": names[classes],
            "suspicion": audit.suspicion,
            "suggestion": names[audit.suggestion],
            "corrected_label": names[np.array(corrected, int)],
            "decision": [_describe(corrections.get(i)).lower() for i in ids.tolist()],
        }
    )
    return to_csv(table)
