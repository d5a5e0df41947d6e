"""Rows of metrics."""

import streamlit as st


def show_metrics(metrics: dict[str, tuple[str, str | None]], *, has_border: bool = True) -> None:
    """Metrics side by side.

    Args:
        metrics: Value with its unit and help text of each metric, by its label.
        has_border: Whether each has a border, which takes space.
    """
    columns = st.columns(len(metrics), gap="small")
    for column, (name, (value, help)) in zip(columns, metrics.items(), strict=True):
        column.metric(name, value, border=has_border, help=help)
