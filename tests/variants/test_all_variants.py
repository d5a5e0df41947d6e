"""One law over all variants."""

import functools
import pickle
import re

import keras
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from aecore.datasets import Dataset, load_dataset
from aecore.execution import training_task
from aecore.hyperparameters import list_hyperparameters
from aecore.runs import Run
from aecore.runs.codec import open_codec
from aecore.training import TrainingDiverged, get_state
from aecore.variants import VARIANTS, Autoencoder, BasicAutoencoder
from tests.variants.eagerness import running_eagerly

of_all = pytest.mark.parametrize("variant", VARIANTS.values(), ids=list(VARIANTS))

# Values that are allowed and too dear to try; everything else is tried.
SKIPPED = {("epochs", "high"): "ten thousand epochs do what ten do, longer"}


def make(variant: type[Autoencoder], **hyperparameters: object) -> Autoencoder:
    """An estimator for digits; a recurrent network takes them line by line."""
    is_recurrent = (hyperparameters.get("network") or variant.network) in ("gru", "lstm")
    return variant(**{"sample_shape": (8, 8) if is_recurrent else None} | hyperparameters)


@functools.cache
def fit(variant: type[Autoencoder], **hyperparameters: object) -> Autoencoder:
    """Fitted to 64 digits for two epochs, unless told otherwise."""
    dataset = load_dataset("digits")
    estimator = make(variant, **{"epochs": 2} | hyperparameters)
    return estimator.fit(dataset.rows(np.arange(64)), validation_data=dataset.rows(dataset.part("test")))


def get_weights(estimator: Autoencoder) -> np.ndarray:
    networks = (estimator.encoder_, estimator.decoder_)
    return np.concatenate([w.ravel() for network in networks for w in network.get_weights()])


def list_extremes() -> list:
    """Each hyperparameter at its low and its high, or at each of its options, one at a time."""
    cases = []
    for variant in VARIANTS.values():
        declared = list_hyperparameters(variant)
        if cases:  # what all share is tried on the first variant
            declared = [h for h in declared if h not in list_hyperparameters(Autoencoder)]
        for h in declared:
            # Long lists of words are tried whole on the first variant, by their ends on the others.
            is_first = variant.name == next(iter(VARIANTS))
            options = h.options if is_first else dict.fromkeys((*h.options[:1], *h.options[-1:]))
            values = {option: option for option in options} or {"low": h.low, "high": h.high}
            if isinstance(h.default, tuple):
                values = {"none": (), "low": (h.low,), "high": (h.high,), "most": (8,) * 8}
            cases += [
                pytest.param(variant, h.name, value, id=f"{variant.name}-{h.name}-{place}")
                for place, value in values.items()
                if value != h.default and (h.name, place) not in SKIPPED
            ]
    return cases


@of_all
def test_shapes_and_losses(variant, X64):
    estimator = fit(variant)
    Z = estimator.transform(X64)
    X_hat = estimator.inverse_transform(Z)
    assert (Z.shape, Z.dtype) == ((64, estimator.latent_dim), np.float32)
    assert (X_hat.shape, X_hat.dtype) == (X64.shape, np.float32)
    assert X_hat.min() >= 0 and X_hat.max() <= 1
    assert len(estimator.history_) == 2
    assert np.isfinite([(row["loss"], row["val_loss"]) for row in estimator.history_]).all()
    np.testing.assert_allclose(estimator.score_samples(X64), -((X64 - X_hat) ** 2).mean(axis=1), rtol=1e-4)


@of_all
def test_it_describes_itself(variant):
    assert VARIANTS[variant.name] is variant
    assert variant.title.endswith("autoencoder")
    for name in ("key_idea", "benefit", "use_case"):
        text = getattr(variant, name)
        assert text[0].isupper() and text.endswith(".") and len(text) > 30, name
    assert re.match(r"\\mathcal{L} =|\\min_", variant.formula)
    assert variant.formula.count("{") == variant.formula.count("}")
    assert variant.papers
    for paper in variant.papers:
        assert re.search(r"\w \(\d{4}\), \S", paper.title), "authors, year, and where it was published"
    assert all(source.url.startswith("https://") for source in (*variant.papers, *variant.tutorials))
    assert any(variant.changes), "it changes a corruption, a bottleneck, a penalty or a network"
    # What tells it apart from the others is its own.
    for name in ("key_idea", "benefit", "use_case", "changes", "title", "icon"):
        values = [getattr(other, name) for other in VARIANTS.values()]
        assert values.count(getattr(variant, name)) == 1, name


@of_all
def test_a_pickled_copy_encodes_alike(variant, X64):
    estimator = fit(variant)
    copy = pickle.loads(pickle.dumps(estimator))
    np.testing.assert_array_equal(copy.transform(X64), estimator.transform(X64))
    np.testing.assert_array_equal(get_weights(copy), get_weights(estimator))


@of_all
def test_the_seed_makes_the_weights(variant, X64):
    again = clone(fit(variant)).fit(X64)
    np.testing.assert_array_equal(get_weights(again), get_weights(fit(variant)))
    with running_eagerly():  # another seed makes other weights from the start
        other = fit(variant, random_state=1)
    assert not np.allclose(get_weights(other), get_weights(again), atol=1e-3)


def list_networks() -> list:
    return [
        pytest.param(variant, network, id=f"{variant.name}-{network}")
        for variant in VARIANTS.values()
        for network in variant.list_networks((1, 1)) or (variant.network,)
    ]


