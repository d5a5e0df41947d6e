"""The scoreboard: results of every variant on suitable data sets, compared with published results.

All metrics are computed on the test part. Each result is saved when it is computed, so that an interrupted
scoreboard can be resumed.
"""

import dataclasses
import time
from collections.abc import Iterator

from aecore.datasets import load_dataset
from aecore.scoreboard.entries import ENTRIES
from aecore.scoreboard.entry import HEADER, Entry, Score
from aecore.scoreboard.measures import get_non_test_samples
from aecore.scoreboard.results import describe_training, read_result, write_result
from aecore.variants import Autoencoder, make_variant

__all__ = ["ENTRIES", "HEADER", "Entry", "Score", "score_all"]

_QUICK_EPOCHS = 2


def score_all(is_quick: bool) -> Iterator[Score]:
    """Yields the score of each entry.

    Args:
        is_quick: Whether to train few epochs with one seed, without saving results.
    """
    for entry in ENTRIES:
        yield _score_quickly(entry) if is_quick else _score(entry)


def _score_quickly(entry: Entry) -> Score:
    epochs = min(_QUICK_EPOCHS, entry.hyperparameters["epochs"])
    quick = dataclasses.replace(entry, hyperparameters=entry.hyperparameters | {"epochs": epochs})
    estimator, seconds = _train(quick, seed=0)
    return Score(quick, [entry.measure(estimator, load_dataset(entry.dataset))], seconds)


def _score(entry: Entry) -> Score:
    for seed in range(entry.seeds):
        if read_result(entry, seed) is None:
            _compute_results(entry, seed)
    results = [result for seed in range(entry.seeds) if (result := read_result(entry, seed))]
    return Score(entry, [value for value, _ in results], sum(seconds for _, seconds in results))


def _compute_results(entry: Entry, seed: int) -> None:
    """Trains a model, and saves the metrics of all entries that share it."""
    training = describe_training(entry, seed)
    shared = [e for e in ENTRIES if seed < e.seeds and describe_training(e, seed) == training]
    estimator, seconds = _train(entry, seed)
    for other in shared:
        write_result(other, seed, other.measure(estimator, load_dataset(other.dataset)), seconds)


def _train(entry: Entry, seed: int) -> tuple[Autoencoder, float]:
    """Trains an entry with a seed; returns the model and the seconds of the training alone."""
    data = load_dataset(entry.dataset)
    estimator = make_variant(entry.variant, entry.hyperparameters | {"random_state": seed})
    estimator.set_params(sample_shape=data.card.sample_shape)
    X = get_non_test_samples(data)
    start = time.perf_counter()
    estimator.fit(X)
    return estimator, time.perf_counter() - start
