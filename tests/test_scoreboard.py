"""The scoreboard trains its entries, saves their results and prints a table."""

import dataclasses
import time

import numpy as np
import pytest

from aecore import scoreboard
from aecore.datasets import Dataset, find_card, load_dataset
from aecore.hyperparameters import list_hyperparameters
from aecore.scoreboard import ENTRIES, HEADER, Entry, Score, measures, results, score_all
from aecore.variants import VARIANTS, DeepAutoencoder, make_variant

SMALL = Entry(
    "deep: test MSE",
    "deep",
    "digits",
    {"latent_dim": 8, "epochs": 3},
    measures.mse,
    0.07,
    "a made-up goal",
    seeds=2,
)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.title)
def test_every_entry_can_be_trained(entry):
    card = find_card(entry.dataset)
    make_variant(entry.variant, entry.hyperparameters).check_data(card.n_train, card.sample_shape)


SMALLER = {"epochs": 1, "latent_dim": 8, "hidden_layers": (8,), "network": "dense", "codebook_size": 16}


@pytest.mark.parametrize("entry", {entry.measure: entry for entry in ENTRIES}.values(), ids=lambda e: e.title)
def test_every_figure_is_computed(entry):
    """For small networks; the digits stand for MNIST."""
    data = load_dataset("digits" if entry.dataset == "mnist" else entry.dataset)
    allowed = {h.name: h.options for h in list_hyperparameters(VARIANTS[entry.variant])}
    smaller = {
        name: value
        for name, value in SMALLER.items()
        if name in allowed and value in (allowed[name] or [value])
    }
    estimator = make_variant(entry.variant, entry.hyperparameters | smaller)
    estimator.set_params(sample_shape=data.card.sample_shape)
    estimator.fit(measures.get_non_test_samples(data)[:200])
    # A small network does not reach the error of a digit of which the bytes are counted: infinite.
    assert not np.isnan(entry.measure(estimator, data))


def test_no_two_entries_share_a_file(home):
    paths = {str(results.get_path(entry, seed)) for entry in ENTRIES for seed in range(entry.seeds)}
    assert len(paths) == sum(entry.seeds for entry in ENTRIES)


def test_every_entry_has_several_seeds():
    assert all(entry.seeds >= 2 and entry.tried >= 1 for entry in ENTRIES)


@pytest.mark.parametrize(
    "change",
    [
        lambda patch: patch.setattr(results, "hash_code", lambda module: "other code"),
        lambda patch: patch.setattr(Dataset, "fingerprint", "other data"),
        lambda patch: patch.setattr(results, "_list_versions", lambda: ["keras 0"]),
        lambda patch: patch.setattr(DeepAutoencoder.__init__, "__kwdefaults__", other_defaults()),
    ],
    ids=["code", "data", "library", "default"],
)
def test_a_result_is_not_reused_when_anything_it_depends_on_changes(change, home, monkeypatch):
    results.write_result(SMALL, 0, 0.5, 1.0)
    assert results.read_result(SMALL, 0) == (0.5, 1.0)
    change(monkeypatch)
    assert results.read_result(SMALL, 0) is None


def other_defaults() -> dict[str, object]:
    return DeepAutoencoder.__init__.__kwdefaults__ | {"learning_rate": 0.123}


def test_the_hash_of_the_code_ignores_comments_and_docstrings():
    source = 'def f(x):\n    """Doubles."""\n    return 2 * x  # twice\n'
    assert results.strip_docstrings(source) == results.strip_docstrings("def f(x):\n    return 2 * x\n")
    assert results.strip_docstrings(source) != results.strip_docstrings("def f(x):\n    return 3 * x\n")


def test_entries_with_the_same_training_share_one_model(home, monkeypatch):
    second = dataclasses.replace(SMALL, title="again", measure=measures.relative_to_pca)
    monkeypatch.setattr(scoreboard, "ENTRIES", (SMALL, second))
    trained, train = [], scoreboard._train
    monkeypatch.setattr(scoreboard, "_train", lambda *args: trained.append(args) or train(*args))
    assert [len(score.values) for score in score_all(is_quick=False)] == [2, 2]
    assert len(trained) == 2, "one training for each seed"


def test_the_time_of_a_training_does_not_include_its_measurement(home, monkeypatch):
    def slow(estimator, data):
        time.sleep(5)
        return 0.0

    monkeypatch.setattr(scoreboard, "ENTRIES", (dataclasses.replace(SMALL, measure=slow, seeds=1),))
    start = time.monotonic()
    (score,) = score_all(is_quick=False)
    assert 0 < score.seconds <= time.monotonic() - start - 5


def test_an_interrupted_scoreboard_is_resumed(home, monkeypatch):
    monkeypatch.setattr(scoreboard, "ENTRIES", (SMALL,))
    (first,) = score_all(is_quick=False)
    assert len(set(first.values)) == 2, "each seed has its own figure"
    monkeypatch.setattr(scoreboard, "_train", lambda *_: pytest.fail("it was trained before"))
    (again,) = score_all(is_quick=False)
    assert again == first


def test_the_quick_form_takes_few_epochs_and_keeps_nothing(home, monkeypatch):
    monkeypatch.setattr(scoreboard, "ENTRIES", (SMALL,))
    (score,) = score_all(is_quick=True)
    assert score.entry.hyperparameters["epochs"] == 2
    assert len(score.values) == 1
    assert not home.exists()


@pytest.mark.parametrize(("is_at_most", "met"), [(True, "yes"), (False, "**no**")])
def test_a_line_says_whether_the_goal_is_met(is_at_most, met):
    entry = dataclasses.replace(SMALL, goal=0.5, is_at_most=is_at_most)
    line = str(Score(entry, [0.3, 0.4], 20.0))
    assert line.count("|") == HEADER.splitlines()[0].count("|")
    assert f"| {met} |" in line and "0.35 ± 0.071" in line and "| 10 s |" in line
