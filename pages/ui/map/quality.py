"""The quality of a map: measured by a worker, shown below every map."""

import streamlit as st

from aecore.projections.quality import ProjectionQuality
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run
from pages.ui import state, workers
from pages.ui.map.coordinates import MapCoordinates, name_map, submit_projection
from pages.ui.widgets.metrics import show_metrics

# Up to this number of samples it is quick, so it is measured without a click.
_MAX_UNASKED = 10_000


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
        show_metrics(_describe(result.quality), has_border=False)
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


def _describe(quality: ProjectionQuality) -> dict[str, tuple[str, str | None]]:
    return {
        "Trustworthiness": (
            f"{quality.trustworthiness:.3f}",
            "Are map neighbours also latent neighbours? 1: no sample is near others that are distant in the "
            "projected space; 0.5 is chance.",
        ),
        "Continuity": (
            f"{quality.continuity:.3f}",
            "Are latent neighbours also map neighbours? 1: no neighbours were separated; 0.5 is chance.",
        ),
        "Neighbourhood preservation": (
            f"{quality.neighborhood_preservation:.0%}",
            "Mean share of the ten nearest samples that are also among the ten nearest on the map.",
        ),
        "Same class": (
            f"{quality.knn_label_agreement:.0%}",
            "Mean share of a sample's ten nearest on the map that are of its class. In the projected space "
            f"it is {quality.source_knn_label_agreement:.0%}.",
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
