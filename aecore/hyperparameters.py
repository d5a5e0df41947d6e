"""Hyperparameters, each declared once.

One declaration is the constructor argument, its default, its allowed range, its line in the class's
docstring, the widget of the form and the option of the command line.
"""

import dataclasses
import inspect
import numbers
import textwrap
from typing import Any, TypeVar, dataclass_transform

import numpy as np

from aecore.errors import AecoreError


class InvalidHyperparameter(AecoreError, ValueError):
    """A value that its hyperparameter does not allow; the message says what is."""


@dataclasses.dataclass(frozen=True)
class Hyperparameter:
    """Name, type, range and help text of one constructor argument.

    Args:
        name: The constructor argument.
        default: Its default; all values have the type of the default.
        label: The label of its widget.
        help: One or two sentences: its effect and when to change it.
        low: Smallest allowed number (of each entry, for a tuple).
        high: Largest allowed number.
        options: The allowed values, for a choice.
        is_advanced: Whether the form shows it among the advanced options.
    """

    name: str
    default: Any
    label: str
    help: str
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    is_advanced: bool = False

    @property
    def expected(self) -> str:
        """The allowed values in words."""
        if self.options:
            return "one of " + ", ".join(self.options)
        if isinstance(self.default, tuple):
            return f"up to 8 whole numbers from {self.low} to {self.high}, comma-separated"
        if isinstance(self.default, int):
            return f"a whole number from {self.low} to {self.high}"
        return f"a number from {self.low:g} to {self.high:g}"

    def describe(self) -> str:
        """The entry in a docstring: name, type, default, range and help text."""
        kind = "tuple of int" if isinstance(self.default, tuple) else type(self.default).__name__
        return f"{self.name} ({kind}, default {self.default!r}): {self.help} Allowed: {self.expected}."

    def check(self, value: Any) -> None:
        """Raises `InvalidHyperparameter` unless `value` is allowed."""
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
        is_whole = isinstance(self.default, int)
        return self._is_number(value, numbers.Integral if is_whole else numbers.Real)

    def _is_number(self, value: Any, kind: type) -> bool:
        return isinstance(value, kind) and not isinstance(value, bool) and self.low <= value <= self.high

    def show(self, value: Any) -> str:
        """Formats a value as text that `parse` reads back."""
        if isinstance(value, tuple | list):
            return ", ".join(str(v) for v in value)
        short = f"{value:g}" if isinstance(value, float) else str(value)
        return short if isinstance(value, str) or float(short) == value else repr(value)

    def parse(self, text: str) -> Any:
        """Reads a value from the text of a command line option or a text field.

        Raises:
            InvalidHyperparameter: if the text is not an allowed value.
        """
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


def hyperparameter(
    default: Any,
    *,
    label: str,
    help: str,
    low: float | None = None,
    high: float | None = None,
    options: tuple[str, ...] = (),
    is_advanced: bool = False,
) -> Any:
    """Declares a dataclass field with a range and a help text (see `Hyperparameter`)."""
    metadata = {
        "label": label,
        "help": help,
        "low": low,
        "high": high,
        "options": options,
        "is_advanced": is_advanced,
    }
    return dataclasses.field(default=default, metadata=metadata)


def parameter(default: Any, *, help: str) -> Any:
    """Declares a dataclass field that is documented, but neither a widget nor a command line option."""
    return dataclasses.field(default=default, metadata={"help": help})


def with_default(owner: type, name: str, default: Any) -> Any:
    """Declares the hyperparameter of another class again with a different default.

    Args:
        owner: The class that declares it.
        name: Name of the hyperparameter.
        default: The new default.
    """
    declared = next(field for field in dataclasses.fields(owner) if field.name == name)
    return dataclasses.field(default=default, metadata=declared.metadata)


_Class = TypeVar("_Class", bound=type)


@dataclass_transform(
    kw_only_default=True, eq_default=False, field_specifiers=(hyperparameter, parameter, with_default)
)
def estimator(declared: _Class) -> _Class:
    """Class decorator: a keyword-only dataclass whose docstring lists its hyperparameters.

    scikit-learn's `BaseEstimator` brings its own `repr` and compares by identity.
    """
    declared = dataclasses.dataclass(kw_only=True, eq=False, repr=False)(declared)
    declared.__doc__ = _document(declared)
    return declared


def _document(declared: type) -> str:
    """The docstring with a section `Args`, before the section `Attributes` or `Examples` if there is one."""
    text = inspect.cleandoc(declared.__dict__.get("__doc__") or "")
    entries = [h.describe() for h in list_hyperparameters(declared)]
    entries += [
        f"{field.name} (default {field.default!r}): {field.metadata['help']}"
        for field in dataclasses.fields(declared)
        if field.metadata.keys() == {"help"}
    ]
    wrapper = textwrap.TextWrapper(
        100, initial_indent=" " * 4, subsequent_indent=" " * 8, break_on_hyphens=False
    )
    wrapped = [wrapper.fill(entry) for entry in entries]
    section = "\n".join(["Args:", *wrapped])
    lines = text.split("\n")
    heads = [i for i, line in enumerate(lines) if line in ("Attributes:", "Examples:")]
    first = heads[0] if heads else len(lines)
    parts = ["\n".join(lines[:first]).rstrip(), section, "\n".join(lines[first:])]
    return "\n\n".join(part for part in parts if part) + "\n"


def list_hyperparameters(variant: type) -> tuple[Hyperparameter, ...]:
    """The hyperparameters of a class, in the order of its constructor."""
    return tuple(
        Hyperparameter(field.name, field.default, **field.metadata)
        for field in dataclasses.fields(variant)
        if "label" in field.metadata
    )


def check_hyperparameters(variant: type, values: dict[str, Any]) -> None:
    """Checks names and values of hyperparameters before a network is built.

    Raises:
        InvalidHyperparameter: names the first one that is unknown or outside its range.
    """
    known = {h.name: h for h in list_hyperparameters(variant)}
    for name, value in values.items():
        if name not in known:
            raise InvalidHyperparameter(
                f"{name!r} is not a hyperparameter of {variant.__name__}: use one of {', '.join(known)}."
            )
        known[name].check(value)
