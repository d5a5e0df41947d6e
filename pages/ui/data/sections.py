"""Sections of the Data page."""

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.datasets import Card, Dataset
from aecore.datasets.sampling import stratified_sample
from aecore.figures.classes import draw_class_sizes
from pages.ui import cache, state
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.pickers import pick_part

_ALL = "All"
_PAGE_SIZE = 60


def show_card(card: Card) -> Dataset:
    """Shows description, numbers of samples, value range, source and licence; returns the data set."""
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
        "Value range": f"{values.min():.2g} to {values.max():.2g}",
    }
    show_metrics({name: (value, None) for name, value in facts.items()})
    st.caption(f"Source: {card.source}. Licence: {card.licence}.")
    return data


def show_classes(data: Dataset) -> None:
    """Shows the number of samples per class in the training and the test part."""
    st.subheader("Classes", anchor=False)
    figure = draw_class_sizes(data.y_train, data.y_test, data.class_names)
    show_chart(figure, "class_sizes")


def show_gallery(data: Dataset) -> None:
    """Shows the samples of all classes or of one class, page by page."""
    st.subheader("Samples", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = pick_part("train")
        name = st.selectbox(
            "Class", [_ALL, *data.class_names], key=state.CLASS, bind="query-params", width=200
        )
    ids = data.part(part)
    if name != _ALL:
        ids = ids[data.labels[ids] == data.class_names.index(name)]
    else:  # a stratified subset, the same on every visit
        ids = ids[stratified_sample(data.labels[ids], 20 * _PAGE_SIZE)]
    page = st.pagination(-(-len(ids) // _PAGE_SIZE), key=state.PAGE, bind="query-params")
    shown = ids[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]
    pictures = cache.renderer(data.card.name).draw(data.rows(shown))
    show_sheet(pictures, cache.renderer(data.card.name).columns * 3 // 2, "samples")
    st.caption(f"{len(shown)} of {len(ids):,} samples.")
    if data.feature_names:
        st.dataframe(tabulate(data, shown), hide_index=True)


def tabulate(data: Dataset, ids: np.ndarray) -> pd.DataFrame:
    """Returns samples of a tabular data set with their class, in the units of their columns."""
    table = pd.DataFrame(data.in_units(data.rows(ids)), columns=list(data.feature_names))
    table.insert(0, "class", [data.class_names[label] for label in data.labels[ids]])
    return table
