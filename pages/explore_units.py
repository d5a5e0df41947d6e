"""The Units page: what each latent unit stands for."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.shell import open_page
from pages.ui.units.details import show_unit
from pages.ui.units.stability import show_stability
from pages.ui.units.table import pick_unit
from pages.ui.widgets.pickers import pick_run

open_page("Units")
st.title("Latent units", anchor=False)
with show_errors():
    run = pick_run()
    unit = pick_unit(run)
    show_unit(run, unit)
    with show_errors():
        show_stability(run, unit)
