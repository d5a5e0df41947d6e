"""MNIST, included in the package."""

from pathlib import Path

import numpy as np

from aecore.datasets.dataset import Card, Dataset

CARD = Card(
    name="mnist",
    title="MNIST",
    kind="image",
    sample_shape=(28, 28, 1),
    n_train=60_000,
    n_test=10_000,
    about="70,000 handwritten digits of 28×28 grey pixels, 60,000 for training and validation and "
    "10,000 for testing. Most published results of autoencoders are for this data set.",
    source="Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits (1998)",
    licence="CC BY-SA 3.0",
)


def load() -> Dataset:
    """Loads MNIST with its original split."""
    with np.load(Path(__file__).parent / "files" / "mnist.npz", allow_pickle=False) as files:
        return Dataset(
            CARD,
            X_train=files["x_train"].reshape(60_000, 784),
            X_test=files["x_test"].reshape(10_000, 784),
            y_train=files["y_train"],
            y_test=files["y_test"],
            class_names=tuple("0123456789"),
            scale=1 / 255,
        )
