"""Latent vectors as features: how well simple classifiers predict the class from them."""

from aecore.applications.features.probes import PROBES, ProbeScore, cross_validate, measure_label_efficiency

__all__ = ["PROBES", "ProbeScore", "cross_validate", "measure_label_efficiency"]
