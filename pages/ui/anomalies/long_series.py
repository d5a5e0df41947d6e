"""Events of a long series: a file, or the recording from which the samples of the data set were cut."""

import dataclasses
import functools

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.table import to_csv
from aecore.applications.anomalies import choose_threshold
from aecore.applications.anomalies.events import count_events, find_events
from aecore.applications.anomalies.faults import FAULTS, insert_faults
from aecore.applications.anomalies.long_series import ScoredSeries, moving_z_scores, score_series
from aecore.applications.anomalies.windows import suggest_length
from aecore.datasets import Dataset
from aecore.errors import InvalidInput
from aecore.figures.anomalies import draw_events
from aecore.runs import Run
from aecore.user_input.samples_file import READERS, read_series
from pages.ui import cache, permissions, state
from pages.ui.anomalies import results
from pages.ui.anomalies.setup import Setup
from pages.ui.cache import cache_per_run
from pages.ui.errors import show_errors
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.metrics import show_metrics

_STEPS_PER_WINDOW = 32
_MAX_POINTS = 200_000
_MAX_UPLOAD = 20  # megabytes
_FAULTS_PER_KIND = 5
_MARGIN = 3  # windows on both sides of a chosen event


@dataclasses.dataclass(frozen=True, eq=False)
class LongSeries:
    """A long series.

    Args:
        values: Scaled as the model receives them, shape `(n_points, channels)`.
        key: Identifies the series in caches.
        faults: First point and point after the last one of each known fault, shape `(n, 2)`; None if unknown.
    """

    values: np.ndarray
    key: str
    faults: np.ndarray | None = None


@st.fragment
def show_long_series(setup: Setup) -> None:
    """Shows a long series, its scores as a band below it, and its events."""
    if setup.data.card.kind != "series":
        return
    st.header("A long series", anchor=False)
    with show_errors():
        series = _ask_series(setup.data)
        if series is None:
            st.info(
                "Upload one long series: it is cut into overlapping windows as long as the samples of this "
                "run, and stretches that no window explains are shown as events."
            )
            return
        scored = _score(setup.run, setup.normal, setup.score, series, series.key)
        share = st.slider(
            "Share of points below the threshold", 0.8, 0.999, 0.95, 0.001, format="%.3f", width=330,
            help="Of the points of this series, which is taken as mostly normal.",
        )  # fmt: skip
        _show_events(setup, series, scored, choose_threshold("quantile", scored.points, parameter=share))


def _ask_series(data: Dataset) -> LongSeries | None:
    """Asks for a file; without one, returns the recording of the data set, if it has one."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        file = st.file_uploader(
            "File with one long series",
            [ending.removeprefix(".") for ending in READERS],
            key=state.SCORED_SERIES,
            max_upload_size=permissions.limit_upload(_MAX_UPLOAD),
            width=420,
        )
        if file is not None:
            permissions.check_upload(file.size)
            values = read_series(file.getvalue(), file.name, data)
            if len(values) > _MAX_POINTS:
                raise InvalidInput(
                    f"Expected a series of at most {_MAX_POINTS:,} points, got {len(values):,}: use the "
                    "command aecore score, or split the file."
                )
            return LongSeries(values, file.file_id)
        if data.recording is None:
            return None
        has_faults = st.toggle(
            "Insert faults",
            help=" ".join(f"{fault.title}: {fault.summary}" for fault in FAULTS.values()),
        )
    return _recording(data.card.name, has_faults)


@functools.lru_cache(maxsize=4)
def _recording(dataset: str, has_faults: bool) -> LongSeries:
    """Returns the second half of the recording of a data set, with or without faults by the stated rule."""
    data = cache.dataset(dataset)
    values = (data.recording - data.center) * data.scale
    values = values[len(values) // 2 :]
    if not has_faults:
        return LongSeries(values.astype(np.float32), dataset)
    changed, faults, _ = insert_faults(values[:, 0], suggest_length(values[:, 0]), _FAULTS_PER_KIND)
    return LongSeries(changed[:, None].astype(np.float32), f"{dataset}-faults", faults)


@cache_per_run(max_entries=4, show_spinner="Scoring windows …")
def _score(run: Run, normal: tuple[str, ...], score: str, _series: LongSeries, key: str) -> ScoredSeries:
    found, length = results.detector(run, normal), cache.dataset(run.spec.dataset).card.sample_shape[0]
    step = max(1, length // _STEPS_PER_WINDOW)
    return score_series(lambda X: found.score(score, X), _series.values, length, step)


def _show_events(setup: Setup, series: LongSeries, scored: ScoredSeries, threshold: float) -> None:
    events, card = scored.find_events(threshold), setup.data.card
    width = card.step_axis.width
    positions = np.arange(len(series.values)) * width
    units = setup.data.in_units(series.values)[:, 0]
    _show_found(series, scored, threshold)
    table = pd.DataFrame(
        {
            f"start ({card.step_axis.unit})": [positions[event.start] for event in events],
            f"end ({card.step_axis.unit})": [positions[event.end - 1] for event in events],
            "score": [event.score for event in events],
        }
    )
    left, right = st.columns([2, 1], gap="large")
    with right:
        st.markdown(f"**{len(events):,} events**")
        chosen = st.dataframe(
            table, hide_index=True, height=280, on_select="rerun", selection_mode="single-row",
            column_config=dict.fromkeys(table.columns, st.column_config.NumberColumn(format="%.6g")),
            key=state.EVENTS_TABLE.per(f"{series.key}-{len(events)}"),
        )["selection"]["rows"]  # fmt: skip
        st.caption("The most unusual first. Select one to zoom.")
        st.download_button(
            "Events (CSV)", lambda: to_csv(table), f"{setup.run.id}-events.csv", on_click="ignore",
            icon=":material/download:", type="tertiary",
        )  # fmt: skip
    first, last = 0, len(positions)
    if chosen and chosen[0] < len(events):
        event, margin = events[chosen[0]], _MARGIN * scored.length
        first, last = max(0, event.start - margin), min(last, event.end + margin)
    shown = slice(first, last)
    spans = [
        (max(e.start, first) - first, min(e.end, last) - first)
        for e in events
        if e.end > first and e.start < last
    ]
    with left:
        figure = draw_events(
            positions[shown], units[shown], scored.points[shown], threshold, spans,
            x=f"time ({card.step_axis.unit})", y=card.value_axis.title,
        )  # fmt: skip
        show_chart(figure, "anomaly-series")
    st.caption(
        "Below the series is the score of each point: the lowest score of the windows that contain it, "
        f"{scored.length} points long. Events above the threshold are shaded."
    )


def _show_found(series: LongSeries, scored: ScoredSeries, threshold: float) -> None:
    """With known faults: how many are found, beside a moving window that learns nothing."""
    if series.faults is None:
        return
    found = count_events(scored.find_events(threshold), series.faults)
    z = moving_z_scores(series.values, scored.length)
    # The same share of points is above the threshold of the moving window.
    floor_threshold = float(np.sort(z)[min(len(z) - 1, int((scored.points <= threshold).sum()))])
    floor = count_events(find_events(z, floor_threshold, scored.length // 2), series.faults)
    show_metrics(
        {
            "Faults found": (
                f"{found.n_found} of {found.n_known}",
                "Faults that share a point with an event.",
            ),
            "False events": (f"{found.n_false}", "Events that share no point with a fault."),
            "Found by z-scores": (
                f"{floor.n_found} of {floor.n_known}",
                "Without an autoencoder: distance from the mean of a moving window in standard deviations, "
                "with as many points above its threshold.",
            ),
            "Their false events": (f"{floor.n_false}", None),
        }
    )
