"""The objectives of the variational autoencoder against NumPy, and its learnt noise against known noise."""

import math

import keras
import numpy as np
import pytest
from scipy import special, stats

from aecore.hyperparameters import InvalidHyperparameter
from aecore.networks.variational_layers import ImportanceWeightedBound
from aecore.training import get_state
from aecore.training.losses import LOSSES
from aecore.variants import VariationalAutoencoder
from aecore.variants.likelihood import compute_log_ratio, gaussian_divergence


class StateKeeper(keras.callbacks.Callback):
    """Keeps the model that is trained and its state after each epoch."""

    def on_train_begin(self, logs=None):
        self.rows, self.states = [], {}

    def on_epoch_end(self, epoch, logs):
        self.rows.append(dict(logs))
        self.states[epoch + 1] = get_state(self.model, self.rows)


def fit(X: np.ndarray, **hyperparameters: object) -> tuple[VariationalAutoencoder, keras.Model]:
    keeper = StateKeeper()
    chosen = {"epochs": 4, "batch_size": 16, "latent_dim": 3, "random_state": 0} | hyperparameters
    return VariationalAutoencoder(**chosen).fit(X, callbacks=[keeper]), keeper.model


def shift_posterior(estimator: VariationalAutoencoder) -> None:
    """Moves means and variances away from those of the prior, as a long training does."""
    for name, low, high in (("latent", -0.1, 1.5), ("log_variance", -1.0, 0.0)):
        bias = estimator.posterior_.get_layer(name).bias
        bias.assign(np.linspace(low, high, bias.shape[0]))


def measure(model: keras.Model, X: np.ndarray, noise: np.ndarray) -> dict[str, float]:
    model.reset_metrics()
    return model.test_on_batch([X, noise.astype(np.float32)], X, return_dict=True)


