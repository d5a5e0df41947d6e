"""The Denoising page of the section Apply: noisy samples, denoised by a run and by classical filters."""

import streamlit as st

from pages.ui.denoising.batch import show_uploaded_samples
from pages.ui.denoising.comparison import show_comparison
from pages.ui.denoising.levels import show_levels
from pages.ui.denoising.noise import check_kind, has_noise, pick_noise
from pages.ui.errors import show_errors
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Denoising")
st.title("Denoising", anchor=False)
with show_errors():
    run = pick_run(preference=has_noise)
    check_kind(run)
    noise = pick_noise(run)
    show_comparison(run, *noise)
    with show_errors():
        show_levels(run, noise[0])
    with show_errors():
        show_uploaded_samples(run)
