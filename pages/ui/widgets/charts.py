"""Plotly charts."""

import plotly.graph_objects as go
import streamlit as st


def show_chart(figure: go.Figure, key: str) -> None:
    """Shows a figure without Plotly's mode bar."""
    st.plotly_chart(figure, key=key, config={"displayModeBar": False})
