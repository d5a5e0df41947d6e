"""Reconstruction error by position in a sample."""

import streamlit as st

from aecore.analysis.reconstruction import errors_by_position
from aecore.runs import Run
from pages.ui import cache
from pages.ui.markdown import escape_markdown
from pages.ui.train.variant_views.units import show_units
from pages.ui.widgets.galleries import show_sheet


def show_error_positions(run: Run) -> None:
    """Shows the mean error at each position, by class, and the effect of each latent unit."""
    if cache.renderer(run.spec.dataset).draws_magnitudes:
        _show_errors(run)
    show_units(run)


def _show_errors(run: Run) -> None:
    data, renderer = cache.dataset(run.spec.dataset), cache.renderer(run.spec.dataset)
    ids = cache.samples(run, "test", 2000)
    X = data.rows(ids)
    classes, by_class = errors_by_position(X, cache.codec(run).reconstruct(X), data.labels[ids])
    st.header("Error by position", anchor=False)
    show_sheet(renderer.draw(by_class / by_class.max()), 10, "mean error at each position")
    names = escape_markdown(", ".join(data.class_names[label] for label in classes))
    st.caption(
        f"Mean squared error at each position, at most {by_class.max():.3f}. Classes in order: {names}."
    )
