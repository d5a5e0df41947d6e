"""Cached results of the Labels page; see `pages.ui.cache`."""

import dataclasses

import numpy as np

from aecore.applications.labels import (
    Audit,
    Round,
    audit_labels,
    choose_questions,
    compute_means,
    copy_nearest_label,
    find_nearest_forms,
    simulate_round,
    spread_labels,
)
from aecore.projections.neighbors import NeighborGraph
from aecore.runs import Run
from pages.ui import cache
from pages.ui.cache import cache_per_run
from pages.ui.generate.results import decode
from pages.ui.widgets.samples import Samples, find_graph

# Spread: the lowest validation error on MNIST, of 7 to 30. Audited: compared on added noise among training
# digits and on confirmed errors among test digits, so results on the latter are optimistic.
N_SPREAD, N_AUDITED = 10, 10
N_QUESTIONS = 10


@dataclasses.dataclass(frozen=True, eq=False)
class Spread:
    """Labels of all samples, from those of a few.

    Args:
        classes: Index of the most probable class, shape `(n,)`.
        confidence: Its probability, shape `(n,)`.
        questions: Rows of the samples worth asking about next.
        nearest: The class of the nearest labelled latent vector, the floor, shape `(n,)`.
        nearest_input: The class of the nearest labelled sample in the input, shape `(n,)`.
    """

    classes: np.ndarray
    confidence: np.ndarray
    questions: np.ndarray
    nearest: np.ndarray
    nearest_input: np.ndarray


def spread(run: Run, samples: Samples, classes: np.ndarray, n_classes: int) -> Spread:
    """Spreads labels along the neighbour graph."""
    return _spread(run, samples, classes, n_classes, find_graph(run, samples))


@cache_per_run(max_entries=8, show_spinner="Spreading labels …")
def _spread(run: Run, samples: Samples, classes: np.ndarray, n_classes: int, _graph: NeighborGraph) -> Spread:
    graph = _graph.nearest(min(N_SPREAD, _graph.k))
    probabilities = spread_labels(graph.ids, graph.distances, classes, n_classes)
    ids, Z, _ = cache.encoded(run, *samples)
    X = cache.dataset(run.spec.dataset).rows(ids)
    return Spread(
        probabilities.argmax(axis=1),
        probabilities.max(axis=1).astype(np.float32),
        choose_questions(probabilities, graph.ids, classes >= 0, N_QUESTIONS),
        copy_nearest_label(Z, classes),
        copy_nearest_label(X, classes),
    )


def simulate(run: Run, samples: Samples, i: int) -> tuple[Round, np.ndarray]:
    """Simulates round `i`, from 1, of questions that are answered with the known classes."""
    chosen = simulate(run, samples, i - 1)[1] if i > 1 else np.empty(0, int)
    return _simulate(run, samples, chosen, find_graph(run, samples))


@cache_per_run(max_entries=64, show_spinner=False)
def _simulate(
    run: Run, samples: Samples, chosen: np.ndarray, _graph: NeighborGraph
) -> tuple[Round, np.ndarray]:
    ids, Z, _ = cache.encoded(run, *samples)
    graph, classes = _graph.nearest(min(N_SPREAD, _graph.k)), cache.dataset(run.spec.dataset).labels[ids]
    return simulate_round(Z, graph.ids, graph.distances, classes, chosen, N_QUESTIONS)


def audit(run: Run, samples: Samples, classes: np.ndarray) -> Audit:
    """Compares labels with those of the nearest neighbours; samples without a label are left out before."""
    return _audit(run, samples, classes, find_graph(run, samples))


@cache_per_run(max_entries=4, show_spinner="Comparing labels with their neighbours …")
def _audit(run: Run, samples: Samples, classes: np.ndarray, _graph: NeighborGraph) -> Audit:
    graph = _graph.nearest(min(N_AUDITED, _graph.k))
    return audit_labels(graph.ids, graph.distances, classes)


@cache_per_run(max_entries=4, show_spinner=False)
def forms(run: Run, samples: Samples, classes: np.ndarray, n_classes: int) -> np.ndarray:
    """Returns the decoded mean latent vector of each class, `(n_classes, n_features)`; else NaN."""
    means = compute_means(cache.encoded(run, *samples)[1], classes, n_classes)
    is_known = np.isfinite(means).all(axis=1)
    decoded = np.full((n_classes, cache.codec(run).n_features), np.nan, np.float32)
    decoded[is_known] = decode(run, means[is_known])
    return decoded


def nearest_forms(
    run: Run, samples: Samples, classes: np.ndarray, n_classes: int, rows: np.ndarray
) -> np.ndarray:
    """Returns the class whose typical decoded form is nearest to the reconstruction of each of the rows."""
    Z = cache.encoded(run, *samples)[1]
    return find_nearest_forms(decode(run, Z[rows]), forms(run, samples, classes, n_classes))
