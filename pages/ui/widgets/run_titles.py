"""Titles of runs."""

from aecore.datasets import CARDS
from aecore.runs import Run
from aecore.runs.names import read_name
from aecore.variants import VARIANTS


def get_title(run: Run) -> str:
    """Returns the name that a person gave to a run, otherwise its variant and data set; not escaped."""
    return read_name(run) or f"{get_variant_title(run)} on {get_dataset_title(run)}"


def get_variant_title(run: Run) -> str:
    """Returns the title of the variant of a run, or its name if this version does not know it."""
    name = run.spec.variant
    return VARIANTS[name].title if name in VARIANTS else name


def get_dataset_title(run: Run) -> str:
    """Returns the title of the data set of a run, or its name if this version does not know it."""
    name = run.spec.dataset
    return CARDS[name].title if name in CARDS else name


def describe_size(run: Run) -> str:
    """Returns the number of latent dimensions of a run, e.g. `32 dimensions`; not escaped."""
    n = run.spec.hyperparameters.get("latent_dim", "–")
    return f"{n} dimension{'' if n == 1 else 's'}"
