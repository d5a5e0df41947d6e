"""Sections of the Data page."""

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.datasets import Card, Dataset
from aecore.datasets.dataset import PARTS
from aecore.datasets.sampling import stratified_sample
from aecore.figures.classes import draw_class_sizes
from pages.ui import cache, state
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.metrics import show_metrics

_PER_PAGE = 60


def show_card(card: Card) -> Dataset:
    """Description, counts, value range, source and licence; returns the data."""
    st.markdown(card.about)
    data = cache.dataset(card.name)
    shape = "×".join(str(n) for n in card.sample_shape).removesuffix("×1")
    values = data.rows(data.part("all")[:MAX_ANALYSED_SAMPLES])
    facts = {
        "Training samples": f"{len(data.part('train')):,}",
        "Validation samples": f"{len(data.part('validation')):,}",
        "Test samples": f"{len(data.X_test):,}",
        "Classes": str(len(data.class_names)),
        "Sample shape": shape,
        "Values": f"{values.min():.2g}…{values.max():.2g}",
    }
    show_metrics({name: (value, None) for name, value in facts.items()})
    st.caption(f"Source: {card.source}. Licence: {card.licence}.")
    return data


def show_classes(data: Dataset) -> None:
    """How the classes are spread over the two parts."""
    st.subheader("Classes", anchor=False)
    figure = draw_class_sizes(data.y_train, data.y_test, data.class_names)
    show_chart(figure, "class_sizes")


def show_gallery(data: Dataset) -> None:
    """Samples of all classes or of one, in pages."""
    st.subheader("Samples", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = st.segmented_control(
            "Part", PARTS, default="train", key=state.PART, bind="query-params", required=True
        )
        name = st.selectbox(
            "Class", ["all", *data.class_names], key=state.CLASS, bind="query-params", width=200
        )
    ids = data.part(part)
    if name != "all":
        ids = ids[data.labels[ids] == data.class_names.index(name)]
    else:  # stratified by class, the same on every visit
        ids = ids[stratified_sample(data.labels[ids], 20 * _PER_PAGE)]
    page = st.pagination(-(-len(ids) // _PER_PAGE), key=state.PAGE, bind="query-params")
    shown = ids[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    pictures = cache.renderer(data.card.name).draw(data.rows(shown))
    show_sheet(pictures, cache.renderer(data.card.name).columns * 3 // 2, "samples")
    st.caption(f"{len(shown)} of {len(ids):,} samples.")
    if data.feature_names:
        st.dataframe(as_table(data, shown), hide_index=True)


def as_table(data: Dataset, ids: np.ndarray) -> pd.DataFrame:
    """Samples of a table with their class, in the units of their columns."""
    table = pd.DataFrame(data.in_units(data.rows(ids)), columns=list(data.feature_names))
    table.insert(0, "class", [data.class_names[label] for label in data.labels[ids]])
    return table
