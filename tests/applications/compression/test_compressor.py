"""Compressed files."""

import json

import numpy as np
import pytest

from aecore.analysis.linear import fit_components
from aecore.applications.compression import (
    CompressedFileError,
    LatentCompressor,
    interpolate_rate,
    measure_rate,
    read_container,
    read_latent_vectors,
    suggest_step,
)
from aecore.applications.compression.rate_distortion import RatePoint, measure_image_codec
from aecore.datasets import load_dataset
from aecore.errors import InvalidInput
from aecore.runs import find_run
from aecore.runs.codec import open_codec

CHECKSUM = "ab" * 32


@pytest.fixture(scope="module")
def digits():
    data = load_dataset("digits")
    return data.rows(data.part("train")), data.rows(data.part("test"))


@pytest.fixture(scope="module")
def pca(digits):
    X, _ = digits
    return fit_components(lambda ids: X[ids], np.arange(len(X)), 16)


def make_compressor(pca, digits, step=0.2):
    return LatentCompressor(pca, step=step, model_id="pca-16", checksum=CHECKSUM).fit(digits[0])


def test_rounding_adds_about_the_error_of_a_uniform_distribution(pca, digits):
    """Each of 16 values is off by a uniform error of variance step² / 12, and the decoder is orthonormal.

    Some values are rounded to a level that takes fewer bits, not to the nearest.
    """
    X = digits[1]
    exact = np.mean((pca.decode(pca.encode(X)) - X) ** 2)
    for step in (0.1, 0.3):
        rate = measure_rate(make_compressor(pca, digits, step), X)
        assert rate.mse - exact == pytest.approx(16 * step**2 / 12 / 64, rel=0.15)


def test_coarser_steps_take_fewer_bytes(pca, digits):
    rates = [measure_rate(make_compressor(pca, digits, step), digits[1]) for step in (0.1, 0.3, 1)]
    assert sorted((rate.bytes_per_sample for rate in rates), reverse=True) == [
        r.bytes_per_sample for r in rates
    ]
    assert sorted(rate.mse for rate in rates) == [rate.mse for rate in rates]


def test_another_compressor_of_the_model_reads_the_file_bit_for_bit(pca, digits):
    data = make_compressor(pca, digits).compress(digits[1])
    unfitted = LatentCompressor(pca, step=99, model_id="elsewhere", checksum=CHECKSUM)
    Z = read_latent_vectors(data)
    np.testing.assert_array_equal(unfitted.decompress(data), pca.decode(Z))
    np.testing.assert_array_equal(make_compressor(pca, digits).decompress(data), unfitted.decompress(data))
    assert read_container(data)[0]["model"] == "pca-16"


def test_one_sample_can_be_compressed(pca, digits):
    compressor = make_compressor(pca, digits)
    assert compressor.decompress(compressor.compress(digits[1][:1])).shape == (1, 64)


@pytest.mark.parametrize("position", range(0, 200, 7))
def test_an_altered_or_cut_file_is_refused(pca, digits, position):
    compressor = make_compressor(pca, digits)
    data = compressor.compress(digits[1][:20])
    altered = bytearray(data)
    altered[position % len(data)] ^= 0x10
    for damaged in (bytes(altered), data[:position], data + b"x"):
        with pytest.raises(CompressedFileError):
            compressor.decompress(damaged)


def test_a_file_of_another_model_is_refused(pca, digits):
    data = make_compressor(pca, digits).compress(digits[1])
    other = LatentCompressor(pca, step=1, model_id="other", checksum="cd" * 32)
    with pytest.raises(CompressedFileError, match="by another model, pca-16"):
        other.decompress(data)


def test_a_file_of_a_newer_version_says_so(pca, digits):
    data = bytearray(make_compressor(pca, digits).compress(digits[1]))
    data[4] = 9
    with pytest.raises(CompressedFileError, match="format 9, but this version reads up to 1"):
        read_container(bytes(data))


def test_a_header_with_impossible_counts_is_refused(pca, digits):
    from aecore.applications.compression.container import write_container

    header, payload = read_container(make_compressor(pca, digits).compress(digits[1]))
    for change in ({"n_samples": -1}, {"n_samples": 2**40}, {"step": "1"}, {"extra": 1}):
        with pytest.raises(CompressedFileError):
            read_container(write_container(json.loads(json.dumps(header | change)), payload))


@pytest.mark.parametrize("step", [0, -1, np.nan, np.inf])
def test_a_step_is_a_positive_number(pca, step):
    with pytest.raises(InvalidInput, match="positive step"):
        LatentCompressor(pca, step=step, model_id="", checksum="")


def test_samples_have_to_be_finite_and_the_step_not_too_fine(pca, digits):
    with pytest.raises(InvalidInput, match="at least 1 samples"):
        make_compressor(pca, digits).compress(digits[1][:0])
    with pytest.raises(InvalidInput, match="NaN"):
        make_compressor(pca, digits).compress(digits[1] * np.nan)
    with pytest.raises(InvalidInput, match="larger step"):
        make_compressor(pca, digits, 1e-4).compress(digits[1])


