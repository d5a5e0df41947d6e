"""What the web process takes: it must not grow with what visitors do."""

import pytest

from tests.faults.server import serving
from tests.faults.visitor import PAGES, Visitor

_RUNS = ("digits-variational", "mnist-deep")
_TOTAL = 500  # MB, after every page was opened
_GROWTH = 150  # MB; what the pages import on their first visit is in it, and the caches within their budget


@pytest.mark.skipif("sys.platform != 'linux'", reason="reads /proc, and speaks of the C library there")
def test_what_pages_compute_goes_back_to_the_system():
    with serving() as server:
        visitor = Visitor(server.address)
        visitor.open("explore_map", "mnist-deep")
        before = server.unique()
        for run in _RUNS:
            for page in PAGES:
                visitor.open(page, run, silence=0.1)
        after = server.unique()
        assert after < _TOTAL
        assert after - before < _GROWTH
        assert visitor.problems == []
        visitor.leave()
