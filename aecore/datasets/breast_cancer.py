"""Breast cancer: 30 measures of cell nuclei."""

from aecore.datasets.dataset import Card, Dataset, split_and_standardise

CARD = Card(
    name="breast_cancer",
    title="Breast cancer",
    kind="table",
    sample_shape=(30,),
    n_train=455,
    n_test=114,
    about="569 tumours, each described by 30 measures of its cell nuclei under the microscope; malignant "
    "or benign.",
    source="W. Wolberg, W. Street, O. Mangasarian: Breast Cancer Wisconsin (Diagnostic), UCI Machine "
    "Learning Repository (1995), as shipped by scikit-learn",
    licence="CC BY 4.0",
)


def load() -> Dataset:
    """Reads the table."""
    from sklearn.datasets import load_breast_cancer

    bunch = load_breast_cancer()
    return split_and_standardise(
        CARD,
        bunch.data,
        bunch.target,
        class_names=tuple(str(name).replace("_", " ") for name in bunch.target_names),
        feature_names=tuple(str(name).replace("_", " ") for name in bunch.feature_names),
    )
