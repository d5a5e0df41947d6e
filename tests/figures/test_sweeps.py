import numpy as np
import pytest

from aecore.figures.sweeps import draw_plane, draw_sweep


def test_a_sweep_has_the_mean_the_range_and_pca():
    errors, floor = np.array([[0.1, 0.2, 0.6], [0.1, 0.1, 0.1]]), np.array([0.5, 0.0])
    figure = draw_sweep((0.1, 3), errors, floor, 1, x="Beta")
    autoencoder, pca = figure.data
    assert list(autoencoder.x) == ["0.1", "3"]
    assert list(autoencoder.y) == pytest.approx([0.3, 0.1])
    assert list(autoencoder.error_y.array) == pytest.approx([0.3, 0])
    assert list(autoencoder.error_y.arrayminus) == pytest.approx([0.2, 0])
    assert pca.name == "PCA" and list(pca.y) == [0.5, 0.0]
    (band,) = figure.layout.shapes
    assert band.x0 < 1 < band.x1 and band.x0 > 0
    assert figure.layout.xaxis.title.text == "Beta"


def test_a_plane_has_the_points_of_each_class():
    Z, labels = np.arange(8.0).reshape(4, 2), np.array([1, 0, 1, 1])
    figure = draw_plane(Z, labels, ("a", "<b>"), 9.0)
    assert [trace.name for trace in figure.data] == ["a", "&lt;b&gt;"]
    assert list(figure.data[0].x) == [2] and list(figure.data[1].y) == [1, 5, 7]
    assert list(figure.layout.xaxis.range) == [-9, 9]
