"""Labelling: few labels spread over similar samples, the next samples to label, and suspicious labels."""

from aecore.applications.labels.audit import Audit, audit_labels, find_nearest_forms, inject_noise
from aecore.applications.labels.correction import DROPPED, Difference, compare_corrections
from aecore.applications.labels.duplicates import find_near_duplicates
from aecore.applications.labels.means import compute_means, copy_nearest_label
from aecore.applications.labels.questions import choose_questions
from aecore.applications.labels.simulation import Round, simulate_labelling, simulate_round
from aecore.applications.labels.spreading import UNLABELLED, spread_labels

__all__ = [
    "DROPPED",
    "UNLABELLED",
    "Audit",
    "Difference",
    "Round",
    "audit_labels",
    "choose_questions",
    "compare_corrections",
    "compute_means",
    "copy_nearest_label",
    "find_near_duplicates",
    "find_nearest_forms",
    "inject_noise",
    "simulate_labelling",
    "simulate_round",
    "spread_labels",
]
