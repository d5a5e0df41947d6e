"""Verdicts on features, in a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from aecore.applications.features.probes import REPRESENTATIONS, ProbeScore

PRETRAINED, SCRATCH = "pretrained", "scratch"


def summarise_probes(scores: Sequence[ProbeScore]) -> str:
    """Says whether a probe predicts the class better from latent vectors than from PCA and from raw input.

    A difference counts if the mean of its values over the folds is more than two standard errors from zero.
    As folds share training samples, these are too small: the verdict is an indication, no test.

    Args:
        scores: Scores of one probe, with the same folds.
    """
    by_name = {score.representation: score for score in scores}
    latent, *floors = (by_name[name] for name in REPRESENTATIONS if name in by_name)
    parts = []
    for floor in floors:
        differences = np.array(latent.accuracies) - np.array(floor.accuracies)
        mean = float(differences.mean())
        error = float(differences.std(ddof=1)) / len(differences) ** 0.5
        if abs(mean) <= 2 * error:
            parts.append(f"like {floor.representation}")
        else:
            parts.append(
                f"{abs(mean) * 100:.1f} points {'above' if mean > 0 else 'below'} {floor.representation}"
            )
    return f"{latent.probe} on latent vectors has an accuracy of {latent.mean:.1%}: {' and '.join(parts)}."


def summarise_label_efficiency(rows: Iterable[Mapping[str, Any]]) -> str:
    """Says with how few labels latent vectors help most, compared with the better of PCA and raw input.

    Args:
        rows: Rows with `representation`, `n_labels` and `mean`.
    """
    latent, *floors = REPRESENTATIONS
    means = {(row["representation"], row["n_labels"]): row["mean"] for row in rows}
    gains = {
        n: means[latent, n] - max(means[floor, n] for floor in floors)
        for name, n in means
        if name == latent and all((floor, n) in means for floor in floors)
    }
    if not gains:
        return ""
    best = max(gains, key=lambda n: gains[n])
    if gains[best] <= 0:
        return "With no number of labels are latent vectors better than both PCA and raw input."
    n_better = sum(gain > 0 for gain in gains.values())
    return (
        f"Latent vectors are better than PCA and raw input with {n_better} of {len(gains)} numbers of "
        f"labels, most with {best:,}: {gains[best] * 100:.1f} points."
    )


def pair_test_accuracies(rows: Iterable[Mapping[str, Any]]) -> dict[int, tuple[float, float]]:
    """Returns the test accuracies of the pretrained classifier and of that from scratch, by seed.

    Args:
        rows: Rows of the study `pretraining`; seeds with only one of both are left out.
    """
    found = {(row["seed"], row["start"]): row["test_accuracy"] for row in rows if "test_accuracy" in row}
    seeds = sorted({seed for seed, _ in found})
    return {
        seed: (found[seed, PRETRAINED], found[seed, SCRATCH])
        for seed in seeds
        if (seed, PRETRAINED) in found and (seed, SCRATCH) in found
    }


def summarise_pretraining(rows: Iterable[Mapping[str, Any]]) -> str:
    """Says by how much pretraining raises the test accuracy; empty before the first seed is complete."""
    pairs = pair_test_accuracies(rows)
    if not pairs:
        return ""
    gains = np.array([pretrained - scratch for pretrained, scratch in pairs.values()]) * 100
    spread = (
        f" (from {gains.min():.1f} to {gains.max():.1f} over {len(gains)} seeds)" if len(gains) > 1 else ""
    )
    if gains.mean() >= 0:
        return f"Pretraining raises the test accuracy by {gains.mean():.1f} points{spread}."
    return (
        f"Pretraining lowers the test accuracy by {-gains.mean():.1f} points{spread}: it does not help here."
    )


def collect_curves(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[int, float]]]:
    """Collects the validation accuracy by epoch of each training, by start.

    Args:
        rows: Rows of the study `pretraining`. Rows of an unfinished training that were measured again replace
            earlier ones.
    """
    curves: dict[str, dict[int, dict[int, float]]] = {}
    for row in rows:
        curves.setdefault(row["start"], {}).setdefault(row["seed"], {})[row["epoch"]] = row["val_accuracy"]
    return {start: list(by_seed.values()) for start, by_seed in curves.items()}
