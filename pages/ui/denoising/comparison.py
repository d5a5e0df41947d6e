"""Noisy, denoised and clean samples, and how near they are, beside classical filters."""

import numpy as np
import pandas as pd
import streamlit as st

from aecore.applications.denoising import FILTERS, Quality, TunedFilter, compute_gain
from aecore.datasets import Dataset
from aecore.runs import Run
from pages.ui import cache
from pages.ui.denoising import results
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import show_next, show_selection_links
from pages.ui.widgets.selection import read_selected
from pages.ui.widgets.tables import show_table

_N_SHOWN = 10
_GAIN = (
    "Gain over the noisy samples in dB: of the PSNR of images, else of the ratio of the mean squared errors."
)


def show_comparison(run: Run, noise: str, level: float) -> None:
    """Shows the run first, then the classical filters, which take some seconds."""
    data = cache.dataset(run.spec.dataset)
    models = results.models(run, noise, level, results.N_TEST)
    _show_figures(models)
    _show_samples(run, data, noise, level, models)
    found = _compute_filters(run, noise, level, results.N_TEST) if has_neighbours(data) else {}
    _show_table(data, models, found)
    show_selection_links(run, data, without="apply_denoising")
    show_next(run, {"explore_reconstructions": {}, "explore_map": {}})


def has_neighbours(data: Dataset) -> bool:
    """Returns whether neighbouring values of a sample are alike, as classical filters need it."""
    return data.card.kind in ("image", "series")


def _show_figures(models: dict[str, tuple[np.ndarray, Quality]]) -> None:
    metrics = {}
    for title, (_, quality) in models.items():
        help = f"Mean over {quality.n_samples} test samples: {_SUBJECTS[title]}."
        if np.isfinite(quality.psnr):
            metrics[f"PSNR, {title}"] = (f"{quality.psnr:.2f} dB", f"Peak signal-to-noise ratio. {help}")
        else:
            metrics[f"Error, {title}"] = (f"{quality.mse:.4f}", f"Of standardised values. {help}")
    show_metrics(metrics)


_SUBJECTS = {
    "noisy": "samples with noise",
    "this run": "the noisy samples, encoded and decoded by this run",
    "PCA": "the noisy samples, reconstructed by PCA with as many components as latent dimensions",
}


def _show_samples(
    run: Run, data: Dataset, noise: str, level: float, models: dict[str, tuple[np.ndarray, Quality]]
) -> None:
    """Shows the selected samples, or without a selection the first test samples."""
    name, selected = run.spec.dataset, read_selected(data)[:_N_SHOWN]
    if len(selected):
        X = data.rows(selected)
        noisy = results.add_noise(name, X, noise, level)
        denoised = cache.codec(run).reconstruct(noisy)
    else:
        X = results.noisy_samples(name, noise, level, results.N_TEST)[1][:_N_SHOWN]
        noisy, denoised = (models[title][0][:_N_SHOWN] for title in ("noisy", "this run"))
    rows = {"Noisy": noisy, "Denoised": denoised, "Clean": X}
    renderer = cache.renderer(name)
    show_rows({title: renderer.draw(samples) for title, samples in rows.items()}, renderer.columns)
    st.caption("The selected samples." if len(selected) else "Test samples; select others on the map.")


def _compute_filters(
    run: Run, noise: str, level: float, n: int
) -> dict[str, tuple[TunedFilter, np.ndarray, Quality]]:
    """Returns each tuned filter with its result, and shows which one is being computed."""
    bar, found = st.progress(0.0), {}
    for number, name in enumerate(FILTERS):
        bar.progress(
            number / len(FILTERS), f"Tuning the {name.replace('_', '-')} filter on validation samples …"
        )
        found[name] = results.filtered(run.spec.dataset, name, noise, level, n)
    bar.empty()
    return found


def _show_table(
    data: Dataset,
    models: dict[str, tuple[np.ndarray, Quality]],
    found: dict[str, tuple[TunedFilter, np.ndarray, Quality]],
) -> None:
    noisy, ours = models["noisy"][1], models["this run"][1]
    methods = {title: quality for title, (_, quality) in models.items()}
    methods |= {
        f"{FILTERS[name].title} {tuned.strength:g}": quality for name, (tuned, _, quality) in found.items()
    }
    floors = {title: quality for title, quality in methods.items() if title != "this run"}
    best = min(floors, key=lambda title: floors[title].mse)
    name = "to leave the samples as they are" if best == "noisy" else best
    advantage = compute_gain(floors[best], ours)
    st.markdown(
        f"**This run is {abs(advantage):.2f} dB {'better' if advantage > 0 else 'worse'} than the best "
        f"method without a network** ({name}), measured on {ours.n_samples} test samples."
    )
    table = pd.DataFrame({"method": list(methods)})
    if data.card.kind == "image":
        table["PSNR in dB"] = [quality.psnr for quality in methods.values()]
        table["SSIM"] = [quality.ssim for quality in methods.values()]
    table["mean squared error"] = [quality.mse for quality in methods.values()]
    table["gain in dB"] = [compute_gain(noisy, quality) for quality in methods.values()]
    show_table(table, {"PSNR in dB": "%.2f", "gain in dB": "%+.2f"})
    st.caption(f"{_GAIN} Each filter has the strength that suits validation samples with this noise best.")
    if not has_neighbours(data):
        st.caption(
            "Median, Gaussian, wavelet and non-local means need neighbours, which columns do not have."
        )
