"""Large views and tables of decoded samples, by kind of data."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.comparison import describe_columns
from aecore.datasets import Dataset
from aecore.figures.bars import draw_table_rows
from aecore.figures.series import draw_series
from pages.ui import cache
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_picture
from pages.ui.widgets.tables import show_table

_WIDTH = 300


@dataclasses.dataclass(frozen=True)
class KindView:
    """Functions that display samples of one kind of data.

    Args:
        show: Shows one sample, or several to compare, large.
        tabulate: Makes a table with one row per sample; None if there is no table for this kind.
        has_units: Whether the values have units, so that a large view is useful in addition to a picture.
    """

    show: Callable[[Dataset, dict[str, np.ndarray], str], None]
    tabulate: Callable[[Dataset, np.ndarray], pd.DataFrame] | None = None
    has_units: bool = False


def show_decoded(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    """Shows one sample, or several to compare, large.

    Args:
        data: Their data set.
        samples: Samples of shape `(n_features,)` by name.
        key: Key of the table or the figure.
    """
    _KINDS[data.card.kind].show(data, samples, key)


def tabulate_samples(data: Dataset, X: np.ndarray) -> pd.DataFrame | None:
    """Returns samples `(n, n_features)` as rows of a table in units, or as texts; None for images."""
    tabulate = _KINDS[data.card.kind].tabulate
    return tabulate(data, X) if tabulate else None


def has_units(data: Dataset) -> bool:
    """Returns whether the values of a data set have units."""
    return _KINDS[data.card.kind].has_units


def _show_columns(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    """Shows a bar and the value in units of each column, and percentiles of the training part."""
    values = {name: data.in_units(x[None])[0] for name, x in samples.items()}
    bars = {name: (x, [f"{value:.4g}" for value in values[name]]) for name, x in samples.items()}
    title = "standard deviations from the mean"
    show_chart(draw_table_rows(data.feature_names, bars, x=title), f"{key}-bars")
    with st.expander("Values and percentiles", icon=":material/table:"):
        reference = data.in_units(data.rows(data.part("train")))
        show_table(describe_columns(data.feature_names, values, reference), key=f"{key}-table")


def _show_lines(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    renderer, card = cache.renderer(data.card.name), data.card
    shape, axes = card.sample_shape, {"x": card.step_axis.title, "y": card.value_axis.title}
    groups = {name: data.in_units(x).reshape(shape) for name, x in samples.items()}
    low, high = data.in_units(np.array([renderer.low, renderer.high]))
    limits = (float(low), float(high))
    show_chart(draw_series(groups, card.step_axis.locate(shape[0]), limits=limits, **axes), f"{key}-lines")


def _show_texts(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    texts = cache.renderer(data.card.name).read(np.stack(list(samples.values())))
    for name, text in zip(samples, texts, strict=True):
        shown = escape_markdown(text.strip() or "(blank)")
        st.markdown(f":gray[{escape_markdown(name)}]  \n**{shown}**" if len(texts) > 1 else f"## {shown}")


def _show_pictures(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    pictures = cache.renderer(data.card.name).draw(np.stack(list(samples.values())))
    width = _WIDTH // min(2, len(pictures))
    with st.container(horizontal=True):
        for name, picture in zip(samples, pictures, strict=True):
            with st.container(width=width):
                show_picture(picture, width, name)
                if len(pictures) > 1:
                    st.caption(escape_markdown(name))


def _tabulate_values(data: Dataset, X: np.ndarray) -> pd.DataFrame:
    axis = data.card.step_axis
    names = data.feature_names or [f"{x:.4g} {axis.unit}".strip() for x in axis.locate(X.shape[1])]
    return pd.DataFrame(data.in_units(X), columns=list(names))


def _tabulate_texts(data: Dataset, X: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"text": cache.renderer(data.card.name).read(X)})


_KINDS = {
    "image": KindView(_show_pictures),
    "table": KindView(_show_columns, _tabulate_values, has_units=True),
    "series": KindView(_show_lines, _tabulate_values, has_units=True),
    "text": KindView(_show_texts, _tabulate_texts),
}
