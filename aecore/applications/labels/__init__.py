"""Labelling: few labels spread over similar samples, the next samples to label, and suspicious labels."""

from aecore.applications.labels.audit import Audit, audit_labels
from aecore.applications.labels.duplicates import find_near_duplicates
from aecore.applications.labels.questions import choose_questions
from aecore.applications.labels.spreading import UNLABELLED, spread_labels

__all__ = [
    "UNLABELLED",
    "Audit",
    "audit_labels",
    "choose_questions",
    "find_near_duplicates",
    "spread_labels",
]
