"""What is drawn on a map is what was given."""

import re

import numpy as np
import pytest

from aecore.figures.latent_map import as_page, draw_classes, draw_density, draw_values, fill_frame
from aecore.figures.theme import COLOURWAY


@pytest.fixture(params=[2, 3])
def layout(request) -> np.ndarray:
    return fill_frame(np.random.default_rng(0).normal(size=(500, request.param)).astype(np.float32))


IDS = np.arange(1000, 1500)


def read_points(figure) -> dict[int, tuple]:
    """Sample id -> place, of all traces but the one for what is selected."""
    points = {}
    for trace in figure.data:
        axes = [trace.x, trace.y, trace.z] if trace.type == "scatter3d" else [trace.x, trace.y]
        points |= {int(id): place for id, *place in zip(trace.customdata, *axes, strict=True)}
    return points


def test_a_frame_keeps_proportions_and_holds_identical_points():
    layout = np.array([[0, 0], [10, 0], [10, 5]], np.float32)
    np.testing.assert_allclose(fill_frame(layout), [[-1, -0.5], [1, -0.5], [1, 0.5]])
    assert not fill_frame(np.ones((4, 3), np.float32)).any()


def test_every_sample_is_drawn_once_in_its_class(layout):
    labels = np.random.default_rng(1).integers(0, 12, len(IDS))
    names = tuple(f"class {number}" for number in range(13))  # the last has no sample
    figure = draw_classes(layout, IDS, labels, names, "these")
    points = read_points(figure)
    np.testing.assert_array_equal([points[id] for id in IDS], layout)
    assert figure.layout.meta == "these"
    drawn = [trace for trace in figure.data if trace.meta != "selection"]
    assert [trace.name for trace in drawn] == list(names)
    for number, trace in enumerate(drawn):
        np.testing.assert_array_equal(trace.customdata, IDS[labels == number])
    assert drawn[10].marker.symbol != drawn[0].marker.symbol, "there are ten colours"


def test_a_measure_colours_each_sample(layout):
    values = np.random.default_rng(2).exponential(size=len(IDS)).astype(np.float32)
    trace = draw_values(layout, IDS, values, "error").data[0]
    np.testing.assert_array_equal(np.asarray(trace.marker.color), values[np.asarray(trace.customdata) - 1000])
    assert trace.marker.cmax == pytest.approx(np.quantile(values, 0.99), rel=1e-5)


def test_the_density_counts_every_sample():
    layout = fill_frame(np.random.default_rng(3).normal(size=(60_000, 2)).astype(np.float32))
    heat = draw_density(layout).data[0]
    assert np.asarray(heat.customdata).sum() == 60_000
    np.testing.assert_allclose(
        10 ** np.nanmax(np.asarray(heat.z)), np.asarray(heat.customdata).max(), rtol=1e-5
    )


def test_a_page_needs_no_network(layout):
    page = as_page(draw_classes(layout, IDS, np.zeros(500, int), ("a",)), "A map").decode()
    assert not re.search(r'<(script|link)[^>]+(src|href)="http', page)
    assert len(page) > 1e6, "Plotly is in it"


def test_taken_away_it_has_the_colours_of_the_theme():
    import tomllib
    from pathlib import Path

    theme = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())["theme"]
    assert theme["chartCategoricalColors"] == list(COLOURWAY)
