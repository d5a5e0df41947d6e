"""The Clusters page: groups of similar samples, their number, names and quality."""

import streamlit as st

from pages.ui.clusters.settings import pick_clustering
from pages.ui.clusters.views import show_clusters
from pages.ui.errors import show_errors
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run
from pages.ui.widgets.samples import pick_samples

open_page("Clusters")
st.title("Clusters", anchor=False)
with show_errors():
    run = pick_run()
    samples = pick_samples(run)
    show_clusters(run, samples, pick_clustering(run, samples))
