"""The cards of runs on the Home page."""

import base64
import itertools
from collections.abc import Callable

import streamlit as st

from aecore import gallery
from aecore.datasets import CARDS
from aecore.runs import Run
from pages.ui.errors import show_errors
from pages.ui.home.thumbnails import draw_run
from pages.ui.markdown import escape_markdown
from pages.ui.readable_runs import is_readable
from pages.ui.shell import MENU, make_run_query

_N_COLUMNS = 3
_LABELS = {page: f"{label} autoencoder" for page, label, _ in MENU["Train"]}
_MODEL_LINKS = (
    ("pages/explore_map.py", "Map", ":material/bubble_chart:"),
    ("pages/explore_generate.py", "Sliders", ":material/tune:"),
    ("pages/explore_reconstructions.py", "Samples", ":material/compare:"),
)


def show_own_runs(runs: list[Run]) -> Callable[[], None]:
    """Shows cards of the newest runs of the workspace that can be read, beside a link to all runs.

    Args:
        runs: Runs of the workspace, the newest first.

    Returns:
        A function that draws the thumbnails, which takes seconds after the start of the server: to be called
        when the rest of the page is shown.
    """
    newest = list(itertools.islice(filter(is_readable, runs), _N_COLUMNS - 1))
    columns = st.columns([1] * len(newest) + [_N_COLUMNS - len(newest)])
    places = []
    for column, run in zip(columns, newest, strict=False):
        with column.container(border=True, height="stretch"), show_errors():
            places.append((st.empty(), run))
            _show_own_run(run)
    with columns[-1].container(border=True, height="stretch", vertical_alignment="center"):
        st.page_link("pages/runs.py", label=f"All runs ({len(runs)})", icon=":material/format_list_bulleted:")
        st.page_link("pages/train_deep.py", label="Train another one", icon=":material/play_arrow:")
    return lambda: _draw_thumbnails(places)


def show_ready_made_runs(runs: list[Run]) -> None:
    """Shows a card for each pre-trained run."""
    for start in range(0, len(runs), _N_COLUMNS):
        row = runs[start : start + _N_COLUMNS]
        for column, run in zip(st.columns(_N_COLUMNS), row, strict=False):
            with column.container(border=True, height="stretch"), show_errors():
                _show_ready_made_run(run)


def _show_ready_made_run(run: Run) -> None:
    _show_image(gallery.read_thumbnail(run.id), run)
    _show_title(run)
    download_mb = CARDS[run.spec.dataset].download_mb
    _show_error(run)
    if download_mb:
        st.caption(f":material/download: Data set not included, downloaded on first use ({download_mb} MB)")
    _show_links(run)


def _show_own_run(run: Run) -> None:
    _show_title(run)
    if run.has_model:
        _show_error(run)
        _show_links(run)
        return
    st.caption(f"{run.state().capitalize()} · {len(run.history)} epochs")
    query = make_run_query(run.id) | {"dataset": run.spec.dataset}
    page = f"pages/train_{run.spec.variant}.py"
    if page in _LABELS:
        st.page_link(page, label="View training", icon=":material/monitoring:", query_params=query)


def _draw_thumbnails(places: list) -> None:
    for place, run in places:
        if is_readable(run) and (thumbnail := draw_run(run)):
            with place:
                _show_image(thumbnail, run)


def _show_image(png: bytes, run: Run) -> None:
    # As a data URL, because Streamlit deletes files that no page shows any more.
    picture = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    st.image(picture, width="stretch", alt=f"Map, samples and reconstructions of {run.id}")


def _show_title(run: Run) -> None:
    spec = run.spec
    title = _LABELS.get(f"pages/train_{spec.variant}.py", spec.variant)
    data = CARDS[spec.dataset].title if spec.dataset in CARDS else spec.dataset
    st.markdown(f"**{escape_markdown(title)}** · {escape_markdown(data)}")


def _show_error(run: Run) -> None:
    """Shows the latent dimension, the validation error and, if known, that of PCA."""
    spec, metrics = run.spec, run.metrics
    error, pca_error = metrics.get("val_mse"), metrics.get("pca_val_mse")
    text = f"{escape_markdown(spec.hyperparameters['latent_dim'])} latent dimensions"
    if error is not None:
        text += f"  \nValidation MSE {error:.3g}"
    if pca_error is not None:
        text += f" · PCA {pca_error:.3g}"
    st.caption(text, help="Mean squared reconstruction error of the validation part. PCA: the same error of "
               "a principal component analysis with as many components.")  # fmt: skip


def _show_links(run: Run) -> None:
    with st.container(horizontal=True, gap="small"):
        for page, label, icon in _MODEL_LINKS:
            st.page_link(page, label=label, icon=icon, query_params=make_run_query(run.id), width="content")
