"""Cached results of the Clusters page; see `pages.ui.cache`."""

from typing import NamedTuple

import numpy as np

from aecore.applications.clusters import (
    METHODS,
    ClusterScores,
    NumberScores,
    embed_graph,
    evaluate_clusters,
    find_clusters,
    score_numbers,
)
from aecore.projections.neighbors import NeighborGraph
from aecore.projections.result import ProjectionResult
from aecore.projections.spec import LATENT, ProjectionSpec
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.cache import cache_per_run
from pages.ui.widgets.samples import Samples, find_graph

SPACES = {"latent": "Latent vectors", "umap": "Their UMAP", "graph": "Neighbour graph"}
# Few neighbours separate classes that touch each other.
_N_GRAPH = 10
# HDBSCAN finds the number of clusters itself.
_N_COMPONENTS = 10
# k-means on all features takes long.
_MAX_FLOOR = 3_000


class Clustering(NamedTuple):
    """How samples are clustered.

    Args:
        space: A key of `SPACES`.
        method: A key of `METHODS`.
        parameter: Number of clusters, or size of the smallest one.
    """

    space: str
    method: str
    parameter: int


def make_umap(run: Run, samples: Samples) -> ProjectionSpec:
    """Returns the UMAP that is clustered: without a minimum distance, so that clusters are compact."""
    n = len(cache.samples(run, *samples))
    return ProjectionSpec("umap", samples.part, n, LATENT, 2, {"min_dist": 0.0})


def read_umap(run: Run, samples: Samples) -> np.ndarray | None:
    """Returns the coordinates of the UMAP, shape `(n, 2)`; None if it is not computed yet."""
    arrays = run.read_projection(make_umap(run, samples).key)
    if arrays is None or "problem" in arrays:
        return None
    result = ProjectionResult.from_arrays(arrays)
    is_whole = result.step >= result.n_steps > 0
    return (
        result.coordinates if is_whole and np.array_equal(result.ids, cache.samples(run, *samples)) else None
    )


def find(run: Run, samples: Samples, chosen: Clustering) -> np.ndarray | None:
    """Returns the cluster of each sample, negative for none, shape `(n,)`; None if the UMAP is missing."""
    vectors = find_vectors(run, samples, chosen.space, _count_components(chosen))
    return None if vectors is None else _find(run, samples, chosen, vectors)


@cache_per_run(max_entries=16, show_spinner="Finding clusters …")
def _find(run: Run, samples: Samples, chosen: Clustering, _vectors: np.ndarray) -> np.ndarray:
    return find_clusters(_vectors, chosen.method, chosen.parameter)


def find_vectors(run: Run, samples: Samples, space: str, n_components: int) -> np.ndarray | None:
    """Returns the vectors of a space, shape `(n, d)`; None if the UMAP is missing."""
    if space == "umap":
        return read_umap(run, samples)
    if space == "graph":
        return _embed(run, samples, n_components, find_graph(run, samples))
    return cache.encoded(run, *samples)[1]


def _count_components(chosen: Clustering) -> int:
    return chosen.parameter if METHODS[chosen.method].parameter == "number" else _N_COMPONENTS


@cache_per_run(max_entries=8, show_spinner="Computing eigenvectors of the graph …")
def _embed(run: Run, samples: Samples, n_components: int, _graph: NeighborGraph) -> np.ndarray:
    graph = _graph.nearest(min(_N_GRAPH, _graph.k))
    return embed_graph(graph.ids, graph.distances, n_components).astype(np.float32)


@cache_per_run(max_entries=16, show_spinner=False)
def scores(
    run: Run, samples: Samples, clusters: np.ndarray, space: str, _vectors: np.ndarray
) -> ClusterScores:
    """Evaluates clusters, in the space in which they were found."""
    data = cache.dataset(run.spec.dataset)
    classes = data.labels[cache.samples(run, *samples)] if len(data.class_names) > 1 else None
    return evaluate_clusters(_vectors, clusters, classes)


@cache_per_run(max_entries=8, show_spinner=False)
def floor(run: Run, samples: Samples, n: int) -> ClusterScores:
    """Evaluates k-means on at most 3,000 of the samples themselves, without an autoencoder."""
    data, ids = cache.dataset(run.spec.dataset), cache.samples(run, *samples)
    ids = ids[:: -(-len(ids) // _MAX_FLOOR)]
    X, classes = data.rows(ids), data.labels[ids]
    return evaluate_clusters(
        X, find_clusters(X, "kmeans", min(n, len(X))), classes if len(data.class_names) > 1 else None
    )


def score_number(run: Run, samples: Samples, space: str, n: int) -> NumberScores | None:
    """Returns the figures for a number of clusters; None if the UMAP is missing."""
    vectors = find_vectors(run, samples, space, _N_COMPONENTS)
    return None if vectors is None else _score_number(run, samples, space, n, vectors)


@cache_per_run(max_entries=64, show_spinner=False)
def _score_number(run: Run, samples: Samples, space: str, n: int, _vectors: np.ndarray) -> NumberScores:
    return score_numbers(_vectors, [n])[0]


def read_clusters(run: Run, samples: Samples) -> np.ndarray | None:
    """Returns the clusters that were found last on the Clusters page; None if there are none."""
    chosen = state.FOUND_CLUSTERS.per(run.id).read()
    n = len(cache.samples(run, *samples))
    if chosen is None or chosen[2] > n:
        return None
    return find(run, samples, Clustering(*chosen))
