"""The quality of a map: measured by a worker, judged in words, and shown beside every map."""

import streamlit as st

from aecore.projections.quality import ProjectionQuality
from aecore.projections.spec import ProjectionSpec
from aecore.projections.verdict import THRESHOLDS, Level, summarise_quality
from aecore.runs import Run
from pages.ui import state, workers
from pages.ui.map.coordinates import MapCoordinates, name_map, submit_projection

# Up to this number of samples it is quick, so it is measured without a click.
_MAX_UNASKED = 10_000
# Icon and colour of the badge of each level.
_BADGES = {
    Level.GOOD: (":material/check_circle:", "green"),
    Level.FAIR: (":material/info:", "orange"),
    Level.POOR: (":material/warning:", "red"),
}
# Pixels: two figures fit beside each other in the narrowest panel.
_WIDTH = 124


def is_quality_pending(run: Run, spec: ProjectionSpec) -> bool:
    """Whether the quality of an instant map will be requested as soon as the workers have started."""
    is_quick = spec.is_instant and spec.n_samples <= _MAX_UNASKED
    return is_quick and name_map(run, spec) not in _requested() and not run.read_projection(spec.key)


def show_quality(
    run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, is_working: bool, side: str
) -> None:
    """Shows the quality of a map, or requests its measurement."""
    result = coordinates.result
    if result and result.quality and not coordinates.is_placeholder:
        _show_verdict(result.quality)
        _show_figures(result.quality)
        _show_sample_size(spec, result.quality)
    elif is_working and spec.is_instant:
        _show_pending()
    elif is_quality_pending(run, spec):
        if workers.start_engine().done():
            _request(run, spec)
        _show_pending()
    elif spec.is_instant and st.button(
        "Measure the quality of this map", icon=":material/straighten:", key=state.MEASURE.on(side)
    ):
        _request(run, spec)
        st.rerun()


def _show_pending() -> None:
    st.caption(":material/straighten: Measuring the quality of this map …")


def _show_verdict(quality: ProjectionQuality) -> None:
    verdict = summarise_quality(quality)
    icon, color = _BADGES[verdict.level]
    st.markdown(f":{color}-badge[{icon} {verdict.title}]  \n{verdict.advice.capitalize()}.", help=THRESHOLDS)


def _show_figures(quality: ProjectionQuality) -> None:
    """Shows the four figures in as many rows as the width needs, so that none is cut."""
    with st.container(horizontal=True, gap="small"):
        for name, (value, floor, help) in _describe(quality).items():
            st.metric(name, value, floor, delta_color="off", delta_arrow="off", help=help, width=_WIDTH)


def _describe(quality: ProjectionQuality) -> dict[str, tuple[str, str, str]]:
    """Value, what to compare it with, and help of each figure."""
    return {
        "Trustworthiness": (
            f"{quality.trustworthiness:.3f}",
            "chance: 0.5",
            "Are map neighbours also latent neighbours? 1: no sample is near others that are distant in the "
            "projected space; 0.5 is chance.",
        ),
        "Continuity": (
            f"{quality.continuity:.3f}",
            "chance: 0.5",
            "Are latent neighbours also map neighbours? 1: no neighbours were separated; 0.5 is chance.",
        ),
        "Preserved": (
            f"{quality.neighborhood_preservation:.0%}",
            "of ten neighbours",
            "Neighbourhood preservation: mean share of the ten nearest samples that are also among the ten "
            "nearest on the map.",
        ),
        "Same class": (
            f"{quality.knn_label_agreement:.0%}",
            f"latent space: {quality.source_knn_label_agreement:.0%}",
            "Mean share of a sample's ten nearest on the map that are of its class; below it, the same share "
            "of its ten nearest in the projected space. A map that shows more than the projected space has "
            "exaggerates the separation of the classes.",
        ),
    }


def _show_sample_size(spec: ProjectionSpec, quality: ProjectionQuality) -> None:
    if quality.n_evaluated < spec.n_samples:
        st.caption(
            f"Trustworthiness and continuity are measured on {quality.n_evaluated:,} samples, drawn at "
            f"random from {spec.n_samples:,}."
        )


def _request(run: Run, spec: ProjectionSpec) -> None:
    _requested().add(name_map(run, spec))
    submit_projection(run, spec)


def _requested() -> set[str]:
    """The maps that this visitor has requested: what fails is not requested again and again."""
    return state.REQUESTED_QUALITY.setdefault(set())
