"""Anomaly detection: models that learnt normal samples score how unusual other samples are."""

from aecore.applications.anomalies.baselines import BASELINES, Baseline
from aecore.applications.anomalies.detector import SCORES, AnomalyDetector, ScoreInfo
from aecore.applications.anomalies.evaluation import Evaluation, evaluate_scores
from aecore.applications.anomalies.thresholds import THRESHOLDS, choose_threshold

__all__ = [
    "BASELINES",
    "SCORES",
    "THRESHOLDS",
    "AnomalyDetector",
    "Baseline",
    "Evaluation",
    "ScoreInfo",
    "choose_threshold",
    "evaluate_scores",
]
