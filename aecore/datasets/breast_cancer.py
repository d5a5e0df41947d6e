"""Breast cancer: 30 measures of cell nuclei."""

from aecore.datasets.dataset import Card, Dataset, read_bunch

CARD = Card(
    name="breast_cancer",
    title="Breast cancer",
    kind="table",
    sample_shape=(30,),
    n_train=455,
    n_test=114,
    about="569 tumours, malignant or benign, each described by 30 measures of its cell nuclei under the "
    "microscope.",
    source="W. Wolberg, W. Street, O. Mangasarian: Breast Cancer Wisconsin (Diagnostic), UCI Machine "
    "Learning Repository (1995), as shipped by scikit-learn",
    licence="CC BY 4.0",
)


def load() -> Dataset:
    """Loads the table and splits it."""
    from sklearn.datasets import load_breast_cancer

    return read_bunch(CARD, load_breast_cancer())
