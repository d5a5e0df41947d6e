"""The study `label_efficiency`: accuracy of the linear probe by the number of labelled samples."""

from collections.abc import Callable, Iterator
from typing import Any

from aecore.analysis.linear import fit_components
from aecore.applications.features import REPRESENTATIONS, measure_label_efficiency
from aecore.datasets import load_dataset
from aecore.datasets.sampling import take_samples
from aecore.execution.study_task import Step
from aecore.runs import find_run
from aecore.runs.codec import open_codec

_MAX_VALIDATION = 5000
# Time of a fit by the number of labels and features, in units of the fixed part.
_FIXED = 3e5


def compute(
    settings: dict[str, Any], rows: list[dict[str, Any]], should_stop: Callable[[], bool]
) -> Iterator[Step]:
    """Measures numbers of labels in ascending order, on latent vectors, PCA and samples.

    Labelled samples are drawn from the training part; accuracy is measured on validation samples.

    Args:
        settings: `run` (its id), `model` (checksum of its encoder), `numbers` (of labels) and `n_draws`.
        rows: Rows of an earlier attempt; these numbers are not measured again.
        should_stop: Not used; the caller stops between two steps.

    Raises:
        InvalidInput: if there are fewer than two classes, or a number of labels is out of range.
    """
    run = find_run(settings["run"])
    data, codec = load_dataset(run.spec.dataset), open_codec(run)
    train, held_out = data.part("train"), take_samples(data.part("validation"), data.labels, _MAX_VALIDATION)
    # Draws are made from as many samples as the largest number needs, with room for different draws.
    train = take_samples(train, data.labels, max(2 * max(settings["numbers"]), 5000))
    pca = fit_components(data.rows, data.part("train"), codec.latent_dim)
    latent, components, samples = REPRESENTATIONS
    encoders = {latent: codec.encode, components: pca.encode, samples: lambda X: X}
    X, X_held_out = data.rows(train), data.rows(held_out)
    known = {row["n_labels"] for row in rows}
    numbers = [n for n in settings["numbers"] if n not in known]
    widths = {latent: codec.latent_dim, components: codec.latent_dim}
    costs = {
        (n, name): _FIXED + n * widths.get(name, X.shape[1]) for n in settings["numbers"] for name in encoders
    }
    done = sum(cost for (n, _), cost in costs.items() if n in known)
    yield Step([], done / sum(costs.values()), "Encoding")
    scores = measure_label_efficiency(
        {name: encode(X) for name, encode in encoders.items()},
        data.labels[train],
        {name: encode(X_held_out) for name, encode in encoders.items()},
        data.labels[held_out],
        numbers,
        settings["n_draws"],
    )
    pending: list[dict[str, Any]] = []
    for score in scores:
        done += costs[score.n_labels, score.representation]
        pending.append(
            {
                "representation": score.representation,
                "n_labels": score.n_labels,
                "mean": score.mean,
                "sd": score.sd,
                "n_draws": len(score.accuracies),
            }
        )
        # All representations of a number are saved together, so that it is complete or absent.
        is_complete = len(pending) == len(encoders)
        yield Step(pending if is_complete else [], done / sum(costs.values()), f"{score.n_labels:,} labels")
        pending = [] if is_complete else pending
