"""What the web process takes: it must not grow with what visitors do."""

import pytest

from tests.faults.server import serving
from tests.faults.visitor import PAGES, Visitor

_RUNS = ("digits-variational", "mnist-deep")
_GROWTH = 110  # MB; what the pages import on their first visit is in it


@pytest.mark.skipif("sys.platform != 'linux'", reason="reads /proc, and speaks of the C library there")
def test_what_pages_compute_goes_back_to_the_system():
    with serving() as server:
        visitor = Visitor(server.address)
        visitor.open("explore_map", "mnist-deep")
        before = server.unique()
        for run in _RUNS:
            for page in PAGES:
                visitor.open(page, run, silence=0.1)
        assert server.unique() - before < _GROWTH
        assert visitor.problems == []
        visitor.leave()
