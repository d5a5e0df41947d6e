"""Out-of-memory errors of TensorFlow as Python's `MemoryError`."""

import contextlib
from collections.abc import Iterator

import tensorflow as tf


@contextlib.contextmanager
def memory_errors() -> Iterator[None]:
    """Raises `MemoryError` where TensorFlow could not allocate a tensor."""
    try:
        yield
    except tf.errors.ResourceExhaustedError as error:
        raise MemoryError("TensorFlow could not allocate a tensor.") from error
