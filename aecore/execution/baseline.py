"""The error of PCA on the data set of a training, computed while the network trains."""

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from aecore.analysis.linear import pca_errors
from aecore.datasets import Dataset

_executor = ThreadPoolExecutor(1, thread_name_prefix="baseline")
_errors: dict[str, Future[np.ndarray]] = {}


def start_baseline(dataset: Dataset) -> Future[np.ndarray]:
    """Starts to compute the validation errors of PCA by number of components, once for each data set.

    NumPy releases the interpreter meanwhile, so the training continues and does not wait for it at its end.
    """
    if dataset.fingerprint not in _errors:
        parts = dataset.part("train"), dataset.part("validation")
        _errors[dataset.fingerprint] = _executor.submit(pca_errors, dataset.rows, *parts)
    return _errors[dataset.fingerprint]
