"""What the web process takes: it must not grow with what visitors do."""

import pytest

from tests.faults.server import serving
from tests.faults.visitor import PAGES, Visitor

_RUNS = ("digits-variational", "mnist-deep")
_LIMIT = 500  # MB, after every page was opened on two runs: what they import, and caches within their budget


@pytest.mark.skipif("sys.platform != 'linux'", reason="reads /proc, and speaks of the C library there")
def test_what_pages_compute_goes_back_to_the_system():
    with serving() as server:
        visitor = Visitor(server.address)
        visitor.open("explore_map", "mnist-deep")
        for run in _RUNS:
            for page in PAGES:
                visitor.open(page, run, silence=0.1)
        assert server.unique() < _LIMIT
        assert visitor.problems == []
        visitor.leave()