def test_image_codecs_are_measured_on_all_images(digits):
    X = digits[1][:50]
    png = measure_image_codec(X, (8, 8, 1), "PNG", 0)
    # Digits have 17 levels, which are rounded to one of 256: off by at most half a level.
    assert png.mse < (0.5 / 255) ** 2
    fine, coarse = (measure_image_codec(X, (8, 8, 1), "JPEG", quality) for quality in (95, 10))
    assert fine.mse < coarse.mse
    assert fine.bytes_per_sample > coarse.bytes_per_sample


def test_a_model_pays_from_some_number_of_samples_on():
    assert RatePoint(10, 0).samples_until_worth(3000, 40) == 100
    assert RatePoint(40, 0).samples_until_worth(3000, 40) == float("inf")


def test_rounding_by_cost_is_better_than_rounding_to_the_nearest_level(pca, digits):
    """At the same size of the file, the error is smaller; the sizes are interpolated."""
    from aecore.applications.compression.coding import encode_columns

    X = digits[1]
    by_cost = measure_rate(make_compressor(pca, digits, 0.5), X)
    transform = make_compressor(pca, digits).transform_
    overhead = len(make_compressor(pca, digits, 0.5).compress(X)) - len(
        encode_columns(make_compressor(pca, digits, 0.5).quantize(X))
    )
    sizes, errors = [], []
    for step in np.linspace(0.9, 0.3, 25):
        integers = np.rint(transform.apply(pca.encode(X)) / step).astype(int)
        sizes.append((len(encode_columns(integers)) + overhead) / len(X))
        errors.append(np.mean((pca.decode(transform.invert(integers * step)) - X) ** 2))
    assert by_cost.mse < np.interp(by_cost.bytes_per_sample, sizes, errors)


@pytest.mark.parametrize("added", [0.1, 0.5])
def test_the_suggested_step_adds_the_share_of_error(pca, digits, added):
    X = digits[1]
    exact = np.mean((pca.decode(pca.encode(X)) - X) ** 2)
    compressor = make_compressor(pca, digits)
    compressor.step = suggest_step(compressor, X, added)
    assert measure_rate(compressor, X).mse / exact - 1 == pytest.approx(added, rel=0.1)


def test_the_codewords_of_a_vector_quantised_run_are_coded_as_indices():
    run, data = find_run("digits-vector-quantised"), load_dataset("digits")
    codec, X = open_codec(run), data.rows(data.part("test"))
    compressor = LatentCompressor(codec, model_id=run.id, checksum=CHECKSUM, word_length=8)
    content = compressor.fit(X).compress(X)
    np.testing.assert_array_equal(compressor.decompress(content), codec.reconstruct(X))
    # At most 4 indices of 7 bits, and the codewords once: 128 of 8 numbers of 4 bytes.
    assert len(content) < len(X) * 4 * 7 / 8 + 128 * 8 * 4 + 1000
    assert read_container(content)[0]["kind"] == "codewords"


def test_constant_samples_take_hardly_any_bytes(pca, digits):
    X = np.repeat(digits[1][:1], 300, axis=0)
    compressor = LatentCompressor(pca, step=0.1, model_id="pca", checksum=CHECKSUM).fit(X)
    content = compressor.compress(X)
    assert len(content) < 1000
    np.testing.assert_allclose(compressor.decompress(content), pca.decode(pca.encode(X)), atol=1e-4)


def test_samples_of_one_feature_are_compressed():
    X = np.random.default_rng(0).normal(size=(200, 1)).astype(np.float32)
    pca = fit_components(lambda ids: X[ids], np.arange(200), 1)
    compressor = LatentCompressor(pca, step=0.01, model_id="pca", checksum=CHECKSUM).fit(X)
    np.testing.assert_allclose(compressor.decompress(compressor.compress(X)), X, atol=0.02)


def test_similarity_is_that_of_scikit_image(pca, digits):
    from skimage.metrics import peak_signal_noise_ratio, structural_similarity

    X, compressor = digits[1][:40], make_compressor(pca, digits)
    rate = measure_rate(compressor, X, (8, 8, 1))
    X_hat = compressor.decompress(compressor.compress(X))
    pairs = [(x.reshape(8, 8), y.reshape(8, 8)) for x, y in zip(X, X_hat, strict=True)]
    assert rate.psnr == pytest.approx(
        np.mean([peak_signal_noise_ratio(x, y, data_range=1) for x, y in pairs])
    )
    assert rate.ssim == pytest.approx(np.mean([structural_similarity(x, y, data_range=1) for x, y in pairs]))


def test_rates_are_interpolated_within_the_curve():
    curve = [RatePoint(16, 0.01), RatePoint(4, 0.04)]
    assert interpolate_rate(curve, 0.02) == pytest.approx(8)
    assert np.isnan(interpolate_rate(curve, 0.005)) and np.isnan(interpolate_rate(curve, 0.05))
    assert interpolate_rate([RatePoint(99, 0.0)], 0.02) == 99
