"""Bytes a sample against the error: the run, other runs, PCA, and general image codecs."""

import time

import numpy as np
import pandas as pd
import streamlit as st

from aecore.applications.compression import RatePoint, interpolate_rate
from aecore.figures.curves import draw_curves
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.compression import results
from pages.ui.readable_runs import list_readable
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.pickers import describe_run
from pages.ui.widgets.tables import show_table

_SHARES = (0.02, 0.1, 0.3, 1.0, 2.0, 4.0)
_STEP_FACTORS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.5)
_MAX_COMPONENTS = 128
_MAX_OTHERS = 3
_AXES = {"mse": "mean squared error", "psnr": "PSNR in dB", "ssim": "SSIM"}


def show_rates(run: Run, added_error: float) -> None:
    """Shows the rate-distortion curves on request."""
    st.header("Bytes against error", anchor=False)
    name = run.spec.dataset
    others = {r.id: r for r in list_readable() if r.id != run.id and r.spec.dataset == name}
    chosen = st.multiselect(
        "Other runs, such as of other latent dimensions",
        list(others),
        key=state.RATE_RUNS.per(name),
        format_func=lambda run_id: describe_run(others[run_id]),
        max_selections=_MAX_OTHERS,
        placeholder="Other runs on the same data" if others else "No other run on this data",
        disabled=not others,
    )
    help = "Compresses the test part many times: takes up to a minute the first time."
    if not st.toggle("Measure the curves", key=state.MEASURE_RATES.per(run.id), help=help):
        return
    curves = _measure([run, *(others[run_id] for run_id in chosen)], name)
    measures = list(_AXES) if results.shape_of_images(name) else ["mse"]
    for tab, measure in zip(st.tabs([_AXES[m] for m in measures]), measures, strict=True):
        with tab:
            _draw(curves, measure, f"rates-{run.id}-{measure}")
    st.caption(
        f"Whole files of {len(results.test_ids(name)):,} test samples, without the model. PCA is coded like "
        "the run. Images of JPEG, WebP and PNG are on one sheet, which spares them a head for each."
        + (" PSNR and SSIM are means over 200 of them." if len(measures) > 1 else "")
    )
    _show_worth(run, results.rate(run, added_error), curves)


def _measure(runs: list[Run], dataset: str) -> dict[str, list[RatePoint]]:
    """Measures all points, one after the other, with the time left."""
    tasks = [(_name(run), results.rate, (run, share)) for run in runs for share in _list_shares(run)]
    step = results.compressor(runs[0], 1.0).step
    latent_dim, n_features = cache.codec(runs[0]).latent_dim, cache.count_features(runs[0])
    for n in sorted({latent_dim, min(n_features, max(latent_dim, _MAX_COMPONENTS))}):
        tasks += [(f"PCA, {n}", results.pca_rate, (dataset, n, step * factor)) for factor in _STEP_FACTORS]
    if results.shape_of_images(dataset):
        for codec in ("JPEG", "WebP"):
            tasks += [(codec, results.codec_rate, (dataset, codec, q)) for q in results.QUALITIES]
        tasks.append(("PNG", results.codec_rate, (dataset, "PNG", 0)))
    bar, start, curves = st.progress(0.0, "Measuring …"), time.monotonic(), {}
    for number, (name, measure, arguments) in enumerate(tasks, start=1):
        curves.setdefault(name, []).append(measure(*arguments))
        left = (time.monotonic() - start) / number * (len(tasks) - number)
        bar.progress(number / len(tasks), f"Measuring {name} … {left:.0f} s left")
    bar.empty()
    return curves


def _list_shares(run: Run) -> tuple[float, ...]:
    """The shares of added error of a curve; codewords have a single point."""
    return _SHARES if results.find_word_length(run) is None else (1.0,)


def _name(run: Run) -> str:
    return f"{run.id}, {cache.codec(run).latent_dim}"


def _draw(curves: dict[str, list[RatePoint]], measure: str, key: str) -> None:
    """Draws one measure; a lossless coder has no error, and is left out of the error's logarithmic axis."""
    shown = {name: [p for p in points if measure != "mse" or p.mse > 1e-8] for name, points in curves.items()}
    lines = {
        name: ([p.bytes_per_sample for p in points], [getattr(p, measure) for p in points])
        for name, points in shown.items()
        if points
    }
    floors = tuple(name for name in lines if name.startswith("PCA") or name in ("JPEG", "WebP", "PNG"))
    figure = draw_curves(
        lines, floors=floors, x="bytes a sample", y=_AXES[measure], is_logarithmic=measure == "mse"
    )
    show_chart(figure, key)


def _show_worth(run: Run, point: RatePoint, curves: dict[str, list[RatePoint]]) -> None:
    """Shows what other coders take at the error of the run, and from how many samples on the model pays."""
    model_bytes = len(run.read_sealed("decoder.onnx"))
    rows, own = [], _name(run)
    for name, points in curves.items():
        rate = interpolate_rate(points, point.mse)
        if name == own or np.isnan(rate):
            continue
        worth = point.samples_until_worth(model_bytes, rate)
        pays = f"{worth:,.0f} samples" if worth < float("inf") else "never"
        rows.append({"coder": name, "bytes a sample": rate, "the model pays from": pays})
    st.markdown(
        f"**At an error of {point.mse:.5f} this run takes {point.bytes_per_sample:.2f} bytes a sample, and "
        f"its decoder {model_bytes:,} bytes once.**"
    )
    if rows:
        show_table(pd.DataFrame(rows), {"bytes a sample": "%.2f"})
        st.caption("Bytes of the other coders at the same error, interpolated; PNG is lossless.")
