"""Tables of results."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st


def show_table(
    table: pd.DataFrame,
    formats: dict[str, str] | None = None,
    *,
    key: str | None = None,
    height: int | str = "content",
) -> None:
    """Shows a table without its index.

    Args:
        table: The table.
        formats: Number formats by column (see `st.column_config.NumberColumn`); the default for floats is
            four significant digits.
        key: Key of the element, required if a page shows the same table several times.
        height: Height in pixels, or `content` for all rows.
    """
    floats = table.select_dtypes("floating").columns
    formats = dict.fromkeys(floats, "%.4g") | (formats or {})
    config = {name: st.column_config.NumberColumn(format=text) for name, text in formats.items()}
    st.dataframe(table, hide_index=True, height=height, column_config=config, key=key)


def show_table_of_scores(
    curves: Mapping[str, Mapping[int, tuple[float, float, float]]],
    column: str,
    key: str,
    number_format: str = "{:.1%}",
) -> None:
    """Shows the means of curves as a table that is folded, for those who cannot read them off a chart.

    Args:
        curves: By method, by position: mean, lowest and highest value.
        column: Title of the column of positions.
        key: Key of the element.
        number_format: Format of the means.
    """
    positions = sorted({position for points in curves.values() for position in points})
    table = pd.DataFrame({column: positions})
    for name, points in curves.items():
        table[name] = [number_format.format(points[p][0]) if p in points else "" for p in positions]
    with st.expander("Table", icon=":material/table:"):
        show_table(table, key=key)
