"""Digits: the handwritten digits of scikit-learn, 8×8 pixels."""

import numpy as np

from aecore.datasets.dataset import Card, Dataset, split

CARD = Card(
    name="digits",
    title="Digits 8×8",
    kind="image",
    sample_shape=(8, 8, 1),
    n_train=1_437,
    n_test=360,
    about="1,797 handwritten digits of 8×8 grey pixels. Small enough to train in seconds.",
    source="E. Alpaydin, C. Kaynak, UCI Machine Learning Repository (1998), as shipped by scikit-learn",
    licence="CC BY 4.0",
)


def load() -> Dataset:
    """Loads the digits; the test part has a fifth of each class."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    X = bunch.data.astype(np.uint8)
    y = bunch.target.astype(np.uint8)
    X_train, X_test, y_train, y_test = split(X, y)
    names = tuple(str(name) for name in bunch.target_names)
    return Dataset(CARD, X_train, X_test, y_train, y_test, names, scale=1 / 16)
