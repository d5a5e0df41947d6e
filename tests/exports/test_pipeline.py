"""The scikit-learn pipeline that people take away."""

import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

from aecore.errors import InvalidInput
from aecore.exports import OnnxEncoder, make_feature_pipeline, to_joblib
from aecore.runs import find_run
from aecore.runs.codec import open_codec

RUN = find_run("digits-denoising")
SCRIPT = """
import sys, joblib, numpy as np
pipeline = joblib.load(sys.argv[1])
np.save(sys.argv[3], pipeline.predict(np.load(sys.argv[2])))
assert not {"keras", "tensorflow", "streamlit"} & set(sys.modules)
"""


@pytest.fixture(scope="module")
def pipeline(digits):
    ids = digits.part("train")
    return make_feature_pipeline(RUN, digits.rows(ids), digits.labels[ids])


def test_it_is_logistic_regression_on_standardised_latent_vectors(pipeline, digits):
    train, validation = digits.part("train"), digits.part("validation")
    codec = open_codec(RUN)
    Z, Z_validation = (codec.encode(digits.rows(ids)) for ids in (train, validation))
    np.testing.assert_allclose(
        pipeline["encoder"].transform(digits.rows(validation)), Z_validation, atol=1e-6
    )
    mean, sd = Z.mean(axis=0, dtype=float), Z.std(axis=0, dtype=float)
    model = LogisticRegression(max_iter=1000).fit((Z - mean) / sd, digits.labels[train])
    expected = model.predict((Z_validation - mean) / sd)
    assert np.mean(pipeline.predict(digits.rows(validation)) == expected) > 0.99
    assert pipeline.score(digits.rows(validation), digits.labels[validation]) > 0.85


def test_it_predicts_the_same_in_a_fresh_process(pipeline, digits, tmp_path):
    X = digits.rows(digits.part("validation"))
    paths = [tmp_path / name for name in ("pipeline.joblib", "X.npy", "y.npy")]
    paths[0].write_bytes(to_joblib(pipeline))
    np.save(paths[1], X)
    command = [sys.executable, "-c", SCRIPT, *map(str, paths)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2], timeout=60)
    np.testing.assert_array_equal(np.load(paths[2]), pipeline.predict(X))


def test_it_works_with_the_tools_of_scikit_learn(pipeline, digits):
    ids = digits.part("train")[:300]
    scores = cross_val_score(clone(pipeline), digits.rows(ids), digits.labels[ids], cv=3)
    assert scores.mean() > 0.7
    assert len(pipeline[:-1].get_feature_names_out()) == open_codec(RUN).latent_dim
    assert "bytes" in repr(pipeline["encoder"])


def test_other_samples_are_rejected(pipeline, tmp_path):
    with pytest.raises(InvalidInput, match="Expected samples of 64 features, got 3"):
        OnnxEncoder(pipeline["encoder"].model).transform(np.zeros((2, 3)))
    with pytest.raises(InvalidInput, match="two classes"):
        make_feature_pipeline(RUN, np.zeros((5, 64), np.float32), np.zeros(5))
    with pytest.raises(InvalidInput, match="constant"):
        make_feature_pipeline(RUN, np.zeros((5, 64), np.float32), np.arange(5))
    joblib.dump(pipeline["encoder"], tmp_path / "encoder.joblib")
    assert joblib.load(tmp_path / "encoder.joblib").model == pipeline["encoder"].model
