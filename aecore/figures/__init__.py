"""Plotly figures and pictures, drawn from arrays."""
