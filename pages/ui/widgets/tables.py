"""Tables."""

import pandas as pd
import streamlit as st


def show_table(table: pd.DataFrame, formats: dict[str, str] | None = None, key: str | None = None) -> None:
    """A table without its index, in full height.

    Args:
        table: The table.
        formats: Number formats of columns (see `st.column_config.NumberColumn`); other numbers have four
            significant digits, other columns their usual format.
        key: Key of the element, if it is on a page several times.
    """
    numbers = table.select_dtypes("floating").columns
    formats = dict.fromkeys(numbers, "%.4g") | (formats or {})
    config = {name: st.column_config.NumberColumn(format=text) for name, text in formats.items()}
    st.dataframe(table, hide_index=True, height="content", column_config=config, key=key)
