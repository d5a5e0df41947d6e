import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from aecore.projections.neighbors import nearest_neighbors
from aecore.projections.umap import project_umap

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("n_axes", [2, 3])
def test_it_keeps_neighbours_as_umap_itself_does(digits, n_axes):
    Z = digits.rows(digits.part("test"))
    layout = project_umap(Z, nearest_neighbors(Z, 14), n_axes=n_axes)
    assert (layout.shape, layout.dtype) == ((len(Z), n_axes), np.float32)

    from umap import UMAP

    with pytest.warns(UserWarning, match="n_jobs"):
        expected = UMAP(n_components=n_axes, random_state=0).fit_transform(Z)
    ours, theirs = (trustworthiness(Z, places, n_neighbors=10) for places in (layout, expected))
    assert ours > theirs - 0.005 > 0.95


def test_it_lays_out_the_neighbours_it_is_given(digits):
    Z = digits.rows(digits.part("test"))
    noise = np.random.default_rng(0).normal(size=Z.shape).astype(np.float32)
    layout = project_umap(noise, nearest_neighbors(Z, 14))
    assert trustworthiness(Z, layout, n_neighbors=10) > 0.95


def test_the_seed_makes_the_layout(X64):
    graph = nearest_neighbors(X64, 14)
    first, again, other = (project_umap(X64, graph, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(again, first)
    assert not np.allclose(other, first, atol=0.1)


def test_a_large_least_distance_spreads_neighbours(digits):
    Z = digits.rows(digits.part("test"))
    graph = nearest_neighbors(Z, 14)
    packed, spread = (
        np.median(nearest_neighbors(project_umap(Z, graph, min_dist=least), 1).distances)
        for least in (0.0, 0.99)
    )
    assert packed < spread / 3


@pytest.mark.parametrize("n", [5, 6, 10, 100])
def test_it_works_with_few_and_with_identical_points(make_odd_cloud, n):
    Z = make_odd_cloud(n)
    layout = project_umap(Z, nearest_neighbors(Z, min(14, n - 2)))
    assert layout.shape == (n, 2)
    assert np.isfinite(layout).all()


def test_it_does_not_bring_tensorflow():
    script = (
        "import sys\n"
        "import numpy as np\n"
        "from aecore.projections.neighbors import nearest_neighbors\n"
        "from aecore.projections.umap import project_umap\n"
        "Z = np.random.default_rng(0).normal(size=(20, 4))\n"
        "print(project_umap(Z, nearest_neighbors(Z, 5)).shape, 'umap' in sys.modules)\n"
        "print({'tensorflow', 'keras', 'torch'} & sys.modules.keys())\n"
        "import tensorflow  # it can still be had\n"
    )
    python = [sys.executable, "-W", "error::ImportWarning:umap", "-c", script]
    done = subprocess.run(python, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "(20, 2) True\nset()\n"), done.stderr
