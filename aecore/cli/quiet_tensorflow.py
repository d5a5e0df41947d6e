"""Importing TensorFlow without its messages."""

import logging
import os
import warnings


def import_tensorflow() -> None:
    """Imports TensorFlow and suppresses its messages; commands call this before they train."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    # tf2onnx, which Keras uses, reads an attribute that NumPy removed.
    warnings.filterwarnings("ignore", "In the future `np.object`", FutureWarning)
    # TensorFlow writes its first messages before it reads any log level.
    stderr = os.dup(2)
    with open(os.devnull, "wb") as null:
        os.dup2(null.fileno(), 2)
    try:
        import tensorflow  # noqa: F401
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
