"""The table of all units, from which one is chosen; the chosen unit is in the address."""

import re

import numpy as np
import pandas as pd
import streamlit as st

from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.cache import cache_per_run
from pages.ui.markdown import escape_markdown
from pages.ui.units import results
from pages.ui.units.pictures import draw_effects, measure_picture

_HEIGHT = 420  # pixels
_ROW_HEIGHT = 40  # pixels
ACTIVE = (
    "Share of the samples for which the unit is active: its activation is above 0, or, for a unit that is "
    "not rectified, differs from the mean by more than one standard deviation."
)
AUROC = (
    "Area under the ROC curve of the activation as a score of the class against all others: 0.5 is chance, 1 "
    "is always higher for the class, 0 always lower."
)
ABLATION = (
    "Rise of the mean squared error, as a share of it, when the unit is set to 0, or to its mean if it is "
    "not rectified."
)
EFFECT = (
    "Difference of the decoded mean latent vector when the unit is raised by two standard deviations: orange "
    "is added, blue is removed. Differences of images are scaled by their largest value."
)


def pick_unit(run: Run) -> int:
    """Shows the table with a search field; returns the index of the chosen unit."""
    table = tabulate(run)
    text = st.text_input(
        "Search",
        key=state.UNIT_SEARCH,
        bind="query-params",
        placeholder="#12 or a class",
        help="Numbers of units, such as #12, or the name of a class.",
        width=260,
    )
    shown = table[find_units(table, text)]
    unit = _read_unit(table)
    if shown.empty:
        st.caption(
            f"No unit has the number or the class '{escape_markdown(text, 50)}': search for a number from 1 "
            f"to {len(table)}, or for a class."
        )
    else:
        _show_table(run, shown, unit)
    _show_numbers(run, len(shown), len(table))
    return unit


def choose_unit(unit: int) -> None:
    """Writes a unit to the address."""
    st.query_params[state.UNIT] = str(unit + 1)


@cache_per_run(max_entries=8, show_spinner=False)
def tabulate(run: Run) -> pd.DataFrame:
    """Returns the table of all units: by descending ablation, dead ones last."""
    units, relative = results.units(run), results.ablation(run).relative
    names = cache.dataset(run.spec.dataset).class_names
    best = units.best_class
    columns = {
        "unit": np.arange(1, len(best) + 1),
        "effect": draw_effects(run),
        "active": units.active_share,
        "mean": units.mean,
        "sd": units.sd,
        "histogram": units.counts.tolist(),
        "class": [names[label] if label >= 0 else None for label in best],
        "auroc": units.auroc[np.arange(len(best)), best] if len(names) else np.nan,
        "ablation": relative,
    }
    return pd.DataFrame(columns).iloc[np.lexsort((-relative, ~results.is_alive(run)))]


def find_units(table: pd.DataFrame, text: str) -> np.ndarray:
    """Returns which rows of the table match a search: by class, else by number; all for an empty search."""
    wanted = text.strip().casefold()
    if not wanted:
        return np.ones(len(table), bool)
    classes = table["class"].fillna("").str.casefold()
    if (classes == wanted).any():
        return (classes == wanted).to_numpy()
    numbers = [int(number) for number in re.findall(r"[0-9]+", wanted) if len(number) <= 9]
    if numbers:
        return table["unit"].isin(numbers).to_numpy()
    return classes.str.contains(wanted, regex=False).to_numpy()


def _show_table(run: Run, shown: pd.DataFrame, unit: int) -> None:
    numbers = shown["unit"].tolist()
    key = state.UNITS_TABLE.per(run.id)
    rows = [numbers.index(unit + 1)] if unit + 1 in numbers else []
    # The unit in the address is the selected row, also if it was chosen elsewhere or the search has changed.
    key.write({"selection": {"rows": rows, "columns": [], "cells": []}})
    number = st.column_config.NumberColumn
    st.dataframe(
        shown,
        hide_index=True,
        height=min(_HEIGHT, _ROW_HEIGHT * (len(shown) + 1)),
        row_height=_ROW_HEIGHT,
        on_select=lambda: _choose_row(key, numbers),
        selection_mode="single-row",
        key=key,
        placeholder="",
        column_config={
            "unit": number("Unit", width=60),
            "effect": st.column_config.ImageColumn(
                "Effect", help=EFFECT, width=measure_picture(run, _ROW_HEIGHT)
            ),
            "active": number("Active", format="percent", help=ACTIVE),
            "mean": number("Mean", format="%.3g", help="Mean activation."),
            "sd": number("Deviation", format="%.3g", help="Standard deviation of the activation."),
            "histogram": st.column_config.BarChartColumn(
                "Histogram",
                help="Number of samples by activation, from the lowest to the highest of all units, without "
                "those for which a rectified unit is 0.",
            ),
            "class": st.column_config.TextColumn("Class", help="Class whose AUROC is farthest from 0.5."),
            "auroc": number("AUROC", format="%.3f", help=AUROC),
            "ablation": number("Ablation", format="percent", help=ABLATION),
        },
    )


def _show_numbers(run: Run, n_shown: int, n: int) -> None:
    """Shows the numbers of units and of samples."""
    dead = n - int(results.is_alive(run).sum())
    st.caption(
        f"{n_shown:,} of {n:,} units."
        + (f" The last {dead:,} are dead: without influence on decoded samples." if dead else "")
        + f" Measured on {len(results.encode(run)[0]):,} training samples, the ablation on "
        f"{results.ablation(run).n_samples:,} validation samples. Select a row for its details."
    )


def _choose_row(key: state.Key, numbers: list[int]) -> None:
    """Writes the unit of the selected row to the address."""
    rows = key.read()["selection"]["rows"]
    if rows and rows[0] < len(numbers):
        choose_unit(numbers[rows[0]] - 1)


def _read_unit(table: pd.DataFrame) -> int:
    """Returns the index of the unit in the address, or of the first in the table; warns if it is invalid."""
    text, first = st.query_params.get(state.UNIT), int(table["unit"].iloc[0]) - 1
    if text is None:
        return first
    if re.fullmatch(r"[0-9]{1,9}", text) and 1 <= int(text) <= len(table):
        return int(text) - 1
    st.query_params.pop(state.UNIT)
    st.warning(
        escape_markdown(
            f"Expected a unit from 1 to {len(table)} in `unit` of the address, got {text[:20]!r}: showing "
            f"unit {first + 1} instead."
        ),
        icon=":material/link_off:",
    )
    return first
