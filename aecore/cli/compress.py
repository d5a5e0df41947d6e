"""The commands `aecore compress` and `aecore decompress`."""

import io
from pathlib import Path

import numpy as np

from aecore.applications.compression import LatentCompressor, read_container, suggest_step
from aecore.cli.output import SUCCESS
from aecore.datasets import Dataset, find_card, load_dataset
from aecore.errors import InvalidInput
from aecore.runs import Run, RunProblem, find_run
from aecore.runs.codec import open_codec
from aecore.user_input.samples_file import read_samples
from aecore.variants import VARIANTS, make_variant

# Samples to which the transform is fitted, and by which the step is found.
_N_FITTED, _N_VALIDATION = 10_000, 1000
_OUTPUTS = (".npy", ".npz", ".csv")


def compress(*, run: str, file: str, output: str, added_error: float) -> int:
    """Compresses a file of samples with a run; returns the exit code.

    Args:
        run: Id of a finished run.
        file: Path of the samples (see `aecore.user_input.samples_file`).
        output: Path of the compressed file.
        added_error: Share by which rounding raises the reconstruction error.
    """
    found = find_run(run)
    compressor = _open_compressor(found)
    data = load_dataset(found.spec.dataset)
    X = read_samples(_read(file), file, data)
    compressor.fit(data.rows(data.part("train")[:_N_FITTED]))
    if compressor.word_length is None:
        V = data.rows(data.part("validation")[:_N_VALIDATION])
        compressor.step = suggest_step(compressor, V, added_error)
    content = compressor.compress(X)
    _write(output, content)
    mse = float(np.mean((compressor.decompress(content) - X) ** 2))
    print(
        f"{len(X):,} samples in {len(content):,} bytes, {len(content) / len(X):.2f} a sample, MSE {mse:.5f}"
    )
    return SUCCESS


def decompress(*, file: str, output: str) -> int:
    """Decompresses a file with the run that it names; returns the exit code.

    Images and texts are written as the decoder returns them, tables and series in the units of their data
    set.

    Args:
        file: Path of the compressed file.
        output: Path of the samples: NPY, NPZ or CSV by its ending.
    """
    suffix = Path(output).suffix.lower()
    if suffix not in _OUTPUTS:
        raise InvalidInput(
            f"Expected an output that ends in {', '.join(_OUTPUTS)}, got {output!r}: rename it."
        )
    content = _read(file)
    header, _ = read_container(content)
    run = find_run(header["model"])
    X = _open_compressor(run).decompress(content)
    data = load_dataset(run.spec.dataset) if find_card(run.spec.dataset).kind in ("table", "series") else None
    _write(output, _format(X if data is None else data.in_units(X), suffix, data))
    print(f"{len(X):,} samples of {X.shape[1]} features")
    return SUCCESS


def _open_compressor(run: Run) -> LatentCompressor:
    codec, result = open_codec(run), run.result
    if result is None:
        raise RunProblem(f"The run {run.id} has no model yet: finish its training first.")
    word_length = None
    if VARIANTS[run.spec.variant].has_codebook:
        word_length = make_variant(run.spec.variant, run.spec.hyperparameters).used_codeword_length
    checksum = result.files["decoder.onnx"]
    return LatentCompressor(codec, model_id=run.id, checksum=checksum, word_length=word_length)


def _format(X: np.ndarray, suffix: str, data: Dataset | None) -> bytes:
    buffer = io.BytesIO()
    if suffix == ".npy":
        np.save(buffer, X)
    elif suffix == ".npz":
        np.savez_compressed(buffer, X=X)
    else:
        names = ",".join(f'"{name}"' for name in data.feature_names) if data else ""
        np.savetxt(buffer, X, "%.9g", ",", header=names, comments="")
    return buffer.getvalue()


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InvalidInput(f"The file {path} cannot be read ({error.strerror}): check its path.") from error


def _write(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written ({error.strerror}): choose another path.") from error
