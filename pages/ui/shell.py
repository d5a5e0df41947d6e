"""The frame of every page: configuration and menu."""

from pathlib import Path

import streamlit as st

from aecore import workspace
from pages.ui import memory, state, visitor, workers
from pages.ui.errors import catch_faults, show_errors
from pages.ui.query import clean_query

NAME = "Autoencoder Lab"
_ICON = Path(__file__).parent / "icon.png"
# Contrasts that the theme cannot set. Streamlit writes white on the primary colour, and that of the dark
# theme is light, to be legible as text: a button has the primary colour of the light theme in both. The text
# at the axes of charts is grey, too light for a light ground.
_STYLE = """
[data-testid^="stBaseButton-primary"] { background-color: #4a5fd0; border-color: #4a5fd0; }
.js-plotly-plot :is(.xtick, .ytick, .g-xtitle, .g-ytitle) text {
  fill: color-mix(in srgb, currentcolor 75%, transparent) !important;
}
/* Chromium, drawing without a graphics card, cuts as much off the lower end of a WebGL chart as an opaque
   header covers of its upper end. */
[data-testid="stHeader"] { opacity: 0.99; }
/* Links of the menu, and the pickers, have their height before they are loaded. */
[data-testid="stSidebar"] [data-testid="stSkeleton"] { height: 2rem; }
:is(.st-key-picked_run, .st-key-other_picked_run, .st-key-picked_dataset) { min-height: 4.25rem; }
[data-testid="stMetricValue"] { font-size: 1.75rem; }
@media (min-width: 641px) and (max-width: 1150px) {
  .stMainBlockContainer { padding-left: 1.25rem; padding-right: 1.25rem; }
}
"""

# Section of the menu -> (page, label, icon). The variants are not read from `aecore.variants`, which imports
# scikit-learn: a freshly started server shows its first page in half the time without it.
MENU = {
    "": [("app.py", "Home", ":material/home:"), ("pages/learn.py", "Learn", ":material/school:")],
    "Data": [
        ("pages/data.py", "Data", ":material/database:"),
    ],
    "Train": [
        ("pages/train_basic.py", "Basic", ":material/compress:"),
        ("pages/train_deep.py", "Deep", ":material/layers:"),
        ("pages/train_sparse.py", "Sparse", ":material/scatter_plot:"),
        ("pages/train_denoising.py", "Denoising", ":material/auto_fix_high:"),
        ("pages/train_variational.py", "Variational", ":material/blur_on:"),
        ("pages/train_convolutional.py", "Convolutional", ":material/grid_on:"),
        ("pages/train_sequence.py", "Sequence", ":material/show_chart:"),
        ("pages/train_contractive.py", "Contractive", ":material/close_fullscreen:"),
        ("pages/train_vector_quantised.py", "Vector-quantised", ":material/apps:"),
        ("pages/train_adversarial.py", "Adversarial", ":material/swords:"),
    ],
    "Explore": [
        ("pages/explore_map.py", "Map", ":material/bubble_chart:"),
        ("pages/explore_replay.py", "Replay", ":material/movie:"),
        ("pages/explore_compare.py", "Compare", ":material/splitscreen_right:"),
        ("pages/explore_units.py", "Units", ":material/grid_view:"),
        ("pages/explore_generate.py", "Generate", ":material/tune:"),
        ("pages/explore_paths.py", "Paths", ":material/route:"),
        ("pages/explore_own_input.py", "Your input", ":material/draw:"),
        ("pages/explore_reconstructions.py", "Reconstructions", ":material/compare:"),
    ],
    "Apply": [
        ("pages/apply_anomalies.py", "Anomalies", ":material/troubleshoot:"),
        ("pages/apply_labels.py", "Labels", ":material/label:"),
        ("pages/apply_denoising.py", "Denoising", ":material/blur_off:"),
        ("pages/apply_compression.py", "Compression", ":material/folder_zip:"),
        ("pages/apply_features.py", "Features", ":material/category:"),
        ("pages/apply_clusters.py", "Clusters", ":material/workspaces:"),
        ("pages/apply_reduction.py", "Reduction", ":material/dataset:"),
    ],
    "Manage": [("pages/runs.py", "Runs", ":material/format_list_bulleted:")],
}


def open_page(title: str, *, starts_workers: bool = True) -> None:
    """Configures a page and shows the menu; the first call of every page.

    If the workspace is unavailable, the page shows the reason and stops here.

    Args:
        title: Title of the page.
        starts_workers: Whether the workers are started now; the Home page starts them at its end.
    """
    st.set_page_config(page_title=f"{title} · {NAME}", page_icon=_ICON, layout="wide")
    st.html(f"<style>{_STYLE}</style>")
    catch_faults()
    clean_query()
    memory.configure(title)
    if starts_workers:
        workers.start_engine()
    with st.sidebar:
        st.markdown(f"### :material/hub: {NAME}")
        with show_errors():
            visitor.show_account()
            visitor.show_limits()
        for section, links in MENU.items():
            if section:
                st.caption(section)
            for page, label, icon in links:
                st.page_link(page, label=label, icon=icon, query_params=make_run_query())
    with show_errors():
        workspace.home()
        return
    st.stop()


def make_run_query(run_id: str | None = None) -> dict[str, str]:
    """Returns the query parameters of a link to a page with the current run, or with another one."""
    run_id = run_id or st.query_params.get(state.RUN)
    return {state.RUN: run_id} if run_id else {}


def show_empty_state(text: str, page: str, label: str) -> None:
    """Shows a message in place of missing content, with a link to the page that creates it."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(f":gray[{text}]", width="content")
        st.page_link(page, label=label, icon=":material/arrow_forward:", width="content")
