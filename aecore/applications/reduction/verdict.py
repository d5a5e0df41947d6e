"""Summaries of a comparison of methods over latent dimensions."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from aecore.applications.reduction.settings import PCA

Curve = dict[int, tuple[float, float, float]]


def aggregate_seeds(rows: Iterable[Mapping[str, Any]], measure: str) -> dict[str, Curve]:
    """Collects mean, lowest and highest value over seeds for each method and latent dimension.

    Args:
        rows: Rows with `method`, `latent_dim` and the measure; rows without it are ignored.
        measure: `mse`, `trustworthiness` or `probe`.

    Returns:
        By method, in order of first occurrence: by latent dimension, ascending, `(mean, lowest, highest)`.
    """
    values: dict[str, dict[int, list[float]]] = {}
    for row in rows:
        if measure in row:
            values.setdefault(row["method"], {}).setdefault(row["latent_dim"], []).append(row[measure])
    return {
        method: {n: (float(np.mean(v)), min(v), max(v)) for n, v in sorted(by_dim.items())}
        for method, by_dim in values.items()
    }


def summarise_reduction(rows: Iterable[Mapping[str, Any]], titles: Mapping[str, str]) -> str:
    """Says in a sentence up to which latent dimension which method has a lower error than PCA.

    Args:
        rows: Rows with `method`, `latent_dim` and `mse`.
        titles: Title of each method.

    Returns:
        One or two sentences; empty without PCA, or without another method.
    """
    curves = aggregate_seeds(rows, "mse")
    floor = curves.pop(PCA, {})
    if not floor or not curves:
        return ""
    shared = sorted({n for curve in curves.values() for n in curve} & set(floor))
    wins = {n: min(((curve[n][0], method) for method, curve in curves.items() if n in curve)) for n in shared}
    better = [n for n in shared if wins[n][0] < floor[n][0]]
    if not better:
        return "No autoencoder has a lower error than PCA with as many dimensions: use PCA for these samples."
    n = max(better, key=lambda n: 1 - wins[n][0] / floor[n][0])
    gain = 1 - wins[n][0] / floor[n][0]
    text = (
        f"Autoencoders reduce the error most with {n} dimensions: {titles[wins[n][1]]} has {gain:.0%} less "
        "than PCA."
    )
    worse = [n for n in shared if n not in better]
    if worse:
        text += f" With {_join(worse)} dimensions none is better than PCA."
    return text


def _join(numbers: list[int]) -> str:
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last