def log_likelihood(estimator: VariationalAutoencoder, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """By SciPy, in nats, constants included."""
    if estimator.loss == "mse":
        return stats.norm(X_hat, estimator.sigma_).logpdf(X).sum(axis=-1)
    return special.xlogy(X, X_hat).sum(axis=-1) + special.xlog1py(1 - X, -X_hat).sum(axis=-1)


@pytest.mark.parametrize(
    ("loss", "observation_noise"),
    [("mse", "fixed"), ("mse", "learnt"), ("binary_crossentropy", "fixed")],
)
def test_iwae_is_the_importance_weighted_bound(loss, observation_noise, X64):
    k, d, X = 4, X64.shape[1], X64[:3]
    options = {"loss": loss, "observation_noise": observation_noise, "sigma": 0.4, "epochs": 2}
    estimator, model = fit(X64, objective="iwae", n_importance=k, **options)
    shift_posterior(estimator)
    noise = np.random.default_rng(1).standard_normal((3, k * 3)).astype(np.float32)
    mean, log_variance = (A.astype(np.float64) for A in estimator.encode_distribution(X))
    sd = np.exp(log_variance / 2)
    log_weights = np.empty((3, k))
    for i in range(3):
        for m in range(k):
            z = mean[i] + sd[i] * noise[i, 3 * m : 3 * m + 3]
            x_hat = estimator.decode(z[None]).astype(np.float64)[0]
            log_ratio = stats.norm.logpdf(z).sum() - stats.norm(mean[i], sd[i]).logpdf(z).sum()
            log_weights[i, m] = log_likelihood(estimator, X[i], x_hat) + log_ratio
    assert np.ptp(log_weights, axis=1).max() > 1, "the draws have unequal weights"
    bound = special.logsumexp(log_weights, axis=1).mean() - math.log(k)
    is_fixed_gaussian = loss == "mse" and observation_noise == "fixed"
    nats_per_loss = d / (2 * 0.4**2) if is_fixed_gaussian else d
    constant = d * math.log(0.4 * math.sqrt(2 * math.pi)) if is_fixed_gaussian else 0.0
    measured = measure(model, X, noise)
    assert measured["loss"] == pytest.approx((-bound - constant) / nats_per_loss, rel=1e-4)
    assert measured["kl"] == pytest.approx(
        gaussian_divergence(mean, log_variance).sum(axis=1).mean(), rel=1e-4
    )


@pytest.mark.parametrize(
    ("network", "sample_shape", "loss", "observation_noise"),
    [
        ("convolutional", (8, 8, 1), "mse", "fixed"),
        ("convolutional", (16, 4), "categorical_crossentropy", "fixed"),
        ("gru", (16, 4), "mse", "learnt"),
    ],
)
def test_iwae_is_the_bound_with_any_network(network, sample_shape, loss, observation_noise, X64):
    k, d = 3, 64
    X = X64 if loss == "mse" else np.eye(4, dtype=np.float32)[np.arange(64 * 16) % 7 % 4].reshape(64, d)
    options = {"loss": loss, "observation_noise": observation_noise, "sigma": 0.4, "epochs": 1}
    options |= {"network": network, "hidden_layers": (5,), "sample_shape": sample_shape}
    estimator, model = fit(X, objective="iwae", n_importance=k, **options)
    shift_posterior(estimator)
    noise = np.random.default_rng(1).standard_normal((4, k, 3)).astype(np.float32)
    mean, log_variance = (A.astype(np.float64)[:, None] for A in estimator.encode_distribution(X[:4]))
    Z = mean + np.exp(log_variance / 2) * noise
    X_hat = estimator.decode(Z.reshape(-1, 3)).reshape(4, k, d).astype(np.float64)
    if loss == "mse":
        log_p = log_likelihood(estimator, X[:4, None], X_hat)
        is_fixed = observation_noise == "fixed"
        nats_per_loss = d / (2 * 0.4**2) if is_fixed else d
        constant = d * math.log(0.4 * math.sqrt(2 * math.pi)) if is_fixed else 0.0
    else:
        log_p = (X[:4, None] * np.log(X_hat)).sum(axis=2)
        nats_per_loss, constant = 16, 0.0
    log_ratio = stats.norm.logpdf(Z) - stats.norm(mean, np.exp(log_variance / 2)).logpdf(Z)
    bound = special.logsumexp(log_p + log_ratio.sum(axis=2), axis=1).mean() - math.log(k)
    measured = measure(model, X[:4], noise.reshape(4, -1))
    assert measured["loss"] == pytest.approx((-bound - constant) / nats_per_loss, rel=1e-4)


def test_the_bound_of_one_draw_is_the_elbo_estimated_with_that_draw():
    log_likelihood, log_ratio = np.random.default_rng(0).normal(size=(2, 5, 1)).astype(np.float32)
    bound = np.asarray(ImportanceWeightedBound()([log_likelihood, log_ratio]))
    np.testing.assert_allclose(bound, (log_likelihood + log_ratio)[:, 0], rtol=1e-6)
    mean, log_variance = np.array([0.7, -1.2]), np.array([0.4, -1.0])
    noise = np.random.default_rng(0).standard_normal((200_000, 2))
    z = mean + np.exp(log_variance / 2) * noise
    found = compute_log_ratio(z, noise, log_variance).mean(axis=0)
    np.testing.assert_allclose(found, -gaussian_divergence(mean, log_variance), atol=0.02)


def test_training_with_one_draw_has_the_loss_of_the_elbo(X64):
    """The only difference is that one estimates the KL divergence, and the other computes it."""
    X = np.tile(X64, (100, 1))
    noise = np.random.default_rng(0).standard_normal((len(X), 3))
    measured = {}
    for objective in ("elbo", "iwae"):
        estimator = VariationalAutoencoder(
            latent_dim=3, objective=objective, n_importance=1, beta_warm_up=0.0
        )
        model = estimator.build(64, output_activation="sigmoid", seed=0, n_steps=1)
        shift_posterior(estimator)
        model.compile(loss=LOSSES["mse"])
        measured[objective] = measure(model, X, noise)
    assert measured["iwae"]["kl"] == pytest.approx(measured["elbo"]["kl"], rel=1e-5)
    share_of_kl = measured["elbo"]["kl"] / (64 / (2 * 0.3**2))
    assert share_of_kl > 1e-3
    assert measured["iwae"]["loss"] == pytest.approx(measured["elbo"]["loss"], abs=0.05 * share_of_kl)


def test_the_weight_of_the_prior_in_iwae_increases_in_training_only():
    bound = ImportanceWeightedBound(warm_up_steps=4)
    log_likelihood, log_ratio = np.zeros((2, 3), np.float32), np.full((2, 3), -2.0, np.float32)
    steps = [float(bound([log_likelihood, log_ratio], training=True)[0]) for _ in range(6)]
    np.testing.assert_allclose(steps, [-0.5, -1.0, -1.5, -2.0, -2.0, -2.0], rtol=1e-6)
    fresh = ImportanceWeightedBound(warm_up_steps=4)
    assert float(fresh([log_likelihood, log_ratio], training=False)[0]) == pytest.approx(-2)


@pytest.mark.parametrize("observation_noise", ["fixed", "learnt"])
def test_free_bits_are_not_penalised(observation_noise, X64):
    options = {"observation_noise": observation_noise, "beta": 2.0, "latent_dim": 6, "epochs": 2}
    free_bits = 0.4
    estimator, model = fit(X64, free_bits=free_bits, **options)
    shift_posterior(estimator)
    noise = np.random.default_rng(1).standard_normal((64, 6)).astype(np.float32)
    mean, log_variance = (A.astype(np.float64) for A in estimator.encode_distribution(X64))
    kl = gaussian_divergence(mean, log_variance).mean(axis=0)
    assert kl.min() < free_bits < kl.max()
    X_hat = estimator.decode(mean + np.exp(log_variance / 2) * noise)
    squared_error = ((X64 - X_hat) ** 2).mean()
    if observation_noise == "fixed":
        reconstruction, nats_per_loss = squared_error, 64 / (2 * 0.3**2)
    else:
        reconstruction, nats_per_loss = -stats.norm(X_hat, estimator.sigma_).logpdf(X64).mean(), 64
    measured = measure(model, X64, noise)
    expected = reconstruction + 2 / nats_per_loss * np.maximum(free_bits, kl).sum()
    assert measured["loss"] == pytest.approx(expected, rel=1e-4)
    assert measured["kl"] == pytest.approx(kl.sum(), rel=1e-4)
    assert measured["reconstruction"] == pytest.approx(squared_error, rel=1e-4)


def test_free_bits_keep_dimensions_in_use(X64):
    few, many = (fit(X64, beta=30.0, free_bits=bits, epochs=60)[0] for bits in (0.0, 1.0))
    assert max(few.compute_metrics(X64)["kl_per_dimension"]) < 0.2
    assert min(many.compute_metrics(X64)["kl_per_dimension"]) > 0.5


@pytest.fixture(scope="module")
def noisy() -> np.ndarray:
    """Samples of a linear model with two latent dimensions and noise of a standard deviation of 0.2."""
    rng = np.random.default_rng(0)
    W = rng.normal(size=(2, 20))
    return (rng.normal(size=(2000, 2)) @ W + 0.2 * rng.normal(size=(2000, 20))).astype(np.float32)


@pytest.fixture(scope="module")
def learnt(noisy) -> VariationalAutoencoder:
    options = {"observation_noise": "learnt", "latent_dim": 2, "hidden_layers": (), "sigma": 1.0}
    estimator = VariationalAutoencoder(
        **options, epochs=80, batch_size=50, learning_rate=1e-2, random_state=0
    )
    return estimator.fit(noisy, validation_data=noisy[:500])


def test_the_learnt_noise_is_that_of_the_data(learnt, noisy):
    assert learnt.sigma_ == pytest.approx(0.2, rel=0.1)
    assert learnt.history_[-1]["val_sigma"] == pytest.approx(learnt.sigma_, rel=1e-5)
    assert learnt.compute_metrics(noisy)["sigma"] == learnt.sigma_


def test_the_likelihood_is_that_of_the_learnt_noise(learnt, noisy):
    """A linear model with the exact noise has the likelihood of a normal distribution."""
    W, b = (w.astype(np.float64) for w in learnt.decoder_.get_weights())
    covariance = W.T @ W + learnt.sigma_**2 * np.eye(20)
    expected = stats.multivariate_normal(b, covariance).logpdf(noisy[:50]).mean()
    assert learnt.log_likelihood(noisy[:50], n_draws=2000).mean() == pytest.approx(expected, abs=0.1)


def test_learnt_noise_is_saved_and_belongs_to_the_fit(learnt, noisy, tmp_path):
    learnt.save(tmp_path / "model")
    loaded = VariationalAutoencoder.load(tmp_path / "model")
    assert loaded.sigma_ == learnt.sigma_
    loaded.set_params(observation_noise="fixed", sigma=5.0)
    assert loaded.sigma_ == learnt.sigma_
    np.testing.assert_array_equal(
        loaded.log_likelihood(noisy[:5], n_draws=3), learnt.log_likelihood(noisy[:5], n_draws=3)
    )
    assert not hasattr(VariationalAutoencoder(), "sigma_")


def test_fixed_noise_is_the_hyperparameter(X64):
    estimator, _ = fit(X64, sigma=0.7)
    assert estimator.sigma_ == 0.7
    assert "sigma" not in estimator.history_[-1]
    assert "sigma" not in estimator.compute_metrics(X64)


@pytest.mark.parametrize(
    ("hyperparameters", "reason"),
    [
        ({"objective": "iwae", "beta": 2.0}, "beta must be 1 with objective='iwae'.*but 2 was given"),
        ({"objective": "iwae", "free_bits": 0.5}, "free_bits must be 0 with objective='iwae'"),
        (
            {"observation_noise": "learnt", "loss": "binary_crossentropy"},
            "observation_noise='learnt' needs loss='mse'.*'binary_crossentropy'",
        ),
    ],
)
def test_combinations_without_meaning_are_refused(hyperparameters, reason, X64):
    estimator = VariationalAutoencoder(**hyperparameters)
    with pytest.raises(InvalidHyperparameter, match=reason):
        estimator.fit(X64)
    with pytest.raises(InvalidHyperparameter, match=reason):
        estimator.check_data(100, (8, 8, 1))


CHOICES = [
    {"objective": "iwae"},
    {"free_bits": 0.3},
    {"observation_noise": "learnt"},
    {"observation_noise": "learnt", "objective": "iwae"},
]


@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: "-".join(map(str, chosen.values())))
def test_weights_are_counted_and_a_cut_training_resumes(chosen, X64):
    keeper = StateKeeper()
    estimator = VariationalAutoencoder(epochs=4, batch_size=24, latent_dim=3, random_state=0, **chosen)
    whole = estimator.fit(X64, callbacks=[keeper])
    assert estimator.count_parameters((8, 8, 1)) == keeper.model.count_params()
    resumed = VariationalAutoencoder(**estimator.get_params()).fit(X64, initial_state=keeper.states[2])
    np.testing.assert_allclose(resumed.transform(X64), whole.transform(X64), atol=1e-5)
    assert resumed.sigma_ == pytest.approx(whole.sigma_)
    assert resumed.history_[-1] == pytest.approx(whole.history_[-1])


def test_metrics_name_the_terms_of_the_kl_divergence(X64):
    terms = ("mutual_information", "total_correlation", "dimension_wise_kl")
    metrics = fit(X64, epochs=60)[0].compute_metrics(X64)
    assert sum(metrics[name] for name in terms) == pytest.approx(metrics["kl"], rel=0.2)
    assert not set(terms) & fit(X64, latent_dim=1)[0].compute_metrics(X64).keys()


@pytest.mark.parametrize(
    "term",
    [
        r"\max\Big(\lambda, \frac{1}{n}\sum_i \mathrm{KL}_{ij}\Big)",
        r"-\frac{1}{n c}\sum_i \log \frac{1}{k} \sum_{m=1}^{k} e^{-c\, \ell(x_i, g(z_{im}))}"
        r" \frac{p(z_{im})}{q(z_{im} \mid x_i)}",
        r"\ell &= \tfrac{1}{2 \sigma^2} \ell_\text{mse} + \log(\sigma \sqrt{2 \pi}),\; c = d\ \text{(learnt",
    ],
    ids=["free bits", "iwae", "learnt noise"],
)
def test_the_formula_has_the_terms_that_are_computed_here(term):
    assert term in VariationalAutoencoder.formula
