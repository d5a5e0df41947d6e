"""The query parameters of the address, cleaned before a page reads them.

This uses `streamlit.runtime.state.get_session_state`, which is not documented (tried with 1.67.0):
`tests/pages/test_addresses.py` fails where a later version changes it.
"""

from streamlit.runtime.state import get_session_state

# The longest value that a page writes is a latent vector of 64 numbers.
_LONGEST = 1000
# Values that older addresses hold under an earlier name.
RENAMED = {
    ("view", "What each does"): "Traversals",
    ("views", "How well"): "Metrics",
}


def clean_query() -> None:
    """Removes empty, repeated and overlong parameters, so that pages read each at most once.

    An empty value is as good as none, the last one of a repeated parameter counts, and one that is longer
    than any page writes is dropped. Values of older addresses are read under their present names. What is
    left may still be wrong: widgets pass over it, pages tell it.

    A parameter that is bound to a widget cannot be changed with `st.query_params`, and widgets start from
    the address as it was when the run began; so Streamlit's own record of both is changed here. A
    segmented control takes an empty value as "nothing is chosen" even where a choice is required.
    """
    with get_session_state().query_params() as query:
        for name in list(query):
            values = query.get_all(name)
            value = next((text for text in reversed(values) if text), "")
            value = RENAMED.get((name, value), value)
            if not value or len(value) > _LONGEST:
                query.remove_param(name)
            elif values != [value]:
                query.set_corrected_value(name, value, "string_value")
        query.set_initial_query_params_from_current()
