"""Power demand: days of 24 hours."""

from pathlib import Path

import numpy as np

from aecore.datasets.dataset import Card, Dataset, split_and_standardise

CARD = Card(
    name="power_demand",
    title="Power demand",
    kind="series",
    sample_shape=(24, 1),
    n_train=876,
    n_test=220,
    about="1,096 days of Italian electricity demand by the hour, each day standardised by the archive. "
    "Winter (October to March) or summer. Re-split, since the archive's training part has only 67 days.",
    source="ItalyPowerDemand, UCR time series archive, H. A. Dau et al. (2018), arXiv:1810.07758",
    licence="free for research",
)


def load() -> Dataset:
    """Reads both parts of the archive and splits them again."""
    with np.load(Path(__file__).parent / "files" / "power_demand.npz", allow_pickle=False) as files:
        return split_and_standardise(CARD, files["X"], files["y"] - 1, class_names=("winter", "summer"))
