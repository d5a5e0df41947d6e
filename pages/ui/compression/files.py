"""Own files: samples to one compressed file, and a compressed file to samples."""

import io

import numpy as np
import streamlit as st

from aecore.applications.compression import CompressedFileError, read_container
from aecore.runs import Run, find_run
from aecore.user_input.samples_file import READERS, read_samples
from pages.ui import cache, permissions, state
from pages.ui.compression import results
from pages.ui.widgets.galleries import show_rows

_MAX_UPLOAD = 200  # megabytes
_N_SHOWN = 10


def show_files(run: Run, added_error: float) -> None:
    """Asks for a file to compress and for one to decompress."""
    st.header("Your own files", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        _compress(run, added_error)
    with right:
        _decompress()


def _compress(run: Run, added_error: float) -> None:
    data = cache.dataset(run.spec.dataset)
    file = st.file_uploader(
        f"Compress samples of {data.card.title}",
        [ending.removeprefix(".") for ending in READERS],
        key=state.SAMPLES_FILE.per(run.id),
        max_upload_size=permissions.limit_upload(_MAX_UPLOAD),
        help="CSV, TSV, Parquet, NPY or NPZ, one sample a row. The file names this run.",
    )
    if file is None:
        return
    permissions.check_upload(file.size)
    X = read_samples(file.getvalue(), file.name, data)
    content = results.compressor(run, added_error).compress(X)
    _offer(
        f"Download {len(X):,} samples in {len(content):,} bytes",
        content,
        f"{run.id}.aecz",
        state.COMPRESSED_DOWNLOAD.per("own"),
    )


def _decompress() -> None:
    file = st.file_uploader(
        "Decompress a file",
        ["aecz"],
        key=state.COMPRESSED_FILE,
        max_upload_size=permissions.limit_upload(_MAX_UPLOAD),
        help="Made on this page or by aecore compress; it is decoded by the run that it names.",
    )
    if file is None:
        return
    permissions.check_upload(file.size)
    content = file.getvalue()
    named = find_run(read_container(content)[0]["model"])
    if not named.result:
        raise CompressedFileError(f"The run {named.id} of the file has no model: finish its training first.")
    X = results.compressor(named, 1.0).decompress(content)
    data, renderer = cache.dataset(named.spec.dataset), cache.renderer(named.spec.dataset)
    show_rows({f"{len(X):,} samples of {named.id}": renderer.draw(X[:_N_SHOWN])}, renderer.columns)
    buffer = io.BytesIO()
    np.save(buffer, data.in_units(X) if data.card.kind in ("table", "series") else X)
    name = f"{named.id}-decompressed.npy"
    _offer(f"Download {len(X):,} samples", buffer.getvalue(), name, state.DECOMPRESSED_DOWNLOAD)


def _offer(label: str, content: bytes, name: str, key: str) -> None:
    st.download_button(
        label,
        content,
        name,
        "application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
