"""TensorFlow without graphs."""

import contextlib
from collections.abc import Iterator

import tensorflow as tf


@contextlib.contextmanager
def running_eagerly() -> Iterator[None]:
    """Runs functions without graphs, which take longer to build than a fit of one batch takes."""
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)
