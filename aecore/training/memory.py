"""TensorFlow's own word for memory that ran out, as Python says it."""

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
