"""Declarations of hyperparameters.

Each is declared once: the declaration defines the constructor argument, its default, its range, its entry in
the docstring of the class, the widget of the form and the option of the command line.
"""

import dataclasses
import inspect
import math
import numbers
import textwrap
from collections.abc import Mapping
from typing import Any, TypeVar, dataclass_transform

import numpy as np

from aecore.errors import AecoreError


class InvalidHyperparameter(AecoreError, ValueError):
    """An unknown hyperparameter or a value out of range; the message says what is allowed."""


@dataclasses.dataclass(frozen=True)
class Hyperparameter:
    """Name, type, range and help text of one constructor argument.

    Args:
        name: Name of the constructor argument.
        default: Default value; all values have its type.
        label: Label of the widget.
        help: One or two sentences: its effect and when to change it.
        low: Smallest allowed number; for a tuple, of each entry.
        high: Largest allowed number; for a tuple, of each entry.
        options: The allowed values, if it is a choice.
        is_advanced: Whether the form shows it under the advanced options.
        is_for_training: Whether it changes only how a model is trained, and not the model or its loss.
        only_if: Name of a choice, followed by the options with which this hyperparameter is used, e.g.
            `("penalty", "kl", "l1")`; empty if it is always used.
    """

    name: str
    default: Any
    label: str
    help: str
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    is_advanced: bool = False
    is_for_training: bool = False
    only_if: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """The allowed values in words, e.g. `a whole number from 1 to 10`."""
        if self.options:
            return "one of " + ", ".join(self.options)
        if isinstance(self.default, tuple):
            return f"up to 8 whole numbers from {self.low} to {self.high}, comma-separated"
        if isinstance(self.default, int):
            return f"a whole number from {self.low} to {self.high}"
        return f"a number from {self.low:g} to {self.high:g}"

    @property
    def condition(self) -> str:
        """When it is used, as a sentence; empty if always."""
        return f"Used only if {self.only_if[0]} is {' or '.join(self.only_if[1:])}." if self.only_if else ""

    def is_used(self, values: Mapping[str, Any]) -> bool:
        """Whether it has an effect together with the values of the other hyperparameters."""
        return not self.only_if or values[self.only_if[0]] in self.only_if[1:]

    def describe(self) -> str:
        """Returns the entry in a docstring: name, type, default, help text, allowed values, condition."""
        kind = "tuple of int" if isinstance(self.default, tuple) else type(self.default).__name__
        entry = f"{self.name} ({kind}, default {self.default!r}): {self.help} Allowed: {self.expected}."
        return f"{entry} {self.condition}".rstrip()

    def check(self, value: Any) -> None:
        """Checks a value.

        Raises:
            InvalidHyperparameter: if the value is not allowed.
        """
        if not self._allows(value):
            raise InvalidHyperparameter(
                f"{self.name} must be {self.expected}, but {value!r} was given: choose "
                f"{'one of them' if self.options else 'a value in that range'} "
                f"(the default is {self.show(self.default)})."
            )

    def _allows(self, value: Any) -> bool:
        if self.options:
            return isinstance(value, str) and value in self.options
        if isinstance(self.default, tuple):
            return (
                isinstance(value, tuple | list | np.ndarray)
                and np.ndim(value) == 1
                and len(value) <= 8
                and all(self._is_number(v, numbers.Integral) for v in value)
            )
        is_integer = isinstance(self.default, int)
        return self._is_number(value, numbers.Integral if is_integer else numbers.Real)

    def _is_number(self, value: Any, kind: Any) -> bool:
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return isinstance(value, kind) and not isinstance(value, bool) and low <= value <= high

    def show(self, value: Any) -> str:
        """Formats a value as text that `parse` can read."""
        if isinstance(value, tuple | list):
            return ", ".join(str(v) for v in value)
        short = f"{value:g}" if isinstance(value, float) else str(value)
        return short if isinstance(value, str) or float(short) == value else repr(value)

    def parse(self, text: str) -> Any:
        """Parses the text of a command line option or a text field.

        Raises:
            InvalidHyperparameter: if the text is not an allowed value.
        """
        value: Any
        try:
            if self.options:
                value = text.strip()
            elif isinstance(self.default, tuple):
                value = tuple(int(part) for part in text.split(",")) if text.strip() else ()
            else:
                value = type(self.default)(text)
        except ValueError:
            value = text
        self.check(value)
        return value


