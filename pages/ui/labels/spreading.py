"""What the spread labels are: their confidence and accuracy, the next questions, and the labelled table."""

import functools

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.table import to_csv
from aecore.datasets import Dataset
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.errors import show_errors
from pages.ui.labels import results
from pages.ui.labels.user_labels import Given, find_given, give_label, translate_classes
from pages.ui.units.pictures import make_url
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import offer_selection
from pages.ui.widgets.samples import Samples, find_graph
from pages.ui.widgets.tables import show_table

_LOW_CONFIDENCE = 0.5
_ROW_HEIGHT = 44  # pixels


def show_spread(run: Run, samples: Samples) -> None:
    """Shows everything that follows from the given labels."""
    data = cache.dataset(run.spec.dataset)
    ids = cache.samples(run, *samples)
    given = find_given(data, ids)
    if not (given.classes >= 0).any():
        st.info(
            "No sample among these has a label yet: name a selection, or try it with known labels. The "
            "labels then spread to all other samples.",
            icon=":material/label:",
        )
        return
    spread = results.spread(run, samples, given.classes, len(given.names))
    st.header("Spread labels", anchor=False)
    _show_metrics(data, ids, given, spread)
    _warn_contradictions(run, samples, given)
    _show_classes(given, spread)
    _show_questions(data, ids, given, spread)
    _offer_download(run, data, ids, given, spread)


def _show_metrics(data: Dataset, ids: np.ndarray, given: Given, spread: results.Spread) -> None:
    is_new = given.classes < 0
    truth = translate_classes(data, given.names, ids)
    metrics = {
        "Given labels": (f"{(~is_new).sum():,}", f"Of {len(given.names)} classes."),
        "Spread to": (f"{is_new.sum():,}", "Samples without a given label."),
        "Mean confidence": (
            f"{spread.confidence[is_new].mean():.0%}" if is_new.any() else "–",
            "Share of the most probable class in what reaches a sample along the neighbour graph.",
        ),
    }
    if truth is not None and is_new.any():
        floors = {
            "Accuracy": (spread.classes, "Of the spread labels, on the samples without a given label."),
            "Nearest label": (
                spread.nearest,
                "Accuracy without a graph: the label of the nearest labelled latent vector.",
            ),
            "Nearest input": (
                spread.nearest_input,
                "Accuracy of the label of the nearest labelled sample in the input.",
            ),
        }
        for name, (classes, help) in floors.items():
            metrics[name] = (f"{(classes == truth)[is_new].mean():.1%}", help)
    show_metrics(metrics)
    _show_verdict(given, spread, truth)


def _show_verdict(given: Given, spread: results.Spread, truth: np.ndarray | None) -> None:
    is_new = given.classes < 0
    if not is_new.any():
        st.markdown("Every sample has a given label: nothing is left to spread to.")
        return
    doubtful = float((spread.confidence < _LOW_CONFIDENCE)[is_new].mean())
    if truth is None:
        st.markdown(
            f"**{doubtful:.0%} of the spread labels have a confidence below {_LOW_CONFIDENCE:.0%}**; the "
            "accuracy is unknown, since at least one label is no known class of this data set."
        )
        return
    error, floor = (
        float((classes != truth)[is_new].mean()) for classes in (spread.classes, spread.nearest_input)
    )
    comparison = "better than" if error < floor else "no better than"
    st.markdown(
        f"**{error:.1%} of the spread labels are wrong**, {comparison} copying the nearest labelled sample "
        f"of the input ({floor:.1%}); {doubtful:.0%} have a confidence below {_LOW_CONFIDENCE:.0%}."
    )
    n_unnamed = int((truth[is_new] == len(given.names)).sum())
    if n_unnamed:
        st.caption(f"{n_unnamed:,} samples are of classes without any label: these must be wrong.")


def _warn_contradictions(run: Run, samples: Samples, given: Given) -> None:
    """Warns of samples whose latent vectors are equal but whose labels differ."""
    graph = find_graph(run, samples)
    rows, columns = np.nonzero(graph.distances == 0)
    first, second = given.classes[rows], given.classes[graph.ids[rows, columns]]
    n = len(np.unique(rows[(first >= 0) & (second >= 0) & (first != second)]))
    if n:
        st.warning(
            f"{n:,} labelled samples have the same latent vector as one with another label: these labels "
            "contradict each other, so correct one of them.",
            icon=":material/warning:",
        )


