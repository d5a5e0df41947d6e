"""Latent vectors as features: how well simple classifiers predict the class from them."""

from aecore.applications.features.checks import check_features, check_labels
from aecore.applications.features.probes import (
    LINEAR,
    NEIGHBORS,
    PROBES,
    ProbeScore,
    cross_validate,
    cross_validate_probe,
    fit_linear_head,
    measure_label_efficiency,
    stratified_rows,
)

__all__ = [
    "LINEAR",
    "NEIGHBORS",
    "PROBES",
    "ProbeScore",
    "check_features",
    "check_labels",
    "cross_validate",
    "cross_validate_probe",
    "fit_linear_head",
    "measure_label_efficiency",
    "stratified_rows",
]
