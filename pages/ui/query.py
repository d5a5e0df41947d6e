"""The query parameters of the address, cleaned before a page reads them.

This uses `streamlit.runtime.state.get_session_state`, which is not documented (tested with 1.67.0):
`tests/pages/test_addresses.py` fails if a later version changes it.
"""

from streamlit.runtime.state import get_session_state

# The longest value that a page writes is a latent vector of 64 dimensions.
_MAX_LENGTH = 1000
_MAX_LATENT_DIM = 1024
# Parameter and value in addresses of earlier versions -> present value. On a page with several runs, the
# parameters of the second one begin with `other_`.
_OTHER = "other_"
RENAMED = {
    ("anchors_by", "by number"): "By ID",
    ("anchors_by", "at random"): "Random",
    ("anchors_by", "the selection"): "Selection",
    ("between", "two classes"): "Classes",
    ("between", "two saved selections"): "Saved selections",
    ("between", "a column's ends"): "Thirds of a column",
    ("class", "all"): "All",
    ("colour", "anomaly score"): "Anomaly score",
    ("colour", "class"): "Class",
    ("colour", "cluster"): "Cluster",
    ("colour", "distortion"): "Distortion",
    ("colour", "reconstruction error"): "Reconstruction error",
    **{("colour", f"latent dimension {i}"): f"Latent dimension {i}" for i in range(1, _MAX_LATENT_DIM + 1)},
    ("order", "as stored"): "As stored",
    ("order", "best"): "Best",
    ("order", "worst"): "Worst",
    ("part", "all"): "All",
    ("part", "test"): "Test",
    ("part", "train"): "Train",
    ("part", "validation"): "Validation",
    ("view", "What each does"): "Traversals",
    ("views", "How well"): "Metrics",
    ("way", "straight"): "Linear",
    ("way", "sphere"): "Spherical",
    ("way", "along the data"): "Along the data",
}


def clean_query() -> None:
    """Removes empty, repeated and overlong parameters, so that each occurs at most once.

    Empty values are removed, because a segmented control reads them as "no choice" even if a choice is
    required. The last value of a repeated parameter is used. A value that is longer than any page writes
    is removed. Values of earlier versions are replaced by the present ones. Other values may still be
    invalid: widgets ignore them, pages show an error.

    A parameter that is bound to a widget cannot be changed with `st.query_params`, and widgets are
    initialised with the address at the start of the script run; so Streamlit's records of both are
    changed here.
    """
    with get_session_state().query_params() as query:
        for name in list(query):
            values = query.get_all(name)
            value = next((text for text in reversed(values) if text), "")
            value = RENAMED.get((name.removeprefix(_OTHER), value), value)
            if not value or len(value) > _MAX_LENGTH:
                query.remove_param(name)
            elif values != [value]:
                query.set_corrected_value(name, value, "string_value")
        query.set_initial_query_params_from_current()
