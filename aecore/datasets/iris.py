"""Iris: four measures of a flower."""

from aecore.datasets.dataset import Card, Dataset, read_bunch

CARD = Card(
    name="iris",
    title="Iris",
    kind="table",
    sample_shape=(4,),
    n_train=119,
    n_test=30,
    about="149 flowers of three species, each described by length and width of sepal and petal in "
    "centimetres. One duplicate row was removed.",
    source="R. A. Fisher: The use of multiple measurements in taxonomic problems (1936), as shipped "
    "by scikit-learn",
    licence="CC BY 4.0",
)


def load() -> Dataset:
    """Loads the table and splits it."""
    from sklearn.datasets import load_iris

    return read_bunch(CARD, load_iris())
