"""Thumbnails of runs in the workspace, drawn from the last saved epoch."""

import streamlit as st

from aecore.runs import Run


def draw_run(run: Run) -> bytes | None:
    """Returns the thumbnail of a run as PNG, or None before its first epoch was saved."""
    epochs = run.saved_epochs
    return _draw(run, epochs[-1]) if epochs else None


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Run: lambda run: run.id})
def _draw(run: Run, epoch: int) -> bytes | None:
    # Imported here: they bring Plotly and scikit-learn, which a page without own runs does not need.
    from aecore.figures.latent_map import fill_frame
    from aecore.figures.thumbnails import draw_thumbnail, encode_thumbnail
    from aecore.projections.replay import align_epochs
    from pages.ui import cache

    arrays = cache.read_epoch(run, epoch)
    if arrays is None:
        return None
    data, renderer = cache.dataset(run.spec.dataset), cache.renderer(run.spec.dataset)
    return encode_thumbnail(
        draw_thumbnail(
            fill_frame(align_epochs([arrays["Z"]])[0]),
            data.labels[arrays["ids"]],
            renderer.draw(data.rows(arrays["preview_ids"])),
            renderer.draw(arrays["X_hat"]),
        )
    )
