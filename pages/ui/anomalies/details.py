"""Where a sample is unusual, and what would make it normal."""

import numpy as np
import pandas as pd
import streamlit as st

from aecore.applications.anomalies import SCORES
from aecore.applications.anomalies.explanation import (
    Correction,
    correct,
    feature_contributions,
    find_nearest_normal,
    find_odd_span,
)
from aecore.applications.anomalies.sentences import describe_score
from aecore.datasets import Dataset
from pages.ui import cache
from pages.ui.anomalies import results
from pages.ui.anomalies.setup import Setup
from pages.ui.anomalies.threshold import read_sample, read_threshold
from pages.ui.markdown import escape_markdown
from pages.ui.units.pictures import show_captioned
from pages.ui.widgets.decoded_samples import show_decoded
from pages.ui.widgets.tables import show_table

_MAX_COLUMNS = 10
_WIDTH = 96  # pixels


def show_details(setup: Setup) -> None:
    """Explains the chosen sample."""
    sample, data = read_sample(setup), setup.data
    x = data.rows(np.array([sample]))[0]
    found = results.detector(setup.run, setup.normal)
    x_hat = cache.codec(setup.run).reconstruct(x[None])[0]
    normal = find_nearest_normal(found.model, x, found.normal_vectors)
    threshold = read_threshold(setup)
    change = correct(lambda X: found.score(setup.score, X), x, normal, threshold)
    label = f", {data.class_names[data.labels[sample]]}" if len(data.class_names) > 1 else ""
    part = data.name_parts(np.array([sample]))[0]
    st.header(escape_markdown(f"Sample {sample} ({part} part{label})"), anchor=False)
    contributions = feature_contributions(x[None], x_hat[None])[0]
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("**Where it is unusual**")
        st.markdown(escape_markdown(_WHERE[data.card.kind](data, contributions)))
        if data.feature_names:
            _show_columns(data, x, x_hat, contributions, change)
        _show_samples(data, x, x_hat, normal, change)
    with right:
        st.markdown("**What would make it normal**")
        st.markdown(escape_markdown(describe_change(data, change, threshold)))
        st.markdown("**Its scores**")
        for name in found.names:
            value = found.score(name, x[None])[0]
            # The ranks are compared with the ranks of the same samples.
            st.markdown(
                "- " + escape_markdown(describe_score(SCORES[name].title, value, found.get_reference(name)))
            )


def describe_change(data: Dataset, change: Correction, threshold: float) -> str:
    """Says which change makes a sample normal."""
    what = {"image": "pixels", "table": "columns", "series": "steps", "text": "letters"}[data.card.kind]
    n_features = data.X_train.shape[1]
    if not len(change.features):
        return (
            f"Nothing has to change: its score of {change.score:.3g} is at most the threshold of "
            f"{threshold:.3g}."
        )
    if not change.is_normal:
        return (
            f"No change towards the nearest normal sample brings the score below the threshold of "
            f"{threshold:.3g}; the decoded nearest normal sample itself has {change.score:.3g}."
        )
    return (
        f"If {len(change.features):,} of {n_features:,} {what} had the values of the nearest normal sample, "
        f"decoded from its latent vector, the score would be {change.score:.3g}, at most the threshold of "
        f"{threshold:.3g}."
    )


def _show_samples(
    data: Dataset, x: np.ndarray, x_hat: np.ndarray, normal: np.ndarray, change: Correction
) -> None:
    """Shows the sample, its reconstruction, the nearest normal sample and the changed sample."""
    if data.card.kind in ("image", "text"):
        renderer = cache.renderer(data.card.name)
        pictures = np.concatenate(
            [
                renderer.draw(np.stack([x, x_hat])),
                renderer.draw_difference(x[None], x_hat[None]),
                renderer.draw(np.stack([normal, change.x])),
            ]
        )
        names = ["Sample", "Reconstruction", "Difference", "Nearest normal", "Changed"]
        show_captioned(pictures, names, [f"{name.lower()} of the anomaly" for name in names], _WIDTH)
        st.caption(renderer.difference_legend)
        return
    samples = {"sample": x, "reconstruction": x_hat, "nearest normal": normal}
    if data.card.kind == "series":
        show_decoded(data, samples, "anomaly")
        return
    with st.expander("All columns", icon=":material/bar_chart:"):
        show_decoded(data, samples, "anomaly")


def _show_columns(
    data: Dataset, x: np.ndarray, x_hat: np.ndarray, contributions: np.ndarray, change: Correction
) -> None:
    """Shows the columns that contribute most, in their units, and their changed values."""
    order = np.argsort(-contributions, kind="stable")[:_MAX_COLUMNS]
    value, reconstruction, changed = (data.in_units(v[None])[0] for v in (x, x_hat, change.x))
    table = pd.DataFrame(
        {
            "column": np.array(data.feature_names)[order],
            "value": value[order],
            "reconstruction": reconstruction[order],
            "share of the error": contributions[order],
            "changed to": np.where(np.isin(order, change.features), changed[order], np.nan),
        }
    )
    show_table(table, {"share of the error": "percent"}, key="anomaly-columns")


def _describe_pixels(data: Dataset, contributions: np.ndarray) -> str:
    n = int((np.cumsum(np.sort(contributions)[::-1]) < 0.5).sum()) + 1
    return f"Half of the reconstruction error is in {n:,} of {len(contributions):,} values."


def _describe_columns(data: Dataset, contributions: np.ndarray) -> str:
    order = np.argsort(-contributions, kind="stable")[:3]
    named = [f"{data.feature_names[i]} ({contributions[i]:.0%})" for i in order]
    return f"Most of the reconstruction error comes from {', '.join(named)}."


def _describe_steps(data: Dataset, contributions: np.ndarray) -> str:
    steps, _ = data.card.sample_shape
    start, end = find_odd_span(contributions.reshape(steps, -1).sum(axis=1))
    positions = data.card.step_axis.locate(steps)
    return (
        f"Half of the reconstruction error lies between {positions[start]:.3g} and {positions[end - 1]:.3g} "
        f"{data.card.step_axis.unit} ({data.card.step_axis.name})."
    )


def _describe_letters(data: Dataset, contributions: np.ndarray) -> str:
    letters = contributions.reshape(data.card.sample_shape).sum(axis=1)
    i = int(np.argmax(letters))
    return f"Symbol {i + 1} has the largest share of the reconstruction error ({letters[i]:.0%})."


_WHERE = {
    "image": _describe_pixels,
    "table": _describe_columns,
    "series": _describe_steps,
    "text": _describe_letters,
}
