"""What the Data page shows of a data set."""

import streamlit as st

from aecore.analysis.samples import stratified_sample
from aecore.datasets import Card, Dataset
from aecore.figures.classes import draw_class_sizes
from pages.parts import cached, show

_PER_PAGE = 60
_COLUMNS = 15


def show_card(card: Card) -> Dataset:
    """Description, counts, value range, source and licence; returns the data."""
    st.markdown(card.about)
    data = cached.dataset(card.name)
    shape = "×".join(str(n) for n in card.sample_shape)
    facts = {
        "Training samples": f"{data.n_train:,}",
        "Test samples": f"{len(data.X_test):,}",
        "Classes": str(len(data.class_names)),
        "Pixels": shape,
        "Values": f"{data.X_train.min() * data.scale:g} to {data.X_train.max() * data.scale:g}",
    }
    for column, (name, value) in zip(st.columns(len(facts)), facts.items(), strict=True):
        column.metric(name, value, border=True)
    st.caption(f"Source: {card.source}. Licence: {card.licence}.")
    return data


def show_classes(data: Dataset) -> None:
    """How the classes are spread over the two parts."""
    st.subheader("Classes", anchor=False)
    figure = draw_class_sizes(data.y_train, data.y_test, data.class_names)
    st.plotly_chart(figure, config={"displayModeBar": False})


def show_gallery(data: Dataset) -> None:
    """Samples page by page, of all classes or of one."""
    st.subheader("Samples", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = st.segmented_control(
            "Part", ["train", "test"], default="train", key="part", bind="query-params", required=True
        )
        name = st.selectbox("Class", ["all", *data.class_names], key="class", bind="query-params", width=200)
    ids = data.part(part)
    if name != "all":
        ids = ids[data.labels[ids] == data.class_names.index(name)]
    else:  # classes mixed evenly, the same on every visit
        ids = ids[stratified_sample(data.labels[ids], 20 * _PER_PAGE)]
    page = st.pagination(-(-len(ids) // _PER_PAGE), key="page", bind="query-params")
    shown = ids[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    pictures = cached.look(data.card.name).draw(data.rows(shown))
    show.show_sheet(pictures, _COLUMNS, "samples")
    st.caption(f"{len(shown)} of {len(ids):,} samples.")
