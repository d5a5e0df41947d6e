"""Clusters of latent vectors: methods, the number of clusters, and their evaluation."""

from aecore.applications.clusters.evaluation import ClusterScores, evaluate_clusters
from aecore.applications.clusters.graph import embed_graph
from aecore.applications.clusters.methods import METHODS, NOISE, ClusterMethod, find_clusters
from aecore.applications.clusters.names import name_clusters, rank_members
from aecore.applications.clusters.numbers import NumberScores, score_numbers, suggest_numbers

__all__ = [
    "METHODS",
    "NOISE",
    "ClusterMethod",
    "ClusterScores",
    "NumberScores",
    "embed_graph",
    "evaluate_clusters",
    "find_clusters",
    "name_clusters",
    "rank_members",
    "score_numbers",
    "suggest_numbers",
]
