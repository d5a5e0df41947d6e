"""Latent vectors as features: how well simple classifiers predict the class from them."""

from aecore.applications.features.checks import check_features, check_labels
from aecore.applications.features.probes import (
    LINEAR,
    NEIGHBORS,
    PROBES,
    REPRESENTATIONS,
    ProbeScore,
    cross_validate,
    cross_validate_probe,
    fit_linear_head,
    make_linear_probe,
    measure_label_efficiency,
    stratified_rows,
)
from aecore.applications.features.settings import BATCH_SIZE, LEARNING_RATE, choose_numbers, suggest_epochs
from aecore.applications.features.verdict import (
    PRETRAINED,
    SCRATCH,
    collect_curves,
    pair_test_accuracies,
    summarise_label_efficiency,
    summarise_pretraining,
    summarise_probes,
)

__all__ = [
    "BATCH_SIZE",
    "LEARNING_RATE",
    "LINEAR",
    "NEIGHBORS",
    "PRETRAINED",
    "PROBES",
    "REPRESENTATIONS",
    "SCRATCH",
    "ProbeScore",
    "check_features",
    "check_labels",
    "choose_numbers",
    "collect_curves",
    "cross_validate",
    "cross_validate_probe",
    "fit_linear_head",
    "summarise_label_efficiency",
    "summarise_pretraining",
    "summarise_probes",
    "make_linear_probe",
    "measure_label_efficiency",
    "pair_test_accuracies",
    "stratified_rows",
    "suggest_epochs",
]
