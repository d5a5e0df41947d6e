"""The sparse autoencoder: penalties by hand, and representations that are what they are said to be."""

import numpy as np
import pytest

from aecore.variants import make_variant
from aecore.variants.sparseness import describe_sparseness
from tests.variants.reading import read_metric

PENALTIES = pytest.mark.parametrize("penalty", ["kl", "l1", "top_k"])


@pytest.fixture(scope="module")
def X(digits) -> np.ndarray:
    return digits.rows(digits.part("train"))


@pytest.fixture(scope="module")
def fitted(digits, X):
    """Estimators with 64 units, of which 16 should be active, by penalty."""
    suggested = make_variant("sparse", {}).suggest_hyperparameters(len(X), (8, 8, 1), "image")
    return {
        penalty: make_variant("sparse", suggested | {"penalty": penalty, "epochs": 30}).fit(X)
        for penalty in ("kl", "l1", "top_k")
    }


@PENALTIES
def test_representations_are_sparse_and_still_reconstruct(penalty, fitted, digits):
    X_test = digits.rows(digits.part("test"))
    measures = fitted[penalty].compute_metrics(X_test)
    assert measures["lifetime_sparseness"] < 0.3
    assert measures["zero_share"] > 0.5 and measures["dead_share"] < 0.05
    assert -fitted[penalty].score(X_test) < X_test.var() / 5


@PENALTIES
def test_nothing_is_hidden_in_small_activations(penalty, fitted, digits):
    """Activations near zero can be set to zero: the decoder does not use them."""
    estimator, X_test = fitted[penalty], digits.rows(digits.part("test"))
    Z = estimator.transform(X_test)
    limit = 0.01 * np.percentile(Z[Z > 0], 99)
    before, after = (
        np.mean((X_test - estimator.inverse_transform(z)) ** 2) for z in (Z, np.where(Z > limit, Z, 0))
    )
    assert after < 1.05 * before


def test_top_k_keeps_the_k_largest_activations(X64):
    estimator = make_variant("sparse", {"epochs": 2, "latent_dim": 12, "penalty": "top_k", "k": 3}).fit(X64)
    Z = estimator.transform(X64)
    assert (Z > 0).sum(axis=1).max() == 3
    dense = make_variant("sparse", {"epochs": 1, "latent_dim": 12, "penalty": "top_k", "k": 12}).fit(X64)
    dense.encoder_.set_weights(estimator.encoder_.get_weights())
    everything = dense.transform(X64)
    kept = np.sort(everything, axis=1)[:, -3:].min(axis=1, keepdims=True)
    np.testing.assert_allclose(Z, np.where(everything >= kept, everything, 0), atol=1e-6)


def test_the_kl_penalty_is_that_of_the_formula(X64):
    rho = 0.1
    estimator, kl = read_metric("kl", "sparse", X64, rho=rho, latent_dim=12)
    n, active = len(X64), (estimator.transform(X64) > 0).sum(axis=0)
    rho_hat = (1 + active) / (n + 1 / rho)
    expected = (rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat))).sum()
    assert kl == pytest.approx(expected, rel=1e-4)


def test_the_l1_penalty_weights_activations_by_their_decoder_weights(X64):
    estimator, l1 = read_metric("l1", "sparse", X64, penalty="l1", latent_dim=12)
    W = estimator.decoder_.trainable_variables[0].numpy()
    rms = np.sqrt((W**2).mean(axis=1))
    assert l1 == pytest.approx((estimator.transform(X64) * rms).sum(axis=1).mean(), rel=1e-4)
    # Halving the activations and doubling the decoder's weights changes nothing.
    assert ((estimator.transform(X64) / 2) * (2 * rms)).sum(axis=1).mean() == pytest.approx(l1, rel=1e-4)


def test_dead_units_are_revived(digits, X):
    """A high learning rate kills units of a plain top-k autoencoder; here all come back."""
    settings = {"penalty": "top_k", "latent_dim": 64, "k": 4, "epochs": 30, "batch_size": 32}
    estimator = make_variant("sparse", settings).fit(X)
    assert estimator.compute_metrics(X)["dead_share"] <= 0.05


def test_more_units_than_features_are_allowed(X64):
    estimator = make_variant("sparse", {"latent_dim": 100, "epochs": 1}).set_params(sample_shape=(8, 8, 1))
    assert estimator.fit(X64).transform(X64).shape == (64, 100)
    with pytest.raises(ValueError, match="latent_dim must be at most"):
        make_variant("basic", {"latent_dim": 100}).set_params(sample_shape=(8, 8, 1)).fit(X64)


def test_measures_of_sparseness_on_known_cases():
    one_hot = describe_sparseness(np.eye(4).repeat(5, axis=0))
    assert one_hot["hoyer"] == pytest.approx(1) and one_hot["lifetime_sparseness"] == pytest.approx(1 / 4)
    assert (one_hot["active_per_sample"], one_hot["zero_share"], one_hot["dead_units"]) == (1, 0.75, 0)
    dense = describe_sparseness(np.ones((20, 4)))
    assert dense["hoyer"] == pytest.approx(0) and dense["lifetime_sparseness"] == pytest.approx(1)
    Z = np.zeros((10, 3))
    Z[0, 0], Z[1, 0] = 2, 1
    measures = describe_sparseness(Z)
    assert (measures["dead_units"], measures["active_share"]) == (2, [0.2, 0, 0])
    assert measures["lifetime_sparseness"] == pytest.approx(0.3**2 / 0.5)
    # Hoyer (2004): (sqrt(d) - sum / norm) / (sqrt(d) - 1), by hand for one vector.
    x = np.array([[3.0, 1.0, 0.0, 0.0]])
    assert describe_sparseness(x)["hoyer"] == pytest.approx(2 - 4 / np.sqrt(10))