def _show_classes(given: Given, spread: results.Spread) -> None:
    is_new = given.classes < 0
    rows = []
    for i, name in enumerate(given.names):
        members = is_new & (spread.classes == i)
        confidence = spread.confidence[members].mean() if members.any() else np.nan
        rows.append((name, int((given.classes == i).sum()), int(members.sum()), confidence))
    with st.expander("By class", icon=":material/table:"):
        table = pd.DataFrame(rows, columns=["label", "given", "spread to", "mean confidence"])
        show_table(table, {"mean confidence": "percent"}, key="spread-classes")


def _show_questions(data: Dataset, ids: np.ndarray, given: Given, spread: results.Spread) -> None:
    """Shows the samples worth asking about next, with a field for the answer."""
    rows = spread.questions
    if not len(rows):
        return
    st.header("The ten samples worth asking about next", anchor=False)
    st.caption(
        "Uncertain, typical of many others, and different from each other. Answer as many as you like; type "
        "a new name for a new class."
    )
    pictures = cache.renderer(data.card.name).draw(data.rows(ids[rows]))
    table = pd.DataFrame(
        {
            "picture": [make_url(picture) for picture in pictures],
            "sample": ids[rows],
            "guess": [given.names[i] for i in spread.classes[rows]],
            "confidence": spread.confidence[rows],
            "answer": [""] * len(rows),
        }
    )
    answers = _ask_answers(table, f"questions-{data.card.name}-{ids[rows].tolist()}")
    with st.container(horizontal=True):
        if st.button("Save the answers", type="primary", icon=":material/check:"):
            _save_answers(data, answers)
        if len(data.class_names) > 1 and st.button(
            "Answer all with the known classes", icon=":material/science:"
        ):
            for i in ids[rows]:
                give_label(data, data.class_names[data.labels[i]], np.array([i]))
            st.rerun()
        offer_selection(data, ids[rows], "Select them", state.SELECT_GROUP.per("questions"))


def _ask_answers(table: pd.DataFrame, key: str) -> pd.DataFrame:
    return st.data_editor(
        table,
        hide_index=True,
        key=key,
        row_height=_ROW_HEIGHT,
        height=_ROW_HEIGHT * (len(table) + 1),
        disabled=["picture", "sample", "guess", "confidence"],
        column_config={
            "picture": st.column_config.ImageColumn("Sample", width="small"),
            "sample": st.column_config.NumberColumn("Number", format="#%d", width="small"),
            "guess": st.column_config.TextColumn("Present guess"),
            "confidence": st.column_config.NumberColumn("Confidence", format="percent"),
            "answer": st.column_config.TextColumn("Your label", max_chars=60),
        },
    )


def _save_answers(data: Dataset, answers: pd.DataFrame) -> None:
    with show_errors():
        answered = answers[answers["answer"].fillna("").str.strip() != ""]
        for name, group in answered.groupby("answer"):
            give_label(data, str(name), group["sample"].to_numpy())
        if len(answered):
            st.rerun()
        st.warning("Type at least one label in the last column first.", icon=":material/info:")


def _offer_download(run: Run, data: Dataset, ids: np.ndarray, given: Given, spread: results.Spread) -> None:
    st.download_button(
        "Labelled table (CSV)",
        functools.partial(_write_table, data, ids, given, spread),
        f"{run.id}-labels.csv",
        icon=":material/download:",
        on_click="ignore",
        help="ID, part, label, whether it was given, confidence and known class of each sample.",
    )


def _write_table(data: Dataset, ids: np.ndarray, given: Given, spread: results.Spread) -> bytes:
    is_given = given.classes >= 0
    names = np.array(given.names, object)
    table = pd.DataFrame(
        {
            "id": ids,
            "part": data.name_parts(ids),
            "label": names[np.where(is_given, given.classes, spread.classes)],
            "is_given": is_given,
            "confidence": np.where(is_given, 1.0, spread.confidence),
            "known_class": np.array(data.class_names, object)[data.labels[ids]],
        }
    )
    return to_csv(table)
