"""Denoising of test samples at any level of noise."""

import numpy as np
import streamlit as st

from aecore.analysis.quality import psnr, ssim
from aecore.analysis.reconstruction import reconstruction_errors
from aecore.figures.losses import CLEAN_PREFIX
from aecore.runs import Run
from aecore.variants.denoising import NOISES, corrupt
from pages.ui import cache, state
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.metrics import show_metrics

_N_SHOWN, _N_MEASURED = 10, 500


def show_denoising(run: Run) -> None:
    """Shows test samples, the same with noise of a chosen kind and level, and their reconstructions."""
    if run.history and not any(name.startswith(CLEAN_PREFIX) for name in run.history[0]):
        st.caption(
            "An earlier version trained this run: the inputs of its training loss have noise, those of its "
            "other loss have none, so the two curves cannot be compared."
        )
    st.subheader("Clean, noisy, denoised", anchor=False)
    noise, level = _pick_noise(run)
    data = cache.dataset(run.spec.dataset)
    ids = cache.samples(run, "test", _N_MEASURED)
    X = data.rows(ids)
    noisy = corrupt(X, noise, level, np.random.default_rng(0), (float(X.min()), float(X.max())))
    denoised = cache.codec(run).reconstruct(noisy)
    _show_quality(X, noisy, denoised, data.card.sample_shape)
    shown = np.searchsorted(ids, cache.samples(run, "test", _N_SHOWN))
    renderer = cache.renderer(run.spec.dataset)
    rows = {"Clean": X, "Noisy": noisy, "Denoised": denoised}
    show_rows({name: renderer.draw(samples[shown % len(X)]) for name, samples in rows.items()})


def _pick_noise(run: Run) -> tuple[str, float]:
    hyperparameters = run.spec.hyperparameters
    name = str(hyperparameters.get("noise")).replace("_", " ")
    left, right = st.columns(2)
    noise = left.segmented_control(
        "Noise",
        NOISES,
        default=hyperparameters.get("noise", NOISES[0]),
        format_func=lambda name: name.replace("_", " ").capitalize(),
        required=True,
        key=state.NOISE.per(run.id),
    )
    level = right.slider(
        "Noise level",
        0.0,
        1.0,
        float(hyperparameters.get("level", 0.3)),
        0.05,
        key=state.NOISE_LEVEL.per(run.id),
        help=escape_markdown(f"Trained with {name} noise at level {hyperparameters.get('level')}."),
    )
    return noise, level


def _show_quality(X: np.ndarray, noisy: np.ndarray, denoised: np.ndarray, shape: tuple[int, ...]) -> None:
    """Shows PSNR and SSIM of images, and the error of other data, whose values have no fixed range."""
    if len(shape) == 3:
        before, after = psnr(X, noisy).mean(), psnr(X, denoised).mean()
        metrics = {
            "PSNR, noisy": (f"{before:.1f} dB", "Peak signal-to-noise ratio; higher is better."),
            "PSNR, denoised": (f"{after:.1f} dB", None),
            "PSNR gain": (f"{after - before:+.1f} dB", f"Mean over {len(X)} test samples."),
            "SSIM, noisy": (
                f"{ssim(X, noisy, shape).mean():.3f}",
                "Structural similarity; 1 means identical.",
            ),
            "SSIM, denoised": (f"{ssim(X, denoised, shape).mean():.3f}", None),
        }
    else:
        before, after = reconstruction_errors(X, noisy).mean(), reconstruction_errors(X, denoised).mean()
        metrics = {
            "Error, noisy": (f"{before:.4f}", "Mean squared error of the scaled values; lower is better."),
            "Error, denoised": (f"{after:.4f}", f"Mean over {len(X)} test samples."),
            "Denoised relative to noisy": (
                f"{after / before:.2f} ×" if before else "–",
                "Below 1: less noise.",
            ),
        }
    show_metrics(metrics)
