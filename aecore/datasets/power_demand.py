"""Power demand: one series of 24 hourly values per day."""

from pathlib import Path

import numpy as np

from aecore.datasets.dataset import Axis, Card, Dataset, split_and_standardise

CARD = Card(
    name="power_demand",
    title="Power demand",
    kind="series",
    sample_shape=(24, 1),
    n_train=876,
    n_test=220,
    about="1,096 days of hourly electricity demand in Italy, each day standardised by the archive. The "
    "label is winter (October to March) or summer. Split again, since the archive's training part has only "
    "67 days.",
    source="ItalyPowerDemand, UCR time series archive, H. A. Dau et al. (2018), arXiv:1810.07758",
    licence="free for research",
    step_axis=Axis("hour of the day", "h"),
    value_axis=Axis("demand", "standard deviations of the day"),
)


def load() -> Dataset:
    """Loads both parts of the archive and splits them again."""
    with np.load(Path(__file__).parent / "files" / "power_demand.npz", allow_pickle=False) as files:
        return split_and_standardise(CARD, files["X"], files["y"] - 1, class_names=("winter", "summer"))
