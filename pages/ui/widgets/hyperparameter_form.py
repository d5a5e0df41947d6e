"""Forms generated from declared hyperparameters."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from aecore.hyperparameters import Hyperparameter, list_hyperparameters
from pages.ui.errors import find_problem
from pages.ui.markdown import escape_markdown


def ask_hyperparameters(
    kind: type,
    suggested: dict[str, Any],
    fixed: dict[str, Any] | None = None,
    address: str = "",
    highest: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Shows a widget for each hyperparameter, the advanced ones in an expander.

    Args:
        kind: A variant or a projection method.
        suggested: Initial values that replace the declared defaults.
        fixed: Values of hyperparameters that have no widget here.
        address: Prefix of the query parameters on a page with several forms.
        highest: Maximum values in a public demo, by name of the hyperparameter.

    Returns:
        The value of each hyperparameter as typed; a valid value in the address is the initial one. One that
        the chosen options do not use has no widget and its default.
    """
    values = dict(fixed or {})
    declared = [_limit(h, highest or {}) for h in list_hyperparameters(kind) if h.name not in values]
    basic = st.container()
    has_advanced = any(h.is_advanced for h in declared)
    advanced = st.expander("More settings", icon=":material/tune:") if has_advanced else basic
    # The choices that others depend on are asked first.
    for h in sorted(declared, key=lambda h: bool(h.only_if)):
        if h.is_used(values):
            with advanced if h.is_advanced else basic:
                values[h.name] = _ask(h, suggested.get(h.name, h.default), kind.name, address)
        else:
            values[h.name] = h.default
    return values


def read_values(kind: type, typed: dict[str, Any]) -> dict[str, Any]:
    """Parses the typed values of a form.

    Raises:
        InvalidHyperparameter: if a value is invalid.
    """
    return {h.name: h.parse(h.show(typed[h.name])) for h in list_hyperparameters(kind)}


def _limit(h: Hyperparameter, highest: Mapping[str, int]) -> Hyperparameter:
    """Returns the hyperparameter with the range that is allowed in a public demo."""
    return dataclasses.replace(h, high=min(h.high, highest[h.name])) if h.name in highest else h


def _ask(h: Hyperparameter, value: Any, prefix: str, address: str) -> Any:
    if isinstance(value, int | float):
        value = min(value, h.high)
    value = _read_address(h, value, address + h.name)
    # The value is part of the key, so that a new suggestion becomes the initial value of a new widget.
    key = f"{address}{prefix}.{h.name}.{h.show(value)}"
    return _find_widget(h)(h, value, key)


def _read_address(h: Hyperparameter, value: Any, name: str) -> Any:
    """Returns the value in the address if it is valid, otherwise the given one."""
    text = st.query_params.get(name)
    if text is None:
        return value
    if problem := find_problem(h.parse, text):
        st.warning(escape_markdown(problem), icon=":material/link_off:")
        return value
    return h.parse(text)


def _find_widget(h: Hyperparameter) -> Callable[[Hyperparameter, Any, str], Any]:
    if h.options:
        return _ask_choice
    if isinstance(h.default, tuple):
        return _ask_numbers
    return _ask_number


def _ask_choice(h: Hyperparameter, value: str, key: str) -> str:
    return st.selectbox(
        h.label,
        h.options,
        index=h.options.index(value),
        format_func=lambda option: option.replace("_", " "),
        help=h.help,
        key=key,
    )


def _ask_numbers(h: Hyperparameter, value: tuple[int, ...], key: str) -> str:
    return st.text_input(h.label, h.show(value), help=f"{h.help} Expected: {h.expected}.", key=key)


def _ask_number(h: Hyperparameter, value: float, key: str) -> float:
    kind = type(h.default)
    return st.number_input(
        h.label,
        min_value=kind(h.low),
        max_value=kind(h.high),
        value=kind(value),
        step=1 if kind is int else kind(h.default / 10),
        format="%d" if kind is int else "%g",
        help=f"{h.help} Expected: {h.expected}.",
        key=key,
    )
