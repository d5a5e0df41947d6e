"""Maps contain the given samples, labels and values."""

import re

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from aecore.figures.latent_map import draw_classes, draw_density, draw_values, fill_frame
from aecore.figures.map_names import add_class_names, name_axes
from aecore.figures.theme import CLASS_COLOURS, choose_text_colour
from aecore.figures.web_page import as_page


@pytest.fixture(params=[2, 3])
def coordinates(request) -> np.ndarray:
    return fill_frame(np.random.default_rng(0).normal(size=(500, request.param)).astype(np.float32))


IDS = np.arange(1000, 1500)


def read_points(figure) -> dict[int, tuple]:
    """Returns the coordinates of each sample id, from all traces except the selection."""
    points = {}
    for trace in figure.data:
        if trace.meta == "selection":
            continue
        axes = [trace.x, trace.y, trace.z] if trace.type == "scatter3d" else [trace.x, trace.y]
        points |= {int(id): position for id, *position in zip(trace.customdata, *axes, strict=True)}
    return points


def test_fill_frame_preserves_proportions_and_accepts_identical_points():
    coordinates = np.array([[0, 0], [10, 0], [10, 5]], np.float32)
    np.testing.assert_allclose(fill_frame(coordinates), [[-1, -0.5], [1, -0.5], [1, 0.5]])
    assert not fill_frame(np.ones((4, 3), np.float32)).any()


def test_every_sample_is_drawn_once_in_its_class(coordinates):
    labels = np.random.default_rng(1).integers(0, 12, len(IDS))
    names = tuple(f"class {label}" for label in range(13))  # the last one has no samples
    figure = draw_classes(coordinates, IDS, labels, names, "these")
    points = read_points(figure)
    np.testing.assert_array_equal([points[id] for id in IDS], coordinates)
    assert figure.layout.meta == "these"
    drawn = [trace for trace in figure.data if trace.meta != "selection"]
    assert [trace.name for trace in drawn] == list(names)
    for label, trace in enumerate(drawn):
        np.testing.assert_array_equal(trace.customdata, IDS[labels == label])
    assert len({trace.marker.color for trace in drawn}) == 13
    assert drawn[10].marker.symbol != drawn[0].marker.symbol


def test_each_sample_is_coloured_by_its_value(coordinates):
    values = np.random.default_rng(2).exponential(size=len(IDS)).astype(np.float32)
    trace = draw_values(coordinates, IDS, values, "error").data[0]
    np.testing.assert_array_equal(np.asarray(trace.marker.color), values[np.asarray(trace.customdata) - 1000])
    assert trace.marker.cmax == pytest.approx(np.quantile(values, 0.99), rel=1e-5)


def test_the_density_counts_every_sample():
    coordinates = fill_frame(np.random.default_rng(3).normal(size=(60_000, 2)).astype(np.float32))
    heatmap = draw_density(coordinates).data[0]
    assert np.asarray(heatmap.customdata).sum() == 60_000
    np.testing.assert_allclose(
        10 ** np.nanmax(np.asarray(heatmap.z)), np.asarray(heatmap.customdata).max(), rtol=1e-5
    )


def test_an_exported_page_needs_no_network(coordinates):
    page = as_page(draw_classes(coordinates, IDS, np.zeros(500, int), ("a",)), "A map").decode()
    assert not re.search(r'<(script|link)[^>]+(src|href)="http', page)
    assert len(page) > 1e6, "the page contains Plotly"


def compare_colours(colours: tuple[str, ...]) -> np.ndarray:
    """CIEDE2000 of each pair of different colours."""
    rgb = np.array([[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for colour in colours])
    lab = rgb2lab(rgb[None])[0]
    first, second = np.triu_indices(len(colours), 1)
    return deltaE_ciede2000(lab[first], lab[second])


def test_the_colours_of_classes_differ():
    assert compare_colours(CLASS_COLOURS[:10]).min() > 27
    assert compare_colours(CLASS_COLOURS).min() > 14
    for background in ("#ffffff", "#12141c"):
        assert min(compare_colours((background, colour))[0] for colour in CLASS_COLOURS) > 20


def test_names_are_written_in_the_colour_with_the_higher_contrast():
    backgrounds = {"#ffffff": "#000000", "#000000": "#ffffff", "#4668c0": "#ffffff", "#ffb45a": "#000000"}
    assert {background: choose_text_colour(background) for background in backgrounds} == backgrounds


def test_each_class_with_samples_is_named_at_its_position():
    labels = np.repeat([0, 2], 250)
    coordinates = np.zeros((500, 2), np.float32)
    figure = draw_classes(coordinates, IDS, labels, ("a", "b", "<c>"))
    positions = np.array([[0.5, -0.5], [np.nan, np.nan], [0, 1]], np.float32)
    first, absent, last = add_class_names(figure, positions).layout.annotations
    assert (first.text, first.x, first.y, first.bgcolor) == ("a", 0.5, -0.5, CLASS_COLOURS[0])
    assert absent.visible is False
    assert (last.text, last.x, last.y, last.bgcolor) == ("&lt;c&gt;", 0, 1, CLASS_COLOURS[2])


def test_the_axes_have_names(coordinates):
    names = ("latent dimension 7", "latent dimension 2", "latent dimension 3")[: coordinates.shape[1]]
    figure = name_axes(draw_classes(coordinates, IDS, np.zeros(500, int), ("a",)), names)
    layout = figure.layout.scene if len(names) == 3 else figure.layout
    assert tuple(layout[f"{axis}axis"].title.text for axis in "xyz"[: len(names)]) == names