@pytest.mark.parametrize(("variant", "network"), list_networks())
def test_the_files_of_a_run_encode_and_decode_as_the_model_that_was_trained(variant, network, new_run, home):
    data = load_dataset("power_demand" if network in ("gru", "lstm") else "digits")
    is_choice = bool(variant.list_networks((1, 1)))
    chosen = {"network": network, "latent_dim": 8, "hidden_layers": (8,)} if is_choice else {}
    check_files(new_run(variant.name, data, epochs=2, **chosen), data)


def check_files(run: Run, data: Dataset) -> None:
    """ONNX, the saved Keras model and what was trained agree."""
    training_task.train(run)
    assert run.result.state == "done", run.result.reason
    last = run.read_epoch(2)
    encoder, decoder = keras.models.load_model(run.path / "model.keras").layers
    codec = open_codec(run)
    for encode in (codec.encode, encoder):
        np.testing.assert_allclose(encode(data.rows(last["ids"])), last["Z"], atol=1e-5)
    X = data.rows(last["preview_ids"])
    for X_hat in (codec.reconstruct(X), decoder(encoder(X))):
        np.testing.assert_allclose(X_hat, last["X_hat"], atol=1e-5)


@pytest.mark.parametrize(("variant", "name", "value"), list_extremes())
def test_every_hyperparameter_works_at_its_limits(variant, name, value, digits, request):
    # A number changes no graph, and every network is trained in one above.
    if not isinstance(value, str) or name == "network":
        request.getfixturevalue("eager")
    X = digits.rows(np.arange(128))
    estimator = make(variant, **{"epochs": 1, name: value})
    if value == "categorical_crossentropy":
        X = load_dataset("names").rows(np.arange(128))
        estimator.set_params(sample_shape=(12, 27))
    estimator.fit(X)
    assert np.isfinite(estimator.history_[0]["loss"])
    assert np.isfinite(estimator.inverse_transform(estimator.transform(X))).all()


@of_all
@pytest.mark.parametrize("low_high", [(-0.01, 1), (0, 1.01), (-5, 5)], ids=str)
def test_cross_entropy_refuses_data_outside_0_1(variant, low_high, X64):
    X = np.interp(X64, (0, 1), low_high)
    with pytest.raises(ValueError, match=r"binary_crossentropy needs values in \[0, 1\].*loss='mse'"):
        variant(loss="binary_crossentropy").fit(X)


class StateKeeper(keras.callbacks.Callback):
    """Keeps the state after each epoch."""

    def __init__(self, rows=()):
        super().__init__()
        self.rows, self.states = list(rows), {}

    def on_epoch_end(self, epoch, logs):
        self.rows.append(dict(logs))
        self.states[epoch + 1] = get_state(self.model, self.rows)
        self.n_steps = int(self.model.optimizer.iterations)


@pytest.mark.parametrize(
    ("variant", "hyperparameters"),
    [
        *((variant, {}) for variant in VARIANTS.values()),
        # What is in the training and not in a variant is tried on the simplest one.
        (BasicAutoencoder, {"patience": 2}),
        (BasicAutoencoder, {"schedule": "constant", "random_state": 7}),
    ],
)
def test_a_training_that_is_cut_ends_in_the_same_weights(variant, hyperparameters, X64):
    estimator = make(variant, epochs=4, batch_size=24, **hyperparameters)
    keeper = StateKeeper()
    whole = clone(estimator).fit(X64, callbacks=[keeper])
    assert len(whole.history_) == 4
    assert keeper.n_steps == 4 * 3  # 64 rows, or 58 if some are held out, in batches of 24
    for cut in (2, 4):  # 4: nothing is left to train
        resumed = clone(estimator).fit(X64, initial_state=keeper.states[cut])
        np.testing.assert_allclose(get_weights(resumed), get_weights(whole), atol=1e-6)
        for row, expected in zip(resumed.history_, whole.history_, strict=True):
            assert row == pytest.approx(expected)


def test_early_stopping_stops_at_the_same_epoch_after_a_cut(X64):
    # Noise cannot be learnt: the validation loss soon gets worse.
    X = np.random.default_rng(0).random(X64.shape, np.float32)
    estimator = BasicAutoencoder(epochs=40, batch_size=8, patience=1, schedule="constant", learning_rate=0.03)
    keeper = StateKeeper()
    whole = estimator.fit(X, callbacks=[keeper])
    losses = [row["val_loss"] for row in whole.history_]
    assert 2 <= len(losses) < 40
    assert losses[-1] > min(losses[:-1])
    for cut in (len(losses) - 1, len(losses)):
        resumed = clone(estimator).fit(X, initial_state=keeper.states[cut])
        assert len(resumed.history_) == len(losses)
        np.testing.assert_allclose(get_weights(resumed), get_weights(whole), atol=1e-6)


@of_all
@pytest.mark.usefixtures("eager")
def test_a_loss_that_is_no_number_ends_the_training(variant, X64):
    with pytest.raises(TrainingDiverged, match=r"(nan|inf) in epoch 1: lower learning_rate \(it was 0\.02\)"):
        variant(learning_rate=0.02).fit(X64 * 1e20)  # its square is too large for float32


@of_all
def test_it_gives_features_in_a_pipeline(variant, digits):
    estimator = make(variant, latent_dim=32, epochs=12, batch_size=32)
    pipeline = make_pipeline(MinMaxScaler(), estimator, LogisticRegression(max_iter=5000))
    pipeline.fit(digits.X_train, digits.y_train)
    assert pipeline.score(digits.X_test, digits.y_test) > 0.8
    # A reconstruction is worth something if it is closer than the average digit.
    X = pipeline[0].transform(digits.X_test)
    mean = pipeline[0].transform(digits.X_train).mean(axis=0)
    assert pipeline[1].score(X) > -((X - mean) ** 2).mean() / 2
