"""Sections of the Home page."""

import streamlit as st

from aecore.runs import Run
from aecore.variants import find_variant
from pages.ui import cache
from pages.ui.errors import show_errors
from pages.ui.markdown import escape_markdown
from pages.ui.readable_runs import check_run
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.run_links import show_links

_N_COLUMNS = 2
_STEPS = (
    ("pages/data.py", "1 · Choose data", ":material/database:", "Images, tables, series and texts."),
    ("pages/train_deep.py", "2 · Train", ":material/layers:", "Set hyperparameters and follow the training."),
    ("pages/explore_map.py", "3 · Explore", ":material/bubble_chart:", "Explore the latent space."),
)


def show_steps() -> None:
    """Shows links to the three steps: data, training, map."""
    for column, (page, label, icon, text) in zip(st.columns(3), _STEPS, strict=True):
        with column.container(border=True):
            st.page_link(page, label=f"**{label}**", icon=icon)
            st.caption(text)


def show_examples(runs: list[Run]) -> None:
    """Shows a card for each pre-trained run."""
    columns = st.columns(_N_COLUMNS)
    for i, run in enumerate(runs):
        with columns[i % _N_COLUMNS].container(border=True), show_errors():
            check_run(run)
            spec = run.spec
            variant = find_variant(spec.variant)
            data = cache.dataset(spec.dataset)
            st.markdown(f"**{variant.title}** on {escape_markdown(data.card.title)}")
            latent_dim = spec.hyperparameters["latent_dim"]
            st.caption(
                f"{data.X_train.shape[1]} → {escape_markdown(latent_dim)} dimensions · "
                f"test error {run.metrics['test_mse']:.4f}"
            )
            epoch = cache.read_epoch(run)
            if epoch is not None:
                renderer = cache.renderer(spec.dataset)
                pictures = {
                    "Test samples": renderer.draw(data.rows(epoch["preview_ids"])),
                    "Reconstructions": renderer.draw(epoch["X_hat"]),
                }
                show_rows(pictures, renderer.columns)
            show_links(run)
