"""One law over all hyperparameters of all variants and projections."""

import math
import re

import numpy as np
import pytest

from aecore.datasets import CARDS
from aecore.hyperparameters import (
    Hyperparameter,
    InvalidHyperparameter,
    check_hyperparameters,
    estimator,
    hyperparameter,
    list_hyperparameters,
    parameter,
    with_default,
)
from aecore.projections import METHODS
from aecore.variants import VARIANTS, UnknownVariant, find_variant, make_variant

OWNERS = (*VARIANTS.values(), *METHODS.values())
ALL = [pytest.param(o, h, id=f"{o.name}-{h.name}") for o in OWNERS for h in list_hyperparameters(o)]
of_all = pytest.mark.parametrize(("owner", "h"), ALL)
of_variants = pytest.mark.parametrize(("variant", "h"), [p for p in ALL if p.values[0] in VARIANTS.values()])
NAN, INF, HUGE = float("nan"), float("inf"), 10**400


def list_allowed(h: Hyperparameter) -> list:
    if h.options:
        return list(h.options)
    if isinstance(h.default, tuple):
        return [h.default, (), (h.low,), (h.high,) * 8, [h.low, h.high]]
    rng = np.random.default_rng(0)
    if isinstance(h.default, int):
        return [h.default, h.low, h.high, *rng.integers(h.low, h.high, 20, endpoint=True).tolist()]
    return [h.default, h.low, h.high, *rng.uniform(h.low, h.high, 20).tolist()]


def list_refused(h: Hyperparameter) -> list:
    wrong = [None, True, NAN, "nonsense", b"1", {}, 1j, HUGE, -HUGE]
    if h.options:
        return [*wrong, 0, h.default.upper(), list(h.options)]
    if isinstance(h.default, tuple):
        entries = (h.low - 1, h.high + 1, float(h.low), NAN, True, "1", None)
        return [*wrong, h.low, "12", (h.low,) * 9, *((h.low, entry) for entry in entries)]
    if isinstance(h.default, int):
        return [*wrong, h.low - 1, h.high + 1, INF, float(h.low), h.low + 0.5, str(h.low), (h.low,)]
    return [*wrong, np.nextafter(h.low, -INF), np.nextafter(h.high, INF), INF, -INF, str(h.low), (h.low,)]


def assert_explains(message: str, h: Hyperparameter, value: object) -> None:
    """It names the hyperparameter, its range and what was given, in one line."""
    assert message.startswith(f"{h.name} must be ")
    assert repr(value) in message
    assert "\n" not in message
    if h.options:
        assert all(word in message for word in h.options)
        return
    numbers = [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", message)]
    for bound in (h.low, h.high):
        assert any(math.isclose(number, bound, rel_tol=1e-5) for number in numbers), (bound, message)


@of_all
def test_everything_in_the_range_is_allowed(owner, h):
    for value in list_allowed(h):
        check_hyperparameters(owner, {h.name: value})
        assert getattr(owner(**{h.name: value}), h.name) == value


@of_all
def test_everything_else_is_refused_with_the_reason(owner, h):
    for value in list_refused(h):
        with pytest.raises(InvalidHyperparameter) as refusal:
            check_hyperparameters(owner, {h.name: value})
        assert_explains(str(refusal.value), h, value)


@of_variants
def test_fit_refuses_it_too(variant, h, X64):
    value = -1 if h.name == "random_state" else list_refused(h)[-1]  # there scikit-learn allows None, too
    with pytest.raises(InvalidHyperparameter) as refusal:
        variant(**{h.name: value}).fit(X64)
    assert_explains(str(refusal.value), h, value)


@of_all
def test_what_is_shown_is_read_back(owner, h):
    for value in list_allowed(h):
        read = h.parse(h.show(value))
        assert read == (tuple(value) if isinstance(value, list) else value)
        assert type(read) is type(h.default)


@of_all
def test_text_that_is_no_value_is_refused(owner, h):
    texts = ("nonsense", "nan", "inf", "-inf", "1e400", "1,x", "9" * 400, "9" * 5000)
    for text in (*texts, "16,,16", "16,", ",16", ","):
        with pytest.raises(InvalidHyperparameter, match=f"^{h.name} must be "):
            h.parse(text)
    if isinstance(h.default, tuple):
        assert h.parse("") == h.parse("  ") == ()
    else:
        with pytest.raises(InvalidHyperparameter):
            h.parse("")


@of_all
def test_a_declaration_is_whole(owner, h):
    assert h.label and h.help.endswith(".")
    assert h.options or h.low < h.high
    check_hyperparameters(owner, {h.name: h.default})


CONDITIONAL = [p for p in ALL if p.values[1].only_if]


@pytest.mark.parametrize(("owner", "h"), CONDITIONAL)
def test_a_condition_names_a_choice_and_its_options(owner, h):
    choice, *used = h.only_if
    (options,) = (other.options for other in list_hyperparameters(owner) if other.name == choice)
    assert 0 < len(set(used)) < len(options) and set(used) < set(options)
    assert [h.is_used({choice: option}) for option in options] == [option in used for option in options]
    assert f"Used only if {choice} is {used[0]}" in h.condition
    assert h.condition in " ".join(owner.__doc__.split())


@pytest.mark.parametrize(("owner", "h"), CONDITIONAL)
def test_a_hyperparameter_has_no_effect_with_other_options(owner, h, X64):
    choice, *used = h.only_if
    (option, *_) = (
        option
        for other in list_hyperparameters(owner)
        if other.name == choice
        for option in other.options
        if option not in used
    )
    losses = []
    for value in (h.default, h.options[-1] if h.options else h.high):
        model = owner(**{choice: option, h.name: value}, epochs=1, latent_dim=2, hidden_layers=())
        try:
            losses.append(model.fit(X64).history_[-1]["loss"])
        except InvalidHyperparameter as refusal:  # other values than the neutral default are refused
            assert f"with {choice}=" in str(refusal) or f"needs {choice}=" in str(refusal)
    assert len(set(losses)) == 1


@pytest.mark.parametrize("name", VARIANTS)
def test_suggestions_are_allowed(name):
    variant = find_variant(name)
    for card in CARDS.values():
        for network in variant.list_networks(card.sample_shape) or (None,):
            suggested = variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind, network)
            assert suggested.items() <= vars(make_variant(name, suggested)).items()


