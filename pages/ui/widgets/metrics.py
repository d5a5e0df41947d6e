"""Rows of metrics."""

import streamlit as st

_HEIGHT = 108  # pixels
_MIN_WIDTH = 145  # pixels; narrower ones would cut their figures


def show_metrics(metrics: dict[str, tuple[str, str | None]], *, has_border: bool = True) -> None:
    """Shows metrics side by side, in several rows where they would be too narrow.

    Args:
        metrics: Value with unit, and help text, by label of the metric.
        has_border: Whether each metric has a border.
    """
    grid = st.grid(len(metrics), min_column_width=_MIN_WIDTH, gap="small")
    for name, (value, help) in metrics.items():
        # A fixed height keeps the place while the browser loads the element.
        grid.metric(name, value, border=has_border, help=help, height=_HEIGHT if has_border else "content")
