"""The limits of a public demo: what they allow, what they say, and what the forms suggest."""

import dataclasses
import math
import re
from pathlib import Path

import pytest

from aecore.datasets import CARDS
from aecore.errors import AecoreError
from aecore.limits import InvalidLimit, Limits, read_limits
from aecore.limits.checks import (
    LimitExceeded,
    NotOwner,
    check_dataset,
    check_owner,
    check_projection,
    check_queue,
    check_resumed,
    check_training,
    check_upload,
)
from aecore.networks import NETWORKS
from aecore.variants import VARIANTS

LIMITS = Limits()
SMALL = {"n_rows": 100, "n_columns": 10, "n_parameters": 1000, "epochs": 1, "batch_size": 32}


@pytest.mark.parametrize("value", ["", "0", "false", "No", " off "])
def test_without_the_switch_there_are_no_limits(value):
    assert read_limits({}) is None
    assert read_limits({"AECORE_PUBLIC": value, "AECORE_MAX_EPOCHS": "5"}) is None


@pytest.mark.parametrize("value", ["1", 1, True, "yes", "anything"])
def test_the_switch_brings_the_defaults_and_each_can_be_set(value):
    assert read_limits({"AECORE_PUBLIC": value}) == LIMITS
    settings = {"AECORE_PUBLIC": value, "AECORE_MAX_EPOCHS": "50", "AECORE_MAX_ROWS": 20_000}
    assert read_limits(settings) == Limits(max_epochs=50, max_rows=20_000)


def test_the_environment_is_read(monkeypatch):
    monkeypatch.delenv("AECORE_PUBLIC", raising=False)
    assert read_limits() is None
    monkeypatch.setenv("AECORE_PUBLIC", "1")
    for field in dataclasses.fields(Limits):
        monkeypatch.setenv(f"AECORE_{field.name.upper()}", "7")
    assert set(dataclasses.astuple(read_limits())) == {7}


@pytest.mark.parametrize("value", ["many", "0", "-3", "1.5", ""])
def test_a_limit_that_is_no_number_is_refused_and_not_ignored(value):
    with pytest.raises(InvalidLimit, match="AECORE_MAX_EPOCHS must be a whole number from 1"):
        read_limits({"AECORE_PUBLIC": "1", "AECORE_MAX_EPOCHS": value})


def test_the_guide_lists_every_limit_with_its_default():
    guide = (Path(__file__).parents[1] / "docs" / "hosting.md").read_text()
    listed = re.findall(r"^\| `AECORE_(\w+)` \| ([\d,]+) \|", guide, re.MULTILINE)
    defaults = dataclasses.asdict(LIMITS).items()
    assert listed == [(name.upper(), f"{value:,}") for name, value in defaults]


def test_every_limit_is_described():
    texts = LIMITS.describe()
    assert len(texts) == len(dataclasses.fields(Limits))
    assert "100 epochs" in texts
    assert "60,000 samples in a training or a map" in texts


@pytest.mark.parametrize(
    ("asked", "limit"),
    [
        ("n_rows", "max_rows"),
        ("n_columns", "max_values"),
        ("n_parameters", "max_parameters"),
        ("epochs", "max_epochs"),
        ("batch_size", "max_batch_size"),
    ],
)
def test_a_training_may_reach_each_limit_and_not_exceed_it(asked, limit):
    highest = getattr(LIMITS, limit)
    reach = highest // SMALL["n_rows"] if asked == "n_columns" else highest
    check_training(LIMITS, **SMALL | {asked: reach})
    with pytest.raises(
        LimitExceeded, match=f"allows {highest:,} .* but .* asked for: .*own machine"
    ) as refused:
        check_training(LIMITS, **SMALL | {asked: reach + 1})
    assert isinstance(refused.value, AecoreError)
    assert str(refused.value).count(".") == 1, "one sentence"


def test_a_refused_data_set_names_those_that_are_not():
    check_dataset(LIMITS, LIMITS.max_rows, 1)
    with pytest.raises(LimitExceeded, match="60,001 were asked for: choose one of Iris, Wine, or run"):
        check_dataset(LIMITS, LIMITS.max_rows + 1, 1, ["Iris", "Wine"])


def test_maps_queues_uploads_and_resumed_runs_have_limits():
    check_projection(LIMITS, n_rows=60_000)
    check_queue(LIMITS, n_of_visitor=1, n_of_all=11)
    check_upload(LIMITS, 10 * 2**20)
    check_resumed(LIMITS, 300)
    with pytest.raises(LimitExceeded, match="60,000 samples in a map, but 60,001"):
        check_projection(LIMITS, n_rows=60_001)
    with pytest.raises(LimitExceeded, match="2 queued or running tasks of one visitor, but 3 .* wait until"):
        check_queue(LIMITS, n_of_visitor=2, n_of_all=2)
    with pytest.raises(LimitExceeded, match="12 queued or running tasks of all visitors, but 13"):
        check_queue(LIMITS, n_of_visitor=0, n_of_all=12)
    with pytest.raises(LimitExceeded, match="10 MB in one uploaded file, but 11"):
        check_upload(LIMITS, 10 * 2**20 + 1)
    for time_limit in (None, 301):
        with pytest.raises(LimitExceeded, match="300 seconds for a training.*start a new one"):
            check_resumed(LIMITS, time_limit)


@pytest.mark.parametrize(("owner", "visitor"), [("", ""), ("", "a"), ("a", "b"), ("a", "")])
def test_what_belongs_to_somebody_else_or_to_nobody_cannot_be_changed(owner, visitor):
    check_owner("a", "a", "a run")
    with pytest.raises(NotOwner, match="a run can be changed and deleted only by the person who made it"):
        check_owner(owner, visitor, "a run")


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("dataset", ["mnist", "digits", "names", "heartbeats", "breast_cancer"])
def test_what_the_forms_suggest_is_allowed(name, dataset):
    card, variant = CARDS[dataset], VARIANTS[name]
    for network in variant.list_networks(card.sample_shape) or (None,):
        if network is None and len(card.sample_shape) not in NETWORKS[variant.network].sample_ndims:
            continue
        made = variant(**variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind, network))
        check_training(
            LIMITS,
            n_rows=card.n_train,
            n_columns=math.prod(card.sample_shape),
            n_parameters=made.count_parameters(card.sample_shape),
            epochs=made.epochs,
            batch_size=made.batch_size,
        )
