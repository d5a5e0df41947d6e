"""What people take away of a run, to use without the dashboard."""

from aecore.exports.pipeline import OnnxEncoder, make_feature_pipeline, to_joblib

__all__ = ["OnnxEncoder", "make_feature_pipeline", "to_joblib"]
