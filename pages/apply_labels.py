"""The Labels page: few labels spread over similar samples, and an audit of labels."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.labels.views import show_views
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run
from pages.ui.widgets.samples import pick_samples

open_page("Labels")
st.title("Labels", anchor=False)
with show_errors():
    run = pick_run()
    show_views(run, pick_samples(run))
