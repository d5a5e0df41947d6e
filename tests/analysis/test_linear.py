import numpy as np
import pytest
from sklearn.decomposition import PCA

from aecore.analysis.linear import fit_components, pca_errors


@pytest.fixture
def X():
    rng = np.random.default_rng(0)
    return (rng.standard_normal((200, 6)) @ rng.standard_normal((6, 6)) + 3).astype(np.float32)


def test_components_reconstruct_as_those_of_scikit_learn(X):
    ours = fit_components(X.__getitem__, np.arange(150), 3)
    theirs = PCA(3).fit(X[:150])
    expected = theirs.inverse_transform(theirs.transform(X[150:]))
    assert np.allclose(ours.decode(ours.encode(X[150:])), expected, atol=1e-4)


def test_their_error_is_the_yardstick(X):
    ours = fit_components(X.__getitem__, np.arange(150), 2)
    error = ((ours.decode(ours.encode(X[150:])) - X[150:]) ** 2).mean()
    assert error == pytest.approx(pca_errors(X.__getitem__, np.arange(150), np.arange(150, 200))[2], rel=1e-3)


def test_more_components_than_features_are_all_of_them(X):
    ours = fit_components(X.__getitem__, np.arange(200), 99)
    assert ours.components.shape == (6, 6)
    assert np.allclose(ours.decode(ours.encode(X)), X, atol=1e-4)
