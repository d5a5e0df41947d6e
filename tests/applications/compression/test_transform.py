"""The transform between latent vectors and values whose errors cost equally."""

import numpy as np
import pytest

from aecore.applications.compression.transform import fit_transform
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)
MIXING = RNG.normal(size=(4, 4)) * [1, 5, 0.1, 2]


class Linear:
    """Decodes by a matrix of four latent dimensions and nine features; a fifth dimension does nothing."""

    matrix = np.vstack([RNG.normal(size=(4, 9)), np.zeros(9)])

    def encode(self, X):
        return X @ np.linalg.pinv(self.matrix)

    def decode(self, Z):
        return Z @ self.matrix


Z = np.hstack([RNG.normal(3, 1, (500, 4)) @ MIXING, RNG.normal(size=(500, 1))]).astype(np.float32)


def test_the_inverse_restores_what_the_decoder_uses():
    transform = fit_transform(Linear(), Z)
    values = transform.apply(Z)
    assert values.shape == (500, 4)
    np.testing.assert_allclose(Linear().decode(transform.invert(values)), Linear().decode(Z), atol=1e-3)


def test_errors_of_all_values_cost_equally_and_values_are_uncorrelated():
    transform = fit_transform(Linear(), Z)
    values = transform.apply(Z)
    for column in range(values.shape[1]):
        changed = values.copy()
        changed[:, column] += 0.5
        difference = Linear().decode(transform.invert(changed)) - Linear().decode(transform.invert(values))
        np.testing.assert_allclose(np.linalg.norm(difference, axis=1), 0.5, rtol=1e-2)
    correlation = np.corrcoef(values, rowvar=False)
    np.testing.assert_allclose(correlation, np.eye(4), atol=1e-3)


def test_two_finite_latent_vectors_are_needed():
    with pytest.raises(InvalidInput, match="at least 2"):
        fit_transform(Linear(), Z[:1])
    with pytest.raises(InvalidInput, match="NaN"):
        fit_transform(Linear(), np.where(np.arange(5) == 2, np.nan, Z[:9]))
