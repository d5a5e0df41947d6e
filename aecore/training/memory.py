"""Conversion of TensorFlow's out-of-memory errors to Python's `MemoryError`."""

import contextlib
from collections.abc import Iterator

import tensorflow as tf


@contextlib.contextmanager
def memory_errors() -> Iterator[None]:
    """Raises `MemoryError` if TensorFlow cannot allocate a tensor."""
    try:
        yield
    except tf.errors.ResourceExhaustedError as error:
        raise MemoryError("TensorFlow could not allocate a tensor.") from error
