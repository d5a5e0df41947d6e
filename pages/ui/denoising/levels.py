"""The quality of denoised samples over noise levels."""

import time

import streamlit as st

from aecore.applications.denoising import FILTERS, compute_gain
from aecore.figures.curves import draw_curves
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.denoising import results
from pages.ui.denoising.comparison import has_neighbours
from pages.ui.widgets.charts import show_chart

_LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)
_BEST = "best classical filter"


def show_levels(run: Run, noise: str) -> None:
    """Shows the gain over noise levels, of the run, PCA and the best classical filter, on request."""
    st.header("Over noise levels", anchor=False)
    key = state.MEASURE_LEVELS.per(f"{run.id}-{noise}")
    if not st.toggle("Measure five levels", key=key, help="Takes about twenty seconds the first time."):
        return
    gains: dict[str, list[float]] = {"this run": [], "PCA": []}
    if has_neighbours(cache.dataset(run.spec.dataset)):
        gains[_BEST] = []
    bar, start = st.progress(0.0, "Measuring …"), time.monotonic()
    for number, level in enumerate(_LEVELS, start=1):
        _measure_level(run, noise, level, gains)
        left = (time.monotonic() - start) / number * (len(_LEVELS) - number)
        bar.progress(number / len(_LEVELS), f"Measuring … {left:.0f} s left")
    bar.empty()
    curves = {name: (list(_LEVELS), values) for name, values in gains.items()}
    figure = draw_curves(curves, floors=("PCA", _BEST), x="noise level", y="gain in dB")
    show_chart(figure, f"levels-{run.id}-{noise}")
    st.caption(
        f"Gain over the noisy samples, {results.N_TEST_LEVELS} test samples for each level. The best filter "
        "is chosen, with its strength, on validation samples of each level."
    )


def _measure_level(run: Run, noise: str, level: float, gains: dict[str, list[float]]) -> None:
    """Adds the gains of one level."""
    n = results.N_TEST_LEVELS
    models = results.models(run, noise, level, n)
    noisy = models["noisy"][1]
    for name in ("this run", "PCA"):
        gains[name].append(compute_gain(noisy, models[name][1]))
    if _BEST in gains:
        found = [results.filtered(run.spec.dataset, name, noise, level, n) for name in FILTERS]
        best = min(found, key=lambda result: result[0].mse)
        gains[_BEST].append(compute_gain(noisy, best[2]))
