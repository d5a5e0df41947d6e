"""Tables of results."""

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
