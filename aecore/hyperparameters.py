"""Hyperparameters, each declared once.

One declaration is the constructor argument, its default, the allowed range, the help text,
the widget of the form and the option of the command line.
"""

import dataclasses
import numbers
from typing import Any

from aecore.errors import AecoreError


class InvalidHyperparameter(AecoreError, ValueError):
    """A value that its hyperparameter does not allow; the message says what is."""


@dataclasses.dataclass(frozen=True)
class Hyperparameter:
    """What is known of one constructor argument.

    Args:
        name: The constructor argument.
        default: Its default; its type is the type of all values.
        label: The name shown to a person.
        help: One or two sentences on what it does and when to change it.
        low: Smallest allowed number (of each entry, for a tuple).
        high: Largest allowed number.
        options: The allowed words, for a choice.
        is_advanced: Whether most people leave it as it is.
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
            return value in self.options
        if isinstance(self.default, tuple):
            return (
                isinstance(value, tuple | list)
                and len(value) <= 8
                and all(self._is_number(v, numbers.Integral) for v in value)
            )
        is_whole = isinstance(self.default, int)
        return self._is_number(value, numbers.Integral if is_whole else numbers.Real)

    def _is_number(self, value: Any, kind: type) -> bool:
        return isinstance(value, kind) and not isinstance(value, bool) and self.low <= value <= self.high

    def show(self, value: Any) -> str:
        """The value as a person writes it; `parse` reads it back."""
        if isinstance(value, tuple | list):
            return ", ".join(str(v) for v in value)
        short = f"{value:g}" if isinstance(value, float) else str(value)
        return short if isinstance(value, str) or float(short) == value else repr(value)

    def parse(self, text: str) -> Any:
        """Reads a value from text, as the command line and text fields bring it.

        Raises:
            InvalidHyperparameter: if the text is no such value.
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
    """A dataclass field that knows its range and its help text (see `Hyperparameter`)."""
    facts = {
        "label": label,
        "help": help,
        "low": low,
        "high": high,
        "options": options,
        "is_advanced": is_advanced,
    }
    return dataclasses.field(default=default, metadata=facts)


def with_default(owner: type, name: str, default: Any) -> Any:
    """A hyperparameter as another class declares it, with a default of its own.

    Args:
        owner: The class that declares it.
        name: Of the hyperparameter.
        default: The other default.
    """
    declared = next(field for field in dataclasses.fields(owner) if field.name == name)
    return dataclasses.field(default=default, metadata=declared.metadata)


def list_hyperparameters(variant: type) -> tuple[Hyperparameter, ...]:
    """The hyperparameters of a variant, in the order of its constructor."""
    return tuple(
        Hyperparameter(field.name, field.default, **field.metadata)
        for field in dataclasses.fields(variant)
        if field.metadata
    )


def check_hyperparameters(variant: type, values: dict[str, Any]) -> None:
    """Checks names and values of hyperparameters before anything is built.

    Raises:
        InvalidHyperparameter: names the first one that is unknown or out of its range.
    """
    known = {h.name: h for h in list_hyperparameters(variant)}
    for name, value in values.items():
        if name not in known:
            raise InvalidHyperparameter(
                f"{name!r} is no hyperparameter of {variant.__name__}: use one of {', '.join(known)}."
            )
        known[name].check(value)
