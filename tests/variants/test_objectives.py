"""What makes each variant one: its penalty against a computation by hand, its noise, its refusals."""

import dataclasses

import keras
import numpy as np
import pytest
from scipy import stats

from aecore.analysis.linear import pca_errors
from aecore.datasets import find_card, load_dataset
from aecore.hyperparameters import InvalidHyperparameter
from aecore.networks import NETWORKS
from aecore.variants import VARIANTS, make_variant
from aecore.variants.likelihood import gaussian_divergence
from tests.variants.reading import read_metric


def forward(estimator, X: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Kernels of the encoder's dense layers and their outputs, with sigmoids, by hand."""
    kernels, outputs = [], []
    for layer in estimator.encoder_.layers:
        if isinstance(layer, keras.layers.Dense):
            W, b = (weights.astype(np.float64) for weights in layer.get_weights())
            X = 1 / (1 + np.exp(-(X @ W + b)))
            kernels.append(W)
            outputs.append(X)
    return kernels, outputs


def test_the_gaussian_kl_is_the_closed_form_and_what_draws_say():
    mean, log_variance = np.array([[0.7, -1.2]]), np.array([[0.4, -1.0]])
    kl = gaussian_divergence(mean, log_variance)
    np.testing.assert_allclose(kl, 0.5 * (mean**2 + np.exp(log_variance) - log_variance - 1))
    rng = np.random.default_rng(0)
    z = mean + np.exp(log_variance / 2) * rng.standard_normal((200_000, 2))
    log_ratio = 0.5 * (z**2 - log_variance - (z - mean) ** 2 / np.exp(log_variance))
    np.testing.assert_allclose(log_ratio.mean(axis=0), kl[0], atol=0.02)


@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy"])
def test_the_loss_of_a_variational_one_is_minus_the_bound_for_each_number(X64, loss):
    estimator, kl = read_metric("kl", "variational", X64, loss=loss, beta_warm_up=0.0, sigma=0.5)
    mean, log_variance = estimator.encode_distribution(X64)
    assert kl == pytest.approx(gaussian_divergence(mean, log_variance).sum(axis=1).mean(), rel=1e-4)
    row = estimator.history_[-1]
    nats = 64 if loss == "binary_crossentropy" else 64 / (2 * 0.5**2)
    assert row["val_loss"] == pytest.approx(row["val_reconstruction"] + kl / nats, rel=1e-4)


def test_the_likelihood_estimate_tightens_with_the_draws_and_stays_above_the_bound(X64):
    estimator = make_variant("variational", {"epochs": 60, "batch_size": 16, "loss": "binary_crossentropy"})
    estimator.fit(X64)
    few, many = (estimator.log_likelihood(X64, n_draws=n).mean() for n in (1, 300))
    measured = estimator.compute_metrics(X64)
    assert few < many
    assert -measured["negative_elbo"] < many
    assert measured["negative_elbo"] == pytest.approx(measured["reconstruction_nats"] + measured["kl"])


def test_the_validation_loss_of_binarisation_is_that_of_drawn_samples(X64):
    chosen = {"loss": "binary_crossentropy", "binarisation": "dynamic", "epochs": 5}
    estimator, reconstruction = read_metric("reconstruction", "variational", X64, **chosen)
    rng = np.random.default_rng(0)
    drawn, _ = estimator.corrupt(X64, rng)
    assert set(np.unique(drawn)) == {0, 1}
    mean, log_variance = estimator.encode_distribution(drawn)
    Z = mean + np.exp(log_variance / 2) * rng.standard_normal(mean.shape, np.float32)
    log_likelihood = stats.bernoulli(estimator.decode(Z)).logpmf(drawn)
    assert reconstruction == pytest.approx(-log_likelihood.mean(), rel=1e-4)
    assert not any(name.startswith("val_clean_") for name in estimator.history_[-1])


@pytest.mark.parametrize("variant", [name for name in VARIANTS if name not in ("denoising", "sequence")])
def test_without_corruption_there_is_one_validation_loss(variant, X64):
    estimator, _ = read_metric("loss", variant, X64)
    assert not any(name.startswith("val_clean_") for name in estimator.history_[-1])


def test_beta_zero_forgets_the_prior_and_a_large_one_the_samples(X64):
    free, _ = read_metric("kl", "variational", X64, beta=0.0, epochs=40)
    bound, _ = read_metric("kl", "variational", X64, beta=100.0, epochs=40)
    assert free.compute_metrics(X64)["kl"] > 10 * bound.compute_metrics(X64)["kl"]
    assert bound.compute_metrics(X64)["active_units"] == 0


def test_a_linear_autoencoder_meets_pca(digits):
    chosen = {"latent_dim": 8, "hidden_layers": (), "activation": "linear", "epochs": 150, "batch_size": 64}
    X, X_test = (digits.rows(digits.part(part)) for part in ("train", "test"))
    error = -make_variant("deep", chosen).fit(X).score(X_test)
    expected = pca_errors(digits.rows, digits.part("train"), digits.part("test"))[8]
    assert error == pytest.approx(expected, rel=0.03)


def test_a_quantised_code_holds_words_of_the_codebook_only(X64):
    chosen = {"epochs": 5, "batch_size": 16, "latent_dim": 16, "word_length": 4, "codebook_size": 8}
    estimator = make_variant("vector_quantised", chosen).fit(X64)
    codebook = estimator.encoder_.get_layer("codebook").codebook.numpy()
    words = estimator.transform(X64).reshape(-1, 4)
    distances = np.abs(words[:, None] - codebook[None]).max(axis=2).min(axis=1)
    assert distances.max() < 1e-6
    measured = estimator.compute_metrics(X64)
    assert measured["bits_per_sample"] == 4 * 3
    assert 1 < measured["perplexity"] <= measured["used_codewords"] <= 8


def test_what_is_only_counted_in_training_is_no_test_figure(X64):
    estimator, _ = read_metric("loss", "vector_quantised", X64, codebook_size=8)
    row = estimator.history_[-1]
    assert row["perplexity"] > 1
    assert "val_perplexity" not in row


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("shape", [(9, 7, 3), (9, 7, 1), (16, 4), (13, 1), (5,)], ids=str)
def test_a_network_learns_what_it_fits_and_refuses_the_rest(network, shape):
    X = np.random.default_rng(0).random((40, int(np.prod(shape))), np.float32)
    options = {"network": network, "latent_dim": 3, "epochs": 1, "hidden_layers": (4, 6)}
    estimator = make_variant("denoising", options).set_params(sample_shape=shape)
    if len(shape) in NETWORKS[network].sample_ndims:
        assert estimator.fit(X).inverse_transform(estimator.transform(X)).shape == X.shape
    else:
        with pytest.raises(InvalidHyperparameter, match=f"{network} network is for .* but these samples are"):
            estimator.fit(X)


@pytest.mark.parametrize(
    ("variant", "hyperparameters", "dataset", "reason"),
    [
        (
            "convolutional",
            {},
            "wine",
            "convolutional network is for series or texts and images.*rows of a table",
        ),
        ("sequence", {}, "mnist", "gru network is for series or texts, but these samples are images"),
        (
            "deep",
            {"latent_dim": 31},
            "breast_cancer",
            "latent_dim must be at most the number of features of a sample, 30",
        ),
        (
            "vector_quantised",
            {"latent_dim": 4, "codebook_size": 200},
            "iris",
            "codebook_size must be at most",
        ),
    ],
)
def test_what_cannot_be_learnt_is_refused_before_training(variant, hyperparameters, dataset, reason):
    card = find_card(dataset)
    with pytest.raises(InvalidHyperparameter, match=reason):
        make_variant(variant, hyperparameters).check_data(card.n_train, card.sample_shape)


@pytest.mark.parametrize("rho", [0.0, 1.0, -0.1])
def test_rho_lies_between_0_and_1(rho, X64):
    with pytest.raises(InvalidHyperparameter, match="rho must be a number from 0.001 to 0.999"):
        make_variant("sparse", {}).set_params(rho=rho).fit(X64)


@pytest.mark.parametrize("variant", VARIANTS)
def test_samples_that_are_all_the_same_are_refused(variant):
    with pytest.raises(ValueError, match="every column is constant: there is nothing to learn"):
        make_variant(variant, {}).fit(np.ones((20, 6)))


def test_a_shape_that_does_not_fit_the_columns_is_refused(X64):
    with pytest.raises(ValueError, match="has 63 values, but X has 64 columns"):
        make_variant("convolutional", {}).set_params(sample_shape=(9, 7, 1)).fit(X64)


def test_a_text_comes_back_letter_by_letter():
    data = load_dataset("names")
    X = data.rows(data.part("train")[:256])
    card = data.card
    chosen = {"loss": "categorical_crossentropy", "latent_dim": 32, "epochs": 2, "network": "convolutional"}
    estimator = make_variant("sequence", chosen).set_params(sample_shape=card.sample_shape).fit(X)
    places = estimator.inverse_transform(estimator.transform(X)).reshape(-1, *card.sample_shape)
    np.testing.assert_allclose(places.sum(axis=2), 1, atol=1e-5)
    log_likelihood = np.log((places * X.reshape(places.shape)).sum(axis=2)).mean()
    estimator.fit(X, validation_data=X)
    assert estimator.history_[-1]["val_loss"] == pytest.approx(-log_likelihood, rel=1e-3)


def test_all_parameters_but_two_are_hyperparameters():
    for variant in VARIANTS.values():
        plain = [field.name for field in dataclasses.fields(variant) if "label" not in field.metadata]
        assert plain == ["sample_shape", "verbose"]
