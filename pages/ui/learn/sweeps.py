"""The effect of a hyperparameter, from trained models on a small data set."""

import numpy as np
import streamlit as st

from aecore.figures.bars import draw_bars
from aecore.figures.sweeps import draw_plane, draw_sweep
from aecore.gallery.sweeps import DATASET, SEEDS, SWEEPS, Sweep, SweepSpec, read_sweep
from aecore.hyperparameters import Hyperparameter, list_hyperparameters
from aecore.variants import find_variant
from pages.ui import cache, state
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.metrics import show_metrics

_N_COLUMNS = 5


def show_sweeps() -> None:
    """Asks for a hyperparameter and its value, and shows reconstructions, errors and what else changes."""
    declared = {_find_declaration(spec).label: spec for spec in SWEEPS.values()}
    label = st.segmented_control(
        "Hyperparameter",
        list(declared),
        default=next(iter(declared)),
        key=state.SWEEP,
        bind="query-params",
        required=True,
    )
    spec = declared[label]
    sweep = read_sweep(spec)
    value = st.select_slider(
        label,
        spec.values,
        spec.values[len(spec.values) // 2],
        format_func=lambda value: f"{value:g}",
        key=state.SWEEP_VALUE.per(spec.hyperparameter),
        bind="query-params",
        help=_find_declaration(spec).help,
    )
    i = spec.values.index(value)
    st.markdown(spec.lesson)
    _show_figures(sweep, i)
    left, right = st.columns(2, gap="large")
    with left:
        _show_pictures(sweep, i)
    with right:
        show_chart(draw_sweep(spec.values, sweep.mse, sweep.pca_mse, i, x=label), "sweep-errors")
        _show_effect(sweep, i)
    _show_setting(sweep)


def _find_declaration(spec: SweepSpec) -> Hyperparameter:
    declared = list_hyperparameters(find_variant(spec.variant))
    return next(h for h in declared if h.name == spec.hyperparameter)


def _show_figures(sweep: Sweep, i: int) -> None:
    of_all = f"{sweep.n_samples} validation samples"
    errors, effects = sweep.mse[i], sweep.effect[i]
    n = sweep.pca_components[i]
    metrics: dict[str, tuple[str, str | None]] = {
        "Validation error": (
            f"{errors.mean():.4f}",
            f"Mean squared error of {of_all}: mean of {len(errors)} models with different seeds, which have "
            f"{errors.min():.4f} to {errors.max():.4f}.",
        ),
        f"PCA, {n} component{'s' if n > 1 else ''}": (
            f"{sweep.pca_mse[i]:.4f}",
            f"Mean squared error of the same {of_all}.",
        ),
    }
    if sweep.spec.effect:
        spread = f"Mean of {len(effects)} models on {of_all}: {effects.min():.3g} to {effects.max():.3g}."
        help = f"{sweep.spec.effect_definition} {spread}"
        metrics[sweep.spec.effect] = (f"{effects.mean():.3g}", help)
    show_metrics(metrics)


def _show_pictures(sweep: Sweep, i: int) -> None:
    """Shows samples, their reconstructions and those of PCA."""
    renderer = cache.renderer(DATASET)
    rows = {"Originals": cache.dataset(DATASET).rows(sweep.ids)}
    if sweep.spec.noise:
        rows["With noise"] = sweep.inputs
    rows |= {"Reconstructions": sweep.X_hat[i], "PCA": sweep.pca_X_hat[i]}
    show_rows({name: renderer.draw(X) for name, X in rows.items()}, _N_COLUMNS)


def _show_effect(sweep: Sweep, i: int) -> None:
    """Shows the latent vectors of a plane, or the share of samples that each unit is active for."""
    data = cache.dataset(DATASET)
    if sweep.Z.size:
        st.markdown("**Latent vectors** of the validation samples, by class")
        limit = float(np.abs(sweep.Z).max())
        show_chart(draw_plane(sweep.Z[i], data.labels[sweep.latent_ids], data.class_names, limit), "plane")
    if sweep.active_share.size:
        st.markdown("**Active samples** of each unit")
        shares = np.sort(sweep.active_share[i])[::-1]
        line = (sweep.spec.values[i], sweep.spec.hyperparameter)
        figure = draw_bars(shares, x="unit, most active first", y="share of active samples", line=line)
        figure.update_yaxes(range=[0, sweep.active_share.max()])
        show_chart(figure, "active-samples")


def _show_setting(sweep: Sweep) -> None:
    variant, data = find_variant(sweep.spec.variant), cache.dataset(DATASET)
    st.caption(
        f"{variant.title} on {data.card.title}, {len(data.part('train')):,} training samples; {len(SEEDS)} "
        f"models for each value. Error bars: lowest to highest. Pictures: first seed."
    )
