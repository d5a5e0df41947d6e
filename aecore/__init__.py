"""Autoencoders to train, look through and put to work.

The library behind the dashboard. It knows nothing of Streamlit, and importing it loads
neither Keras nor TensorFlow: those come when a model is fitted.
"""

__version__ = "0.1.0"
