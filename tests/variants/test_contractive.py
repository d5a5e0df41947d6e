"""The penalty of the contractive autoencoder is the squared norm of the Jacobian of its whole encoder."""

from collections.abc import Callable

import numpy as np
import pytest

from aecore.analysis.latent import jacobian
from aecore.variants import Autoencoder, make_variant
from aecore.variants.contractive import estimate_squared_jacobian, squared_jacobian
from tests.variants.reading import read_metric


def in_double_precision(estimator: Autoencoder) -> Callable[[np.ndarray], np.ndarray]:
    """The dense encoder of an estimator, of which small steps give exact differences."""
    activate = {
        "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
        "tanh": np.tanh,
        "relu": lambda a: np.maximum(a, 0),
    }[estimator.activation]
    weights = [w.astype(np.float64) for w in estimator.encoder_.get_weights()]

    def encode(X: np.ndarray) -> np.ndarray:
        for W, b in zip(weights[::2], weights[1::2], strict=True):
            X = activate(X @ W + b)
        return X

    return encode


def measure_by_differences(estimator: Autoencoder, X: np.ndarray) -> float:
    encode = in_double_precision(estimator)
    return np.mean([(jacobian(encode, x, step=1e-5) ** 2).sum() for x in X.astype(np.float64)])


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("hidden_layers", [(), (9,), (11, 9)], ids=str)
def test_the_penalty_is_the_squared_norm_of_the_jacobian_of_the_whole_encoder(hidden_layers, activation, X64):
    chosen = {"hidden_layers": hidden_layers, "activation": activation}
    estimator, penalty = read_metric("jacobian", "contractive", X64, **chosen)
    assert penalty == pytest.approx(measure_by_differences(estimator, X64), rel=1e-3)


def test_the_estimate_for_many_dimensions_has_no_bias():
    rng = np.random.default_rng(0)
    kernels = [rng.normal(size=shape).astype(np.float32) / 3 for shape in ((20, 9), (9, 12))]
    slopes = [rng.random((1, W.shape[1]), np.float32) for W in kernels]
    J = np.diag(slopes[1][0]) @ kernels[1].T @ np.diag(slopes[0][0]) @ kernels[0].T
    exact = float(squared_jacobian(slopes, kernels))
    assert exact == pytest.approx((J**2).sum(), rel=1e-5)
    n = 20_000
    signs = np.sign(rng.standard_normal((n, 12), np.float32))
    repeated = [np.repeat(slope, n, axis=0) for slope in slopes]
    assert float(estimate_squared_jacobian(repeated, kernels, signs)) == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize(("latent_dim", "is_estimated"), [(64, False), (65, True)])
def test_only_many_dimensions_after_hidden_layers_are_estimated(latent_dim, is_estimated):
    X = np.random.default_rng(0).random((64, 80), np.float32)
    chosen = {"latent_dim": latent_dim, "hidden_layers": (30,)}
    estimator, penalty = read_metric("jacobian", "contractive", X, **chosen)
    assert estimator.needs_noise == is_estimated
    exact = measure_by_differences(estimator, X)
    assert penalty == pytest.approx(exact, rel=0.2 if is_estimated else 1e-3)
    if is_estimated:
        assert penalty != pytest.approx(exact, rel=1e-4)


def test_without_hidden_layers_the_closed_form_serves_any_number_of_dimensions():
    assert not make_variant("contractive", {"latent_dim": 1024}).needs_noise


@pytest.mark.parametrize("hidden_layers", [(), (16,)], ids=str)
def test_a_larger_weight_contracts_more(hidden_layers, X64):
    norms = [
        measure_by_differences(
            make_variant(
                "contractive",
                {"epochs": 40, "batch_size": 16, "latent_dim": 8, "hidden_layers": hidden_layers}
                | {"jacobian_weight": weight},
            ).fit(X64),
            X64,
        )
        for weight in (0.0, 1e-3, 1e-1)
    ]
    assert norms[0] > 1.5 * norms[1]
    assert norms[1] > 1.5 * norms[2]
