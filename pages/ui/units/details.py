"""The details of one unit: its activations, classes, samples, decoded effect and correlated units."""

import numpy as np
import streamlit as st

from aecore.analysis.units import correlate_unit, rank_samples
from aecore.datasets import Dataset
from aecore.figures.bars import draw_differences, draw_histograms
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.units import results
from pages.ui.units.pictures import show_captioned
from pages.ui.units.table import ABLATION, ACTIVE, AUROC, EFFECT, choose_unit
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.decoded_samples import has_units, show_decoded
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import offer_selection, show_selection_links

_MAX_CLASSES = 12
_N_CORRELATED = 6
_EFFECT_WIDTH = 96  # pixels


def show_unit(run: Run, unit: int) -> None:
    """Shows the details of a unit."""
    st.header(f"Unit {unit + 1}", anchor=False)
    _show_figures(run, unit)
    left, right = st.columns(2, gap="large")
    with left:
        _show_effect(run, unit)
        _show_correlated(run, unit)
    with right:
        _show_histogram(run, unit)
        _show_classes(run, unit)
    _show_samples(run, unit)


def _show_figures(run: Run, unit: int) -> None:
    units, ablation = results.units(run), results.ablation(run)
    relative = ablation.relative[unit]
    metrics = {
        "Active": (f"{units.active_share[unit]:.1%}", ACTIVE),
        "Mean activation": (f"{units.mean[unit]:.3g}", None),
        "Standard deviation": (f"{units.sd[unit]:.3g}", "Of the activation."),
        "Highest activation": (f"{units.maximum[unit]:.3g}", None),
        "Ablation": (
            f"{relative:+.2%}" if relative < 1 else f"{relative:+,.0%}",
            f"{ABLATION} The error is {ablation.mse:.4g} on {ablation.n_samples:,} validation samples.",
        ),
    }
    show_metrics(metrics)


def _show_effect(run: Run, unit: int) -> None:
    """Shows the decoded mean, the decoded mean with the unit raised, and the difference."""
    data, renderer = cache.dataset(run.spec.dataset), cache.renderer(run.spec.dataset)
    base, raised = results.effects(run)
    base, raised = base[None], raised[unit : unit + 1]
    st.markdown("**Decoded effect**", help=EFFECT)
    pictures = [renderer.draw(base), renderer.draw(raised), renderer.draw_effects(base, raised)]
    names = ["Mean", f"Unit {unit + 1} raised", "Difference"]
    show_captioned(np.concatenate(pictures), names, names, _EFFECT_WIDTH)
    if has_units(data):
        show_decoded(data, {"mean": base[0], "raised": raised[0]}, f"effect-{run.id}-{unit}")


def _show_histogram(run: Run, unit: int) -> None:
    """Shows the activations of the samples of the best class and of all others."""
    units, data = results.units(run), cache.dataset(run.spec.dataset)
    ids, Z = results.encode(run)
    z, best = Z[:, unit], units.best_class[unit]
    is_shown = z > 0 if units.is_rectified[unit] else np.ones(len(z), bool)
    groups = {"All samples": z[is_shown]}
    if best >= 0:
        is_best = data.labels[ids] == best
        groups = {data.class_names[best]: z[is_shown & is_best], "Other classes": z[is_shown & ~is_best]}
    groups = {name: values for name, values in groups.items() if len(values)}
    if groups:
        without = ", without zeros" if units.is_rectified[unit] else ""
        st.markdown(f"**Activations**{without}")
        show_chart(draw_histograms(groups, x="activation", y="share"), f"histogram-{run.id}-{unit}")


def _show_classes(run: Run, unit: int) -> None:
    """Shows the AUROC of the classes that the unit separates best."""
    auroc, names = results.units(run).auroc[unit], cache.dataset(run.spec.dataset).class_names
    order = np.argsort(-np.abs(auroc - 0.5), kind="stable")[:_MAX_CLASSES]
    order = order[~np.isnan(auroc[order])]
    if len(order):
        st.markdown("**Classes**", help=AUROC)
        chosen = [names[label] for label in order]
        show_chart(draw_differences(chosen, auroc[order] - 0.5, x="AUROC − 0.5"), f"auroc-{run.id}-{unit}")


def _show_correlated(run: Run, unit: int) -> None:
    """Shows a button for each of the most correlated other units."""
    correlations = correlate_unit(results.encode(run)[1], unit)
    others = [k for k in np.argsort(-np.abs(correlations), kind="stable") if k != unit and correlations[k]]
    if not others:
        return
    st.markdown("**Most correlated units**", help="Pearson correlation of the activations.")
    with st.container(horizontal=True):
        for other in others[:_N_CORRELATED]:
            label = f"Unit {other + 1} · {correlations[other]:+.2f}"
            st.button(label, key=f"correlated-{run.id}-{unit}-{other}", on_click=choose_unit, args=(other,))


def _show_samples(run: Run, unit: int) -> None:
    """Shows the samples with the highest activations, and those around quantiles."""
    data = cache.dataset(run.spec.dataset)
    ids, Z = results.encode(run)
    groups = rank_samples(Z[:, unit])
    if not groups:
        st.info("This unit is active for none of the samples: choose another one in the table.")
    for quantile, rows in groups.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{_name_group(quantile)}**", width="content")
            offer_selection(data, ids[rows], "Select", state.SELECT_GROUP.per(f"{run.id}-{unit}-{quantile}"))
        _show_group(data, ids[rows], Z[rows, unit])
    show_selection_links(run, data, without="explore_units")


def _name_group(quantile: float) -> str:
    extremes = {1.0: "Highest activations", 0.0: "Lowest activations"}
    return extremes.get(quantile, f"Around the {100 * quantile:.0f} % quantile of the activations")


def _show_group(data: Dataset, ids: np.ndarray, activations: np.ndarray) -> None:
    pictures = cache.renderer(data.card.name).draw(data.rows(ids))
    classes = [data.class_names[label] for label in data.labels[ids]]
    alts = [f"sample {i}, {name}" for i, name in zip(ids, classes, strict=True)]
    show_captioned(pictures, [f"{activation:.3g}" for activation in activations], alts)
