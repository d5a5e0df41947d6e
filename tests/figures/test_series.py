import numpy as np

from aecore.figures.series import draw_distance_to_data, draw_series


def test_each_series_is_a_line_and_the_axis_has_a_minimum_range():
    flat, high = np.zeros((5, 1)), np.full((5, 1), 7.0)
    steps, titles = np.arange(5) * 10.0, {"x": "time (ms)", "y": "voltage (mV)"}
    figure = draw_series({"original": flat, "reconstruction": high}, steps, limits=(-1, 2), **titles)
    assert [trace.name for trace in figure.data] == ["original", "reconstruction"]
    assert np.array_equal(figure.data[1].y, high[:, 0])
    assert tuple(figure.layout.yaxis.range) == (-1, 7)
    assert list(figure.data[0].x) == [0, 10, 20, 30, 40]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("time (ms)", "voltage (mV)")
    assert tuple(draw_series({"one": flat}, steps, limits=(-1, 2), **titles).layout.yaxis.range) == (-1, 2)


def test_every_channel_is_drawn():
    series = np.arange(12.0).reshape(6, 2)
    figure = draw_series({"one": series}, np.arange(6), x="", y="", limits=(0, 1))
    assert np.array_equal(np.stack([trace.y for trace in figure.data], axis=1), series)


def test_steps_of_a_path_are_numbered_from_one():
    figure = draw_distance_to_data(np.array([0.0, 2.5, 1.0]), limit=2)
    assert list(figure.data[0].x) == [1, 2, 3]
    assert list(figure.data[0].y) == [0.0, 2.5, 1.0]
    assert figure.layout.shapes[0].y0 == 2
    assert figure.layout.annotations[0].text == "dashed line: limit of near the data, 2 × the typical spacing"


def test_the_limit_is_visible_above_short_distances():
    figure = draw_distance_to_data(np.array([0.0, 0.1]), limit=2)
    assert figure.layout.yaxis.range[1] > 2
