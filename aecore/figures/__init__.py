"""Figures: arrays in, a Plotly figure or a picture out."""