@pytest.mark.parametrize("name", VARIANTS)
def test_unknown_names_are_refused_with_the_known_ones(name):
    with pytest.raises(InvalidHyperparameter, match="'nonsense' is not a hyperparameter.*latent_dim"):
        make_variant(name, {"nonsense": 1})
    with pytest.raises(TypeError, match="nonsense"):
        find_variant(name)(nonsense=1)
    with pytest.raises(UnknownVariant, match=f"'nonsense'.*{name}"):
        find_variant("nonsense")


def test_a_class_lists_its_parameters_before_its_other_sections():
    @estimator
    class Base:
        """Does a thing.

        Attributes:
            thing_: What it did.
        """

        width: int = hyperparameter(4, label="Width", help="How wide.", low=1, high=9)
        layers: tuple[int, ...] = hyperparameter((3, 2), label="Layers", help="How many.", low=1, high=5)
        kind: str = hyperparameter("a", label="Kind", help="Which.", options=("a", "b"), is_advanced=True)
        verbose: int = parameter(0, help="Prints.")

    @estimator
    class Wider(Base):
        """Does it wider."""

        width: int = with_default(Base, "width", 8)

    assert Base.__doc__ == (
        "Does a thing.\n\nArgs:\n"
        "    width (int, default 4): How wide. Allowed: a whole number from 1 to 9.\n"
        "    layers (tuple of int, default (3, 2)): How many. Allowed: up to 8 whole numbers from 1 to 5,\n"
        "        comma-separated.\n"
        "    kind (str, default 'a'): Which. Allowed: one of a, b.\n"
        "    verbose (default 0): Prints.\n\n"
        "Attributes:\n    thing_: What it did.\n"
    )
    assert Wider.__doc__.startswith("Does it wider.\n\nArgs:\n    width (int, default 8): How wide.")
    assert (Base().width, Wider().width, Wider().layers, Wider().verbose) == (4, 8, (3, 2), 0)
    width, _, kind = list_hyperparameters(Wider)
    assert width == Hyperparameter("width", 8, "Width", "How wide.", low=1, high=9)
    assert kind == Hyperparameter("kind", "a", "Kind", "Which.", options=("a", "b"), is_advanced=True)
    with pytest.raises(InvalidHyperparameter, match="width must be a whole number from 1 to 9, but 'x' was"):
        width.parse("x")
