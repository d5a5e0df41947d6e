"""The compressed test part: its size, its error, and samples before and after."""

import numpy as np
import streamlit as st

from aecore.analysis.reconstruction import reconstruction_errors
from aecore.applications.compression import measure_bits
from aecore.figures.bars import draw_bars
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.compression import results
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import show_next, show_selection_links
from pages.ui.widgets.selection import read_selected

_ADDED_ERRORS = (1, 2, 5, 10, 20, 50, 100, 200, 400)
_N_SHOWN = 10


def pick_added_error(run: Run) -> float:
    """Asks by which share rounding raises the error; the initial one is a tenth."""
    if results.find_word_length(run) is not None:
        st.caption(
            "Latent vectors of this run consist of codewords: their indices are coded, and nothing is lost."
        )
        return 1.0
    percent = st.select_slider(
        "Error added by rounding",
        _ADDED_ERRORS,
        10,
        format_func=lambda value: f"{value} %",
        key=state.ADDED_ERROR.per(run.id),
        help="The share by which rounding the latent vectors raises the reconstruction error of validation "
        "samples: the more, the smaller the file. Each dimension gets the bits that this error needs.",
    )
    return percent / 100


def show_result(run: Run, added_error: float) -> None:
    """Shows the compressed test part."""
    name, data = run.spec.dataset, cache.dataset(run.spec.dataset)
    ids = results.test_ids(name)
    X, content = data.rows(ids), results.compressed(run, added_error)
    X_hat = results.decompressed(run, added_error)
    mse, exact = (float(reconstruction_errors(X, Y).mean()) for Y in (X_hat, cache.codec(run).reconstruct(X)))
    stored = data.X_test.nbytes / len(data.X_test)
    per_sample = len(content) / len(X)
    show_metrics(
        {
            "Bytes a sample": (
                f"{per_sample:.2f}",
                f"The file of {len(X):,} test samples, shared out.",
            ),
            "Uncompressed": (f"{stored:,.0f}", "Bytes a sample in the data set."),
            "Error": (f"{mse:.5f}", f"Mean squared error of the {len(X):,} decompressed samples."),
            "Without rounding": (f"{exact:.5f}", "Mean squared error of the reconstructions of this run."),
            "File": (f"{len(content):,} B", "With the transform, the tables of the coder and the checksums."),
        }
    )
    _show_samples(run, X, X_hat, ids)
    st.download_button(
        f"Download the compressed file of {len(X):,} test samples",
        content,
        f"{run.id}.aecz",
        "application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        key=state.COMPRESSED_DOWNLOAD,
    )
    _show_floor(run, added_error, per_sample, mse)
    _show_bits(run, added_error, X)
    show_selection_links(run, data, without="apply_compression")
    show_next(run, {"explore_reconstructions": {}, "explore_map": {}})


def _show_samples(run: Run, X: np.ndarray, X_hat: np.ndarray, ids: np.ndarray) -> None:
    """Shows the selected test samples, or without a selection the first ones."""
    renderer, selected = cache.renderer(run.spec.dataset), read_selected(cache.dataset(run.spec.dataset))
    chosen = np.flatnonzero(np.isin(ids, selected))[:_N_SHOWN]
    rows = chosen if len(chosen) else np.arange(min(_N_SHOWN, len(X)))
    pictures = {"Original": renderer.draw(X[rows]), "Decompressed": renderer.draw(X_hat[rows])}
    show_rows(pictures, renderer.columns)


def _show_floor(run: Run, added_error: float, per_sample: float, mse: float) -> None:
    """Says in a sentence what PCA takes."""
    n = cache.codec(run).latent_dim
    with st.spinner("Compressing with PCA …"):
        pca = results.pca_rate(run.spec.dataset, n, results.compressor(run, added_error).step)
    st.markdown(
        f"**This run takes {per_sample:.2f} bytes a sample at an error of {mse:.5f}; PCA with as many "
        f"dimensions, coded with the same step, {pca.bytes_per_sample:.2f} bytes at {pca.mse:.5f}.**"
    )


def _show_bits(run: Run, added_error: float, X: np.ndarray) -> None:
    bits = measure_bits(results.compressor(run, added_error).quantize(X))
    st.markdown("**Bits of each value**")
    show_chart(draw_bars(bits, x="value of the transformed latent vector", y="bits"), f"bits-{run.id}")
    st.caption(
        f"Entropy of each coded value: {bits.sum():.1f} bits in total, {bits.sum() / 8:.2f} bytes a sample; "
        "the rest of the file is the transform, the tables and the head."
    )
