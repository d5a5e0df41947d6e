"""Iris: four measures of a flower."""

import numpy as np

from aecore.datasets.dataset import Card, Dataset, split_and_standardise

CARD = Card(
    name="iris",
    title="Iris",
    kind="table",
    sample_shape=(4,),
    n_train=119,
    n_test=30,
    about="149 flowers of three kinds, each by length and width of sepal and petal in centimetres. One "
    "that was measured twice is left out.",
    source="R. A. Fisher: The use of multiple measurements in taxonomic problems (1936), as shipped "
    "by scikit-learn",
    licence="CC BY 4.0",
)


def load() -> Dataset:
    """Reads the table."""
    from sklearn.datasets import load_iris

    bunch = load_iris()
    _, once = np.unique(bunch.data, axis=0, return_index=True)
    return split_and_standardise(
        CARD,
        bunch.data[np.sort(once)],
        bunch.target[np.sort(once)],
        class_names=tuple(str(name).replace("_", " ") for name in bunch.target_names),
        feature_names=tuple(str(name).replace("_", " ") for name in bunch.feature_names),
    )