def hyperparameter(  # noqa: PLR0913, a declaration names all that is true of it
    default: Any,
    *,
    label: str,
    help: str,
    low: float | None = None,
    high: float | None = None,
    options: tuple[str, ...] = (),
    is_advanced: bool = False,
    is_for_training: bool = False,
    only_if: tuple[str, ...] = (),
) -> Any:
    """Declares a dataclass field with a range and a help text (see `Hyperparameter`)."""
    metadata = {
        "label": label,
        "help": help,
        "low": low,
        "high": high,
        "options": options,
        "is_advanced": is_advanced,
        "is_for_training": is_for_training,
        "only_if": only_if,
    }
    return dataclasses.field(default=default, metadata=metadata)


def parameter(default: Any, *, help: str) -> Any:
    """Declares a dataclass field with a help text, but without a widget or a command line option."""
    return dataclasses.field(default=default, metadata={"help": help})


def with_default(owner: type, name: str, default: Any) -> Any:
    """Redeclares the hyperparameter of a base class with a different default.

    Args:
        owner: The base class.
        name: Name of the hyperparameter.
        default: The new default.
    """
    original = next(field for field in dataclasses.fields(owner) if field.name == name)
    return dataclasses.field(default=default, metadata=original.metadata)


_Class = TypeVar("_Class", bound=type)


@dataclass_transform(
    kw_only_default=True, eq_default=False, field_specifiers=(hyperparameter, parameter, with_default)
)
def estimator(cls: _Class) -> _Class:
    """Class decorator that makes a keyword-only dataclass whose docstring lists its hyperparameters.

    The dataclass has neither `__repr__` nor `__eq__`: scikit-learn's `BaseEstimator` has its own `repr` and
    compares by identity.
    """
    dataclass: Any = dataclasses.dataclass(kw_only=True, eq=False, repr=False)(cls)
    dataclass.__doc__ = _make_docstring(dataclass)
    return dataclass


def _make_docstring(cls: type) -> str:
    """Adds a section `Args` to the docstring of a class, before the sections `Attributes` and `Examples`."""
    text = inspect.cleandoc(cls.__dict__.get("__doc__") or "")
    entries = [h.describe() for h in list_hyperparameters(cls)]
    entries += [
        f"{field.name} (default {field.default!r}): {field.metadata['help']}"
        for field in dataclasses.fields(cls)
        if field.metadata.keys() == {"help"}
    ]
    wrapper = textwrap.TextWrapper(
        100, initial_indent=" " * 4, subsequent_indent=" " * 8, break_on_hyphens=False
    )
    wrapped = [wrapper.fill(entry) for entry in entries]
    section = "\n".join(["Args:", *wrapped])
    lines = text.split("\n")
    later_sections = [i for i, line in enumerate(lines) if line in ("Attributes:", "Examples:")]
    end = later_sections[0] if later_sections else len(lines)
    parts = ["\n".join(lines[:end]).rstrip(), section, "\n".join(lines[end:])]
    return "\n\n".join(part for part in parts if part) + "\n"


def list_hyperparameters(variant: type) -> tuple[Hyperparameter, ...]:
    """Lists the hyperparameters of a class in the order of its constructor arguments."""
    return tuple(
        Hyperparameter(field.name, field.default, **field.metadata)
        for field in dataclasses.fields(variant)
        if "label" in field.metadata
    )


def check_hyperparameters(variant: type, values: dict[str, Any]) -> None:
    """Checks names and values of hyperparameters.

    Raises:
        InvalidHyperparameter: if one is unknown or out of range; names the first one.
    """
    declared = {h.name: h for h in list_hyperparameters(variant)}
    for name, value in values.items():
        if name not in declared:
            raise InvalidHyperparameter(
                f"{name!r} is not a hyperparameter of {variant.__name__}: use one of {', '.join(declared)}."
            )
        declared[name].check(value)
