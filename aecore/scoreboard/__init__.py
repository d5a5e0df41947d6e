"""The scoreboard: results of every variant on suitable data sets, compared with published results.

All metrics are computed on the test part. Each result is saved when it is computed, so that an interrupted
scoreboard can be resumed.
"""

import dataclasses
import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any

from aecore import workspace
from aecore.datasets import load_dataset
from aecore.scoreboard.entries import ENTRIES
from aecore.scoreboard.entry import HEADER, Entry, Score
from aecore.scoreboard.measures import get_non_test_samples
from aecore.variants import make_variant

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
    value, seconds = _train(quick, seed=0)
    return Score(quick, [value], seconds)


def _score(entry: Entry) -> Score:
    results = [_read_result(entry, seed) or _compute_result(entry, seed) for seed in range(entry.seeds)]
    return Score(entry, [value for value, _ in results], sum(seconds for _, seconds in results))


def _train(entry: Entry, seed: int) -> tuple[float, float]:
    """Trains an entry with a seed; returns its metric and the seconds of the training."""
    data = load_dataset(entry.dataset)
    estimator = make_variant(entry.variant, entry.hyperparameters | {"random_state": seed})
    estimator.set_params(sample_shape=data.card.sample_shape)
    start = time.perf_counter()
    estimator.fit(get_non_test_samples(data))
    return entry.measure(estimator, data), time.perf_counter() - start


def _compute_result(entry: Entry, seed: int) -> tuple[float, float]:
    result = _train(entry, seed)
    path = _get_path(entry, seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result))
    return result


def _read_result(entry: Entry, seed: int) -> tuple[float, float] | None:
    path = _get_path(entry, seed)
    return tuple(json.loads(path.read_text())) if path.exists() else None


def _get_path(entry: Entry, seed: int) -> Any:
    key = [entry.measure.__name__, entry.variant, entry.dataset, entry.hyperparameters, seed]
    digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
    return workspace.home() / "scoreboard" / f"{digest[:16]}.json"
