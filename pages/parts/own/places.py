"""Where in a sample the error is."""

import numpy as np
import streamlit as st

from aecore.runs import Run
from pages.parts import cached, show
from pages.parts.own.units import show_units
from pages.parts.text import escape_markdown


def show_places(run: Run) -> None:
    """The mean error at each place of a picture or a series, for each class, and what each unit does."""
    if cached.dataset(run.spec.dataset).card.kind != "text":
        _show_errors(run)
    show_units(run)


def _show_errors(run: Run) -> None:
    data, look = cached.dataset(run.spec.dataset), cached.look(run.spec.dataset)
    ids = cached.samples(run, "test", 2000)
    X = data.rows(ids)
    errors = (X - cached.codec(run).reconstruct(X)) ** 2
    labels = data.labels[ids]
    classes = [k for k in range(len(data.class_names)) if (labels == k).any()]
    by_class = np.stack([errors[labels == k].mean(axis=0) for k in classes])
    st.subheader("Where the error is", anchor=False)
    show.show_sheet(look.draw(by_class / by_class.max()), 10, "mean error at each place")
    names = ", ".join(data.class_names[k] for k in classes)
    brightest = f"Mean squared error at each place, brightest {by_class.max():.3f}."
    st.caption(f"{brightest} Classes in turn: {escape_markdown(names)}.")
