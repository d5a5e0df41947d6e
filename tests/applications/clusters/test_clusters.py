"""Clusters, their number and their evaluation."""

import itertools

import numpy as np
import pytest
from sklearn.cluster import SpectralClustering
from sklearn.datasets import make_blobs, make_moons
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, silhouette_score

from aecore.applications.clusters import (
    METHODS,
    NOISE,
    embed_graph,
    evaluate_clusters,
    find_clusters,
    name_clusters,
    rank_members,
    score_numbers,
    suggest_numbers,
)
from aecore.applications.clusters.evaluation import match_accuracy
from aecore.applications.labels.spreading import make_affinity
from aecore.errors import InvalidInput
from aecore.projections import nearest_neighbors

X, CLASSES = make_blobs([150, 100, 80, 60], cluster_std=0.6, n_features=3, random_state=0)


@pytest.mark.parametrize("method", METHODS)
def test_separated_classes_are_found_and_sorted_by_size(method):
    clusters = find_clusters(X, method, 4 if METHODS[method].parameter == "number" else 15)
    assert adjusted_rand_score(CLASSES, clusters) > 0.9
    sizes = np.bincount(clusters[clusters != NOISE])
    assert list(sizes) == sorted(sizes, reverse=True)


@pytest.mark.parametrize("method", METHODS)
def test_equal_vectors_give_no_error(method):
    clusters = find_clusters(np.ones((30, 2)), method, 3)
    assert clusters.shape == (30,)


@pytest.mark.parametrize("number", [1, 391])
def test_numbers_are_checked(number):
    with pytest.raises(InvalidInput, match="from 2 to 390"):
        find_clusters(X, "kmeans", number)


def test_figures_are_those_of_scikit_learn():
    clusters = np.where(np.arange(len(X)) % 10 == 0, NOISE, find_clusters(X, "kmeans", 5))
    scores = evaluate_clusters(X, clusters, CLASSES)
    is_member = clusters != NOISE
    assert scores.n_clusters == 5
    assert scores.noise_share == pytest.approx(39 / 390)
    assert scores.silhouette == pytest.approx(silhouette_score(X[is_member], clusters[is_member]))
    assert scores.ari == pytest.approx(adjusted_rand_score(CLASSES, clusters))
    assert scores.nmi == pytest.approx(normalized_mutual_info_score(CLASSES, clusters))
    assert scores.chance == pytest.approx(150 / 390)


def test_without_classes_only_the_separation_is_measured():
    scores = evaluate_clusters(X, find_clusters(X, "kmeans", 4))
    assert scores.silhouette > 0.4
    assert scores.accuracy is None
    assert evaluate_clusters(X, np.zeros(len(X), int), np.zeros(len(X))).silhouette is None


@pytest.mark.parametrize("seed", range(4))
def test_the_accuracy_is_that_of_the_best_matching(seed):
    rng = np.random.default_rng(seed)
    clusters, classes = rng.integers(-1, 4, 60), rng.integers(0, 4, 60)
    best = max(
        np.mean([cluster >= 0 and names[cluster] == c for cluster, c in zip(clusters, classes, strict=True)])
        for names in itertools.permutations(range(4))
    )
    assert match_accuracy(clusters, classes) == pytest.approx(best)


def test_the_right_number_has_the_best_figures():
    scores = {s.n_clusters: s for s in score_numbers(X, (2, 3, 4, 6))}
    assert max(scores, key=lambda n: scores[n].silhouette) == 4
    assert min(scores, key=lambda n: scores[n].bic) == 4
    assert scores[4].stability > 0.95 > scores[6].stability
    with pytest.raises(InvalidInput, match="from 2 to 97"):
        score_numbers(X, (2, 98))
    assert suggest_numbers(list(scores.values()))["silhouette"] == 4
    assert suggest_numbers(list(scores.values()))["BIC"] == 4


def test_clusters_of_a_graph_are_those_of_spectral_clustering():
    moons, classes = make_moons(300, noise=0.06, random_state=0)
    graph = nearest_neighbors(moons, 10)
    clusters = find_clusters(embed_graph(graph.ids, graph.distances, 2), "kmeans", 2)
    assert (
        adjusted_rand_score(classes, clusters)
        > 0.95
        > adjusted_rand_score(classes, find_clusters(moons, "kmeans", 2))
    )
    affinity = make_affinity(graph.ids, graph.distances).toarray()
    expected = SpectralClustering(2, affinity="precomputed", random_state=0).fit_predict(affinity)
    assert adjusted_rand_score(expected, clusters) > 0.95
    with pytest.raises(InvalidInput, match="from 1 to 299"):
        embed_graph(graph.ids, graph.distances, 300)


def test_names_are_those_of_the_most_frequent_class():
    names, shares = name_clusters(
        np.array([0, 0, 0, 1, 1, -1, 2]), np.array([1, 1, 0, 1, 1, 0, 0]), ("a", "b")
    )
    assert names == ["b (1)", "b (2)", "a"]
    np.testing.assert_allclose(shares, [2 / 3, 1, 1])


def test_the_most_typical_member_is_nearest_to_the_centre():
    assert list(rank_members(np.array([[0.0], [10], [4], [5]]))) == [3, 2, 0, 1]
