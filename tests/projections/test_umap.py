import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from aecore.projections import UMAP, NeighborGraph
from aecore.projections.neighbors import nearest_neighbors

ROOT = Path(__file__).parents[2]


def project_umap(Z: np.ndarray, graph: NeighborGraph | None = None, **hyperparameters: object) -> np.ndarray:
    find_neighbors = graph and (lambda k: graph.nearest(min(k, graph.k)))
    *_, last = UMAP(**hyperparameters).iterate(Z, find_neighbors=find_neighbors)
    return last.coordinates


@pytest.mark.parametrize("n_components", [2, 3])
def test_it_preserves_neighbours_as_umap_learn_does(digits, n_components):
    Z = digits.rows(digits.part("test"))
    coordinates = project_umap(Z, nearest_neighbors(Z, 14), n_components=n_components)
    assert (coordinates.shape, coordinates.dtype) == ((len(Z), n_components), np.float32)

    import umap

    with pytest.warns(UserWarning, match="n_jobs"):
        expected = umap.UMAP(n_components=n_components, random_state=0).fit_transform(Z)
    ours, theirs = (trustworthiness(Z, points, n_neighbors=10) for points in (coordinates, expected))
    assert ours > theirs - 0.005 > 0.95


def test_it_uses_the_given_neighbours(digits):
    Z = digits.rows(digits.part("test"))
    noise = np.random.default_rng(0).normal(size=Z.shape).astype(np.float32)
    coordinates = project_umap(noise, nearest_neighbors(Z, 14))
    assert trustworthiness(Z, coordinates, n_neighbors=10) > 0.95


def test_the_seed_determines_the_coordinates(X64):
    graph = nearest_neighbors(X64, 14)
    first, again, other = (project_umap(X64, graph, random_state=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(again, first)
    assert not np.allclose(other, first, atol=0.1)


def test_a_large_minimum_distance_spreads_neighbours(digits):
    Z = digits.rows(digits.part("test"))
    graph = nearest_neighbors(Z, 14)
    packed, spread = (
        np.median(nearest_neighbors(project_umap(Z, graph, min_dist=min_dist), 1).distances)
        for min_dist in (0.0, 0.99)
    )
    assert packed < spread / 3


@pytest.mark.parametrize("n", [5, 6, 10, 100])
def test_it_works_with_few_and_with_identical_points(make_odd_cloud, n):
    Z = make_odd_cloud(n)
    coordinates = project_umap(Z, nearest_neighbors(Z, min(14, n - 2)))
    assert coordinates.shape == (n, 2)
    assert np.isfinite(coordinates).all()


def test_it_does_not_bring_tensorflow():
    script = (
        "import sys\n"
        "import numpy as np\n"
        "from aecore.projections import UMAP\n"
        "Z = np.random.default_rng(0).normal(size=(20, 4))\n"
        "print(UMAP(n_neighbors=5).fit_transform(Z).shape, 'umap' in sys.modules)\n"
        "print({'tensorflow', 'keras', 'torch'} & sys.modules.keys())\n"
        "import tensorflow  # it can still be had\n"
    )
    python = [sys.executable, "-W", "error::ImportWarning:umap", "-c", script]
    done = subprocess.run(python, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "(20, 2) True\nset()\n"), done.stderr
