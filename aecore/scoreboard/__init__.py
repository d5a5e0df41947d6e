"""What every family reaches on the data it is for, beside what others published.

Every figure is of the test part, which no training sees. A result is kept as soon as it is there, so a
scoreboard that was cut goes on where it was.
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
from aecore.variants import make_variant

__all__ = ["ENTRIES", "HEADER", "Entry", "Score", "score_all"]

_QUICK_EPOCHS = 2


def score_all(is_quick: bool) -> Iterator[Score]:
    """Goes through all entries; in the quick form with few epochs and one seed, and nothing is kept."""
    for entry in ENTRIES:
        yield _score_quickly(entry) if is_quick else _score(entry)


def _score_quickly(entry: Entry) -> Score:
    epochs = min(_QUICK_EPOCHS, entry.hyperparameters["epochs"])
    quick = dataclasses.replace(entry, hyperparameters=entry.hyperparameters | {"epochs": epochs})
    figure, seconds = _train(quick, seed=0)
    return Score(quick, [figure], seconds)


def _score(entry: Entry) -> Score:
    results = [_recall(entry, seed) or _keep(entry, seed, _train(entry, seed)) for seed in range(entry.seeds)]
    return Score(entry, [figure for figure, _ in results], sum(seconds for _, seconds in results))


def _train(entry: Entry, seed: int) -> tuple[float, float]:
    data = load_dataset(entry.dataset)
    estimator = make_variant(entry.variant, entry.hyperparameters | {"random_state": seed})
    estimator.set_params(sample_shape=data.card.sample_shape)
    start = time.perf_counter()
    estimator.fit(data.rows(data.part("train")))
    return entry.measure(estimator, data), time.perf_counter() - start


def _place(entry: Entry, seed: int) -> Any:
    asked = [entry.measure.__name__, entry.variant, entry.dataset, entry.hyperparameters, seed]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return workspace.home() / "scoreboard" / f"{digest[:16]}.json"


def _recall(entry: Entry, seed: int) -> tuple[float, float] | None:
    place = _place(entry, seed)
    return tuple(json.loads(place.read_text())) if place.exists() else None


def _keep(entry: Entry, seed: int, result: tuple[float, float]) -> tuple[float, float]:
    place = _place(entry, seed)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(result))
    return result
