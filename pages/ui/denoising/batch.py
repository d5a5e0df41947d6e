"""A person's own noisy samples: a batch in, a batch out."""

import io

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.runs import Run
from aecore.user_input.exact_images import read_images
from aecore.user_input.samples_file import READERS, read_samples
from pages.ui import cache, permissions, state
from pages.ui.widgets.galleries import show_rows

_IMAGES = ("png", "jpg", "jpeg", "webp", "gif", "bmp")
_MAX_UPLOAD = 200  # megabytes
_N_SHOWN = 10


def show_uploaded_samples(run: Run) -> None:
    """Asks for files of noisy samples, and offers the denoised ones."""
    data = cache.dataset(run.spec.dataset)
    st.header("Your own noisy samples", anchor=False)
    tables = [ending.removeprefix(".") for ending in READERS]
    files = st.file_uploader(
        f"A table or array of samples of {data.card.title}"
        + (", or image files of their size" if data.card.kind == "image" else ""),
        [*tables, *_IMAGES] if data.card.kind == "image" else tables,
        accept_multiple_files=True,
        key=state.NOISY_FILES.per(run.id),
        max_upload_size=permissions.limit_upload(_MAX_UPLOAD),
        help="CSV, TSV, Parquet, NPY or NPZ, one sample a row.",
    )
    if not files:
        return
    for file in files:
        permissions.check_upload(file.size)
    X = _read({file.name: file.getvalue() for file in files}, data)
    denoised = cache.codec(run).reconstruct(X)
    renderer = cache.renderer(run.spec.dataset)
    rows = {f"Noisy, {len(X):,} samples": X, "Denoised": denoised}
    show_rows({title: renderer.draw(Y[:_N_SHOWN]) for title, Y in rows.items()}, renderer.columns)
    is_image = data.card.kind == "image"
    output = denoised.reshape(-1, *data.card.sample_shape) if is_image else data.in_units(denoised)
    st.download_button(
        f"Download {len(X):,} denoised samples",
        _as_npy(output),
        f"{run.id}-denoised.npy",
        "application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        key=state.DENOISED_DOWNLOAD,
    )
    values = "values from 0 to 1" if is_image else "in the units of the data"
    st.caption(
        f"A NumPy array of shape {output.shape}, {values}. Without clean samples, the quality cannot be "
        "measured: the figures above are those of test samples."
    )


def _read(files: dict[str, bytes], data: Dataset) -> np.ndarray:
    """Reads tables and arrays one by one, and images together."""
    images = {name: content for name, content in files.items() if name.lower().endswith(_IMAGES)}
    parts = [read_samples(content, name, data) for name, content in files.items() if name not in images]
    return np.concatenate([*parts, read_images(images, data)] if images else parts)


def _as_npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()
