"""Clean, noisy, denoised."""

import numpy as np
import streamlit as st

from aecore.analysis.quality import psnr, ssim
from aecore.runs import Run
from aecore.variants.denoising import NOISES, corrupt
from pages.ui import cache, state
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.metrics import show_metrics

_SHOWN, _MEASURED = 10, 500


def show_denoising(run: Run) -> None:
    """Test samples with noise of a chosen kind and level, and what comes back."""
    st.subheader("Clean, noisy, denoised", anchor=False)
    noise, level = _pick_noise(run)
    data = cache.dataset(run.spec.dataset)
    ids = cache.samples(run, "test", _MEASURED)
    X = data.rows(ids)
    noisy = corrupt(X, noise, level, np.random.default_rng(0), (float(X.min()), float(X.max())))
    denoised = cache.codec(run).reconstruct(noisy)
    _show_gain(X, noisy, denoised, data.card.sample_shape)
    shown = np.searchsorted(ids, cache.samples(run, "test", _SHOWN))
    renderer = cache.renderer(run.spec.dataset)
    rows = {"Clean": X, "Noisy": noisy, "Denoised": denoised}
    show_rows({name: renderer.draw(samples[shown % len(X)]) for name, samples in rows.items()})


def _pick_noise(run: Run) -> tuple[str, float]:
    trained = run.spec.hyperparameters
    left, right = st.columns(2)
    noise = left.segmented_control(
        "Noise now",
        NOISES,
        default=trained.get("noise", NOISES[0]),
        format_func=lambda name: name.replace("_", " "),
        required=True,
        key=state.NOISE.per(run.id),
    )
    level = right.slider(
        "Level",
        0.0,
        1.0,
        float(trained.get("level", 0.3)),
        0.05,
        key=state.NOISE_LEVEL.per(run.id),
        help=escape_markdown(f"It was trained with {trained.get('noise')} noise at {trained.get('level')}."),
    )
    return noise, level


def _show_gain(X: np.ndarray, noisy: np.ndarray, denoised: np.ndarray, shape: tuple[int, ...]) -> None:
    before, after = psnr(X, noisy).mean(), psnr(X, denoised).mean()
    figures = {
        "PSNR noisy": (f"{before:.1f} dB", "Peak signal-to-noise ratio: higher is closer to the clean one."),
        "PSNR denoised": (f"{after:.1f} dB", None),
        "Gain": (f"{after - before:+.1f} dB", f"Mean over {len(X)} test samples."),
    }
    if len(shape) == 3:
        figures["SSIM noisy"] = (f"{ssim(X, noisy, shape).mean():.3f}", "Structural similarity: 1 is equal.")
        figures["SSIM denoised"] = (f"{ssim(X, denoised, shape).mean():.3f}", None)
    show_metrics(figures)
