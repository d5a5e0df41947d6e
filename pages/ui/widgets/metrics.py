"""Rows of metrics."""

import streamlit as st

_HEIGHT = 108  # pixels


def show_metrics(metrics: dict[str, tuple[str, str | None]], *, has_border: bool = True) -> None:
    """Shows metrics side by side.

    Args:
        metrics: Value with unit, and help text, by label of the metric.
        has_border: Whether each metric has a border.
    """
    columns = st.columns(len(metrics), gap="small")
    for column, (name, (value, help)) in zip(columns, metrics.items(), strict=True):
        # A fixed height keeps the place while the browser loads the element.
        column.metric(name, value, border=has_border, help=help, height=_HEIGHT if has_border else "content")
