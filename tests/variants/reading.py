"""Reading what a training has logged."""

import numpy as np

from aecore.variants import Autoencoder, make_variant


def read_metric(
    name: str, variant: str, X: np.ndarray, **hyperparameters: object
) -> tuple[Autoencoder, float]:
    """A fitted estimator and the last validation value of a metric, on the rows that it was fitted to."""
    estimator = make_variant(variant, {"epochs": 2, "batch_size": 32, "latent_dim": 6, **hyperparameters})
    estimator.fit(X, validation_data=X)
    return estimator, estimator.history_[-1][f"val_{name}"]
