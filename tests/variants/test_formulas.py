"""The formula that a variant prints is the loss that it trains with, computed by hand from its weights."""

import dataclasses
from collections.abc import Callable

import keras
import numpy as np
import pytest

from aecore.datasets import load_dataset
from aecore.variants import VARIANTS, Autoencoder, make_variant

LOSSES = ("mse", "binary_crossentropy")


class ModelKeeper(keras.callbacks.Callback):
    """Gives access to the model that is trained."""


@dataclasses.dataclass
class Trained:
    """A fitted estimator, and what its loss depends on.

    Attributes:
        X: Samples, float64, shape `(n, n_features)`.
        X_input: Inputs of the encoder, corrupted if the variant does so.
        noise: Second input of the model, shape `(n, noise_dim)`; None if it has none.
        weights: All weights of the trained model by their path.
    """

    estimator: Autoencoder
    X: np.ndarray
    X_input: np.ndarray
    noise: np.ndarray | None
    weights: dict[str, np.ndarray]

    def find(self, ending: str) -> np.ndarray:
        """The only weights whose path has an ending."""
        (weights,) = (array for path, array in self.weights.items() if path.endswith(ending))
        return weights

    def encode(self) -> np.ndarray:
        return self.estimator.encode(self.X_input).astype(np.float64)

    def decode(self, Z: np.ndarray) -> np.ndarray:
        return self.estimator.decode(Z).astype(np.float64)

    def ell(self, X_hat: np.ndarray) -> float:
        """Mean over samples of the loss, which is a mean over features."""
        n, d = self.X.shape
        if self.estimator.loss == "mse":
            return ((self.X - X_hat) ** 2).sum() / (n * d)
        return -(self.X * np.log(X_hat) + (1 - self.X) * np.log(1 - X_hat)).sum() / (n * d)


def train(variant: str, X: np.ndarray, **hyperparameters: object) -> tuple[Trained, float]:
    """A short training, and the loss that Keras reports for the same samples and noise."""
    sample_shape = hyperparameters.pop("sample_shape", None)
    estimator = make_variant(variant, {"epochs": 3, "batch_size": 32, "latent_dim": 6, **hyperparameters})
    keeper = ModelKeeper()
    estimator.set_params(sample_shape=sample_shape).fit(X, callbacks=[keeper])
    rng = np.random.default_rng(5)
    X_input, targets = estimator.corrupt(X, rng)
    noise = rng.standard_normal((len(X), estimator.noise_dim), np.float32) if estimator.needs_noise else None
    model = keeper.model
    model.reset_metrics()
    inputs = X_input if noise is None else [X_input, noise]
    reported = model.test_on_batch(inputs, targets, return_dict=True)["loss"]
    weights = {variable.path: np.asarray(variable, np.float64) for variable in model.variables}
    return Trained(estimator, targets.astype(np.float64), X_input, noise, weights), float(reported)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def compute_basic(trained: Trained) -> float:
    (W1, b1), (W2, b2) = (
        [np.float64(w) for w in network.get_weights()]
        for network in (trained.estimator.encoder_, trained.estimator.decoder_)
    )
    return trained.ell(sigmoid(np.maximum(trained.X @ W1 + b1, 0) @ W2 + b2))


def compute_plain(trained: Trained) -> float:
    return trained.ell(trained.decode(trained.encode()))


def compute_sequence(trained: Trained) -> float:
    length, channels = trained.estimator.sample_shape
    X, X_hat = (A.reshape(-1, length, channels) for A in (trained.X, trained.decode(trained.encode())))
    if trained.estimator.loss == "categorical_crossentropy":
        return -(X * np.log(X_hat)).sum() / (len(X) * length)
    if trained.estimator.loss == "binary_crossentropy":
        return trained.ell(X_hat.reshape(trained.X.shape))
    return ((X - X_hat) ** 2).sum(axis=2).sum() / channels / (len(X) * length)


def compute_contractive(trained: Trained) -> float:
    penalty = 0.0
    for x in trained.X:
        jacobian = np.eye(len(x))
        for W, b in zip(*[iter(trained.estimator.encoder_.get_weights())] * 2, strict=True):
            x = sigmoid(x @ W + b)
            jacobian = np.diag(x * (1 - x)) @ W.T @ jacobian
        penalty += (jacobian**2).sum() / len(trained.X)
    return compute_plain(trained) + trained.estimator.jacobian_weight * penalty


def compute_adversarial(trained: Trained) -> float:
    Z = trained.encode()
    h = Z @ trained.find("discriminator_hidden/kernel") + trained.find("discriminator_hidden/bias")
    h = np.where(h > 0, h, 0.2 * h)
    D = sigmoid(h @ trained.find("discriminator_output/kernel") + trained.find("discriminator_output/bias"))
    return trained.ell(trained.decode(Z)) - trained.estimator.adversary_weight * np.log(D).sum() / len(Z)


def compute_sparse(trained: Trained) -> float:
    estimator, h = trained.estimator, trained.encode()
    n, rho = len(h), estimator.rho
    active = (1 + (h > 0).sum(axis=0)) / (n + 1 / rho)
    rms = np.sqrt((trained.estimator.decoder_.get_weights()[0].astype(np.float64) ** 2).mean(axis=1))
    R = {
        "kl": (rho * np.log(rho / active) + (1 - rho) * np.log((1 - rho) / (1 - active))).sum(),
        "l1": (h * rms).sum() / n,
        "top_k": 0.0,
    }
    return trained.ell(trained.decode(h)) + estimator.beta * R[estimator.penalty]


