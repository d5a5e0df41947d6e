"""Cached results of the Compression page; see `pages.ui.cache`."""

import numpy as np

from aecore.applications.compression import (
    LatentCompressor,
    RatePoint,
    measure_image_codec,
    measure_rate,
    suggest_step,
)
from aecore.datasets.sampling import take_samples
from aecore.runs import Run
from aecore.variants import VARIANTS, make_variant
from pages.ui import cache
from pages.ui.cache import cache_per_run
from pages.ui.cache_budget import RESULTS

# Samples to which a transform is fitted, and by which a step is suggested.
_N_FITTED, _N_VALIDATION = 10_000, 1000
MAX_TEST = 10_000
QUALITIES = (2, 5, 10, 20, 40, 60, 80, 95)


def test_ids(dataset: str) -> np.ndarray:
    """Returns the ids of the test samples that are compressed."""
    data = cache.dataset(dataset)
    return take_samples(data.part("test"), data.labels, MAX_TEST)


def find_word_length(run: Run) -> int | None:
    """Returns the dimensions of a codeword of a run with a codebook, or None."""
    variant = VARIANTS.get(run.spec.variant)
    if variant is None or not variant.has_codebook:
        return None
    return make_variant(run.spec.variant, run.spec.hyperparameters).used_codeword_length


@cache_per_run(max_entries=16, show_spinner="Fitting the quantisation …")
def compressor(run: Run, added_error: float) -> LatentCompressor:
    """Returns the compressor of a run whose rounding raises the error by a share."""
    data, codec = cache.dataset(run.spec.dataset), cache.codec(run)
    word_length = find_word_length(run)
    made = LatentCompressor(
        codec,
        model_id=run.id,
        checksum=run.result.files["decoder.onnx"] if run.result else "",
        word_length=word_length,
    )
    made.fit(data.rows(data.part("train")[:_N_FITTED]))
    if word_length is None:
        made.step = suggest_step(made, data.rows(data.part("validation")[:_N_VALIDATION]), added_error)
    return made


@cache_per_run(max_entries=16, show_spinner="Compressing the test part …")
def compressed(run: Run, added_error: float) -> bytes:
    """Returns the content of the file of the test part."""
    data = cache.dataset(run.spec.dataset)
    return compressor(run, added_error).compress(data.rows(test_ids(run.spec.dataset)))


@cache_per_run(max_entries=16, show_spinner="Decompressing …")
def decompressed(run: Run, added_error: float) -> np.ndarray:
    """Returns the decompressed samples of the test part."""
    return compressor(run, added_error).decompress(compressed(run, added_error))


@cache_per_run(max_entries=128, show_spinner=False)
def rate(run: Run, added_error: float) -> RatePoint:
    """Returns a point of the curve of a run."""
    data = cache.dataset(run.spec.dataset)
    X = data.rows(test_ids(run.spec.dataset))
    return measure_rate(compressor(run, added_error), X, shape_of_images(run.spec.dataset))


@RESULTS.cache_resource(max_entries=128, show_spinner=False)
def pca_rate(dataset: str, n: int, step: float) -> RatePoint:
    """Returns a point of the curve of PCA with `n` components, coded in the same way."""
    data, pca = cache.dataset(dataset), cache.components(dataset, n)
    coder = LatentCompressor(pca, step=step, model_id=f"pca-{n}", checksum="")
    coder.fit(data.rows(data.part("train")[:_N_FITTED]))
    return measure_rate(coder, data.rows(test_ids(dataset)), shape_of_images(dataset))


@RESULTS.cache_resource(max_entries=128, show_spinner=False)
def codec_rate(dataset: str, name: str, quality: int) -> RatePoint:
    """Returns a point of the curve of a general image codec."""
    data = cache.dataset(dataset)
    return measure_image_codec(data.rows(test_ids(dataset)), data.card.sample_shape, name, quality)


def shape_of_images(dataset: str) -> tuple[int, ...] | None:
    """Returns the sample shape of images, or None for other data."""
    card = cache.dataset(dataset).card
    return card.sample_shape if card.kind == "image" else None
