"""Wine: chemical analyses."""

from aecore.datasets.dataset import Card, Dataset, read_bunch

CARD = Card(
    name="wine",
    title="Wine",
    kind="table",
    sample_shape=(13,),
    n_train=142,
    n_test=36,
    about="178 Italian wines from three growers, each described by 13 values of its chemical analysis.",
    source="S. Aeberhard, M. Forina: Wine, UCI Machine Learning Repository (1992), as shipped by "
    "scikit-learn",
    licence="CC BY 4.0",
)


def load() -> Dataset:
    """Loads the table and splits it."""
    from sklearn.datasets import load_wine

    return read_bunch(CARD, load_wine())