def compute_variational(trained: Trained) -> float:
    estimator = trained.estimator
    mean, log_variance = (A.astype(np.float64) for A in estimator.encode_distribution(trained.X))
    Z = mean + np.exp(log_variance / 2) * trained.noise
    kl = (mean**2 + np.exp(log_variance) - log_variance - 1).sum() / 2 / len(mean)
    d = trained.X.shape[1]
    c = d / (2 * estimator.sigma**2) if estimator.loss == "mse" else d
    return trained.ell(trained.decode(Z)) + estimator.beta / c * kl


def compute_vector_quantised(trained: Trained) -> float:
    estimator = trained.estimator
    codebook = estimator.encoder_.get_layer("codebook").codebook.numpy().astype(np.float64)
    before = keras.Model(estimator.encoder_.input, estimator.encoder_.get_layer("latent").output)
    groups = np.asarray(before(trained.X_input), np.float64).reshape(-1, codebook.shape[1])
    nearest = codebook[((groups[:, None] - codebook) ** 2).sum(axis=2).argmin(axis=1)]
    distance = ((groups - nearest) ** 2).sum() / (len(trained.X) * estimator.latent_dim)
    return trained.ell(trained.decode(nearest.reshape(len(trained.X), -1))) + estimator.commitment * distance


MEAN_SQUARED_ERROR = r"\frac{1}{n d}\sum_i \lVert x_i - "


@dataclasses.dataclass(frozen=True)
class Case:
    """A variant, the part of its formula that `compute` evaluates, and hyperparameters that make it large."""

    variant: str
    latex: str
    compute: Callable[[Trained], float]
    hyperparameters: dict = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        values = [str(value) for value in self.hyperparameters.values()]
        return "-".join([self.variant, *values])


JACOBIAN = (
    MEAN_SQUARED_ERROR + r"\hat x_i \rVert^2 + \frac{\lambda}{n}\sum_i \Big\lVert"
    r" \frac{\partial f(x_i)}{\partial x} \Big\rVert_F^2"
)
SPARSITY = MEAN_SQUARED_ERROR + r"\hat x_i \rVert^2 + \beta\, R"
OF_G_AND_F = MEAN_SQUARED_ERROR + r"g(f(x_i)) \rVert^2"
CASES = [
    Case(
        "basic",
        MEAN_SQUARED_ERROR + r"\sigma(W_2\,\mathrm{relu}(W_1 x_i + b_1) + b_2) \rVert^2",
        compute_basic,
    ),
    Case("deep", OF_G_AND_F, compute_plain),
    Case("convolutional", OF_G_AND_F, compute_plain, {"sample_shape": (8, 8, 1), "hidden_layers": (3,)}),
    Case(
        "sequence",
        r"\frac{1}{nT}\sum_i \sum_{t=1}^{T} \ell(x_{i,t}, \hat x_{i,t}),\quad \ell_\mathrm{mse}(x, \hat x) ="
        r" \frac{1}{c} \lVert x - \hat x \rVert^2",
        compute_sequence,
        {"sample_shape": (8, 8), "hidden_layers": (5,)},
    ),
    Case("denoising", MEAN_SQUARED_ERROR + r"g(f(\tilde x_i)) \rVert^2", compute_plain, {"level": 0.5}),
    Case("contractive", JACOBIAN, compute_contractive, {"jacobian_weight": 0.1}),
    Case("contractive", JACOBIAN, compute_contractive, {"jacobian_weight": 0.1, "hidden_layers": (9, 7)}),
    Case(
        "adversarial",
        OF_G_AND_F + r" - \frac{\lambda}{n}\sum_i \log D(f(x_i))",
        compute_adversarial,
        {"adversary_weight": 0.3},
    ),
    *(
        Case("sparse", SPARSITY, compute_sparse, {"penalty": name, "beta": 0.1, "k": 3})
        for name in ("kl", "l1", "top_k")
    ),
    Case(
        "variational",
        r"\frac{1}{n}\sum_i \ell(x_i, g(z_i)) + \frac{\beta}{c} \sum_j",
        compute_variational,
        {"beta": 3.0, "sigma": 0.5},
    ),
    Case(
        "vector_quantised",
        MEAN_SQUARED_ERROR + r"g(e(z_i)) \rVert^2 + \frac{\beta}{n k}\sum_i \lVert z_i - \mathrm{sg}[e(z_i)]"
        r" \rVert^2",
        compute_vector_quantised,
        {"commitment": 2.0, "codebook_size": 8, "word_length": 3},
    ),
]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_formula_is_the_loss_of_the_training(case, loss, X64):
    trained, reported = train(case.variant, X64, loss=loss, **case.hyperparameters)
    assert reported == pytest.approx(case.compute(trained), rel=1e-4)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_formula_has_the_terms_that_are_computed(case):
    assert case.latex in VARIANTS[case.variant].formula


def test_the_formula_of_sequences_is_the_loss_of_texts():
    data = load_dataset("names")
    chosen = {"network": "convolutional", "hidden_layers": (8,), "loss": "categorical_crossentropy"}
    trained, reported = train(
        "sequence", data.rows(np.arange(64)), sample_shape=data.card.sample_shape, **chosen
    )
    assert reported == pytest.approx(compute_sequence(trained), rel=1e-4)
    assert r"\ell_\mathrm{ce}(x, \hat x) = -x^\top \log \hat x" in VARIANTS["sequence"].formula


def test_every_variant_has_a_case():
    assert {case.variant for case in CASES} == set(VARIANTS)
