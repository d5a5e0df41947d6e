"""Names of classes stand at their densest place that is free."""

import numpy as np

from aecore.analysis.label_positions import place_labels

RNG = np.random.default_rng(0)


def test_a_name_stands_at_the_densest_place_of_its_class():
    dense = RNG.normal((0.5, -0.5), 0.02, (300, 2))
    scattered = RNG.uniform(-1, 1, (200, 2))
    other = RNG.normal((-0.6, 0.6), 0.1, (100, 2))
    coordinates = np.concatenate([dense, scattered, other]).astype(np.float32)
    labels = np.repeat([0, 0, 2], [300, 200, 100])
    positions = place_labels(coordinates, labels, ("a", "b", "c"))
    np.testing.assert_allclose(positions[0], (0.5, -0.5), atol=0.06)
    assert np.isnan(positions[1]).all(), "a class without samples has no name on the map"
    assert np.linalg.norm(positions[2] - (-0.6, 0.6)) < 0.15


def test_names_of_classes_in_the_same_place_do_not_cover_each_other():
    coordinates = RNG.normal(0, 0.3, (1000, 2)).clip(-1, 1).astype(np.float32)
    positions = place_labels(coordinates, RNG.integers(0, 5, 1000), ("zero", "one", "two", "three", "four"))
    first, second = np.triu_indices(5, 1)
    distances = np.abs(positions[first] - positions[second])
    assert ((distances[:, 0] > 0.1) | (distances[:, 1] > 0.08)).all()
