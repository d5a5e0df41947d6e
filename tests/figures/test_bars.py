"""Histograms and rows of a table, as bars."""

import numpy as np
import pytest

from aecore.figures.bars import draw_bars, draw_histograms, draw_table_rows
from aecore.figures.matrices import draw_shares


@pytest.mark.parametrize("n", [30, 300])
def test_a_histogram_of_few_values_has_the_bins_of_numpy(n):
    values = np.random.default_rng(0).normal(size=n)
    (trace,) = draw_histograms({"all": values}, x="", y="").data
    counts, edges = np.histogram(values, "auto")
    assert np.allclose(trace.x, edges)
    assert np.allclose(trace.y[:-1], counts / n)


def test_a_histogram_has_at_most_sixty_bins_which_hold_all_values():
    values = np.random.default_rng(0).standard_cauchy(5000)
    groups = {"low": values[values < 0], "high": values[values >= 0]}
    figure = draw_histograms(groups, x="", y="")
    for trace in figure.data:
        assert len(trace.x) == 61
        assert sum(trace.y[:-1]) == pytest.approx(1)
    assert (figure.data[0].x[0], figure.data[0].x[-1]) == (values.min(), values.max())


def test_equal_values_have_one_bin():
    (trace,) = draw_histograms({"all": np.full(5, 3.0)}, x="", y="").data
    assert list(trace.y) == [1, 1] and trace.x[0] < 3 < trace.x[1]


def test_each_column_has_a_bar_with_its_value_in_units():
    rows = {"input": (np.array([1.0, -2.0]), ["13.2", "0.7"]), "decoded": (np.zeros(2), ["12", "1"])}
    figure = draw_table_rows(("alcohol", "hue"), rows, x="sd")
    assert [list(bar.y) for bar in figure.data] == [["alcohol", "hue"]] * 2
    assert list(figure.data[0].x) == [1, -2] and list(figure.data[0].text) == ["13.2", "0.7"]


def test_bars_have_their_names_or_their_positions_from_one():
    values = np.array([3.0, 1.0, 2.0])
    (bars,), axis = (
        (figure := draw_bars(values, x="", y="", names=["z2", "z1", "z3"])).data,
        figure.layout.xaxis,
    )
    assert list(bars.y) == [3, 1, 2] and list(bars.customdata) == ["z2", "z1", "z3"]
    assert list(axis.tickvals) == list(bars.x) and list(axis.ticktext) == ["z2", "z1", "z3"]
    assert list(draw_bars(values, x="", y="").data[0].customdata) == ["1", "2", "3"]
    assert draw_bars(np.ones(21), x="", y="").layout.xaxis.ticktext is None


def test_each_share_is_a_cell_and_the_first_row_is_at_the_top():
    shares = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 1.0]])
    figure = draw_shares(shares, ["shape", "scale"], ["z1", "z2", "z5"], x="dimension")
    (cells,) = figure.data
    np.testing.assert_array_equal(cells.z, shares)
    assert (list(cells.y), list(cells.x)) == (["shape", "scale"], ["z1", "z2", "z5"])
    assert (cells.zmin, cells.zmax) == (0, 1)
    assert figure.layout.yaxis.autorange == "reversed"
