"""Where in a sample the error is."""

import numpy as np
import streamlit as st

from aecore.runs import Run
from pages.ui import cache
from pages.ui.markdown import escape_markdown
from pages.ui.train.variant_views.units import show_units
from pages.ui.widgets.galleries import show_sheet


def show_error_positions(run: Run) -> None:
    """The mean error at each place of a picture or a series, for each class, and what each unit does."""
    if cache.dataset(run.spec.dataset).card.kind != "text":
        _show_errors(run)
    show_units(run)


def _show_errors(run: Run) -> None:
    data, renderer = cache.dataset(run.spec.dataset), cache.renderer(run.spec.dataset)
    ids = cache.samples(run, "test", 2000)
    X = data.rows(ids)
    errors = (X - cache.codec(run).reconstruct(X)) ** 2
    labels = data.labels[ids]
    classes = [k for k in range(len(data.class_names)) if (labels == k).any()]
    by_class = np.stack([errors[labels == k].mean(axis=0) for k in classes])
    st.subheader("Where the error is", anchor=False)
    show_sheet(renderer.draw(by_class / by_class.max()), 10, "mean error at each place")
    names = ", ".join(data.class_names[k] for k in classes)
    brightest = f"Mean squared error at each place, brightest {by_class.max():.3f}."
    st.caption(f"{brightest} Classes in turn: {escape_markdown(names)}.")
