import numpy as np
import pytest


@pytest.fixture(params=["all the same", "pairs", "one dimension", "constant but one"])
def make_odd_cloud(request):
    """Points that trouble a layout: of so many, many or all at one place or on one line."""

    def make(n: int) -> np.ndarray:
        cloud = np.random.default_rng(0).normal(size=(n, 8)).astype(np.float32)
        return {
            "all the same": np.ones_like(cloud),
            "pairs": cloud[np.arange(n) // 2],
            "one dimension": cloud[:, :1],
            "constant but one": np.eye(n, 8, dtype=np.float32) * (np.arange(n) == 0)[:, None],
        }[request.param]

    return make
