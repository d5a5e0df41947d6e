"""Denoising of test samples at any level of noise."""

import functools
from collections.abc import Callable

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
    st.header("Clean, noisy, denoised", anchor=False)
    noise, level = _pick_noise(run)
    data = cache.dataset(run.spec.dataset)
    ids = cache.samples(run, "test", _N_MEASURED)
    X = data.rows(ids)
    noisy = corrupt(X, noise, level, np.random.default_rng(0), (float(X.min()), float(X.max())))
    denoised = cache.codec(run).reconstruct(noisy)
    pca = cache.components(run.spec.dataset, run.spec.hyperparameters["latent_dim"])
    by_pca = pca.decode(pca.encode(noisy))
    _show_quality(X, {"noisy": noisy, "denoised": denoised, "PCA": by_pca}, data.card.sample_shape)
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


_Measure = tuple[Callable[[np.ndarray, np.ndarray], np.ndarray], str, str]


def _show_quality(X: np.ndarray, versions: dict[str, np.ndarray], shape: tuple[int, ...]) -> None:
    """Shows PSNR and SSIM of images, and the error of other data, whose values have no fixed range."""
    subjects = {
        "noisy": "the noisy samples",
        "denoised": "their reconstructions by this run",
        "PCA": "their reconstructions by PCA with as many components as latent dimensions",
    }
    measures: dict[str, _Measure]
    if len(shape) == 3:
        measures = {
            "PSNR": (psnr, "{:.1f} dB", "Peak signal-to-noise ratio, higher is better"),
            "SSIM": (
                functools.partial(ssim, sample_shape=shape),
                "{:.3f}",
                "Structural similarity, 1 if identical",
            ),
        }
    else:
        description = "Mean squared error of the scaled values, lower is better"
        measures = {"Error": (reconstruction_errors, "{:.4f}", description)}
    show_metrics(
        {
            f"{name}, {version}": (
                form.format(measure(X, X_hat).mean()),
                f"{description}: mean of {subjects[version]}, over {len(X)} test samples.",
            )
            for name, (measure, form, description) in measures.items()
            for version, X_hat in versions.items()
        }
    )
