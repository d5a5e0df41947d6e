"""Sections of the Data page."""

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.datasets import Card, Dataset
from aecore.datasets.sampling import stratified_sample
from aecore.figures.classes import draw_class_sizes
from aecore.networks import NETWORKS
from aecore.variants import VARIANTS
from pages.ui import cache, state
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.pickers import pick_class, pick_part

_PAGE_SIZE = 60
_N_PAGES = 20
_HELP = {
    "Sample shape": "Height × width × channels of an image, columns of a table, steps × channels of a "
    "series, letters × symbols of a text.",
    "Value range": "As models receive the samples: images and texts from 0 to 1, tables and series "
    "standardised, so that 1 is a standard deviation.",
}


def show_card(card: Card) -> Dataset:
    """Shows description, numbers of samples, value range, source and licence; returns the data set."""
    st.markdown(card.about)
    data = cache.dataset(card.name)
    shape = "×".join(str(n) for n in card.sample_shape).removesuffix("×1")
    facts = {
        "Training samples": f"{len(data.part('train')):,}",
        "Validation samples": f"{len(data.part('validation')):,}",
        "Test samples": f"{len(data.X_test):,}",
        "Classes": str(len(data.class_names)) if len(data.class_names) > 1 else "None",
        "Sample shape": shape,
        "Value range": _describe_range(data),
    }
    show_metrics({name: (value, _HELP.get(name)) for name, value in facts.items()})
    st.caption(f"Source: {card.source}. Licence: {card.licence}.")
    return data


def _describe_range(data: Dataset) -> str:
    """Returns the lowest and the highest value of the samples as models receive them."""
    values = data.rows(data.part("all")[:MAX_ANALYSED_SAMPLES])
    return f"{values.min():.2g} to {values.max():.2g}"


def show_training_links(card: Card) -> None:
    """Shows links to the training pages of all variants whose networks accept the samples."""
    query = {state.DATASET: card.name}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Train on this data set:", width="content")
        for variant in VARIANTS.values():
            networks = variant.list_networks(card.sample_shape) or (variant.network,)
            if any(len(card.sample_shape) in NETWORKS[name].sample_ndims for name in networks):
                page, title = f"pages/train_{variant.name}.py", variant.title.removesuffix(" autoencoder")
                st.page_link(page, label=title, icon=variant.icon, query_params=query, width="content")


def show_classes(data: Dataset) -> None:
    """Shows the number of samples per class in the training and the test part."""
    if len(data.class_names) > 1:
        st.header("Classes", anchor=False)
        figure = draw_class_sizes(data.y_train, data.y_test, data.class_names)
        show_chart(figure, "class_sizes")


def show_gallery(data: Dataset) -> None:
    """Shows the samples of all classes or of one class, page by page."""
    st.header("Samples", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = pick_part("train")
        name = pick_class(data)
    ids = data.part(part)
    if name is not None:
        ids = ids[data.labels[ids] == data.class_names.index(name)]
    n = len(ids)
    if name is None:  # the same on every visit
        ids = ids[stratified_sample(data.labels[ids], _N_PAGES * _PAGE_SIZE)]
    page = st.pagination(-(-len(ids) // _PAGE_SIZE), key=state.PAGE, bind="query-params")
    shown = ids[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]
    renderer = cache.renderer(data.card.name)
    show_sheet(renderer.draw(data.rows(shown)), renderer.columns * 3 // 2, "samples")
    first = (page - 1) * _PAGE_SIZE + 1
    of = f"{n:,} samples" if len(ids) == n else f"{len(ids):,} samples, drawn by class from {n:,}"
    st.caption(f"Samples {first:,} to {first + len(shown) - 1:,} of {of}. {_describe_axes(data)}")
    if data.feature_names:
        st.dataframe(tabulate(data, shown), hide_index=True)


def _describe_axes(data: Dataset) -> str:
    """Says what the pictures of samples show."""
    card, legend = data.card, cache.renderer(data.card.name).legend
    if card.kind != "series":
        return legend
    steps = card.step_axis.locate(card.sample_shape[0])
    return (
        f"Horizontally {card.step_axis.title} from {steps[0]:.3g} to {steps[-1]:.3g}, vertically "
        f"{card.value_axis.title}, the same scale for all."
    )


def tabulate(data: Dataset, ids: np.ndarray) -> pd.DataFrame:
    """Returns samples of a tabular data set with their class, in the units of their columns."""
    table = pd.DataFrame(data.in_units(data.rows(ids)), columns=list(data.feature_names))
    table.insert(0, "class", [data.class_names[label] for label in data.labels[ids]])
    return table
