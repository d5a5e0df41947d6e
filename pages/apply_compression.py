"""The Compression page: a file of quantised latent vectors, its size and its error beside other coders."""

import streamlit as st

from pages.ui.compression.files import show_files
from pages.ui.compression.first_result import pick_added_error, show_result
from pages.ui.compression.rates import show_rates
from pages.ui.errors import show_errors
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Compression")
st.title("Compression", anchor=False)
with show_errors():
    run = pick_run()
    added_error = pick_added_error(run)
    with show_errors():
        show_result(run, added_error)
    with show_errors():
        show_rates(run, added_error)
    with show_errors():
        show_files(run, added_error)
