import numpy as np
import pytest

from aecore.datasets.sampling import pick_one_per_class, stratified_sample, take_samples

LABELS = np.random.default_rng(0).permutation(np.repeat([0, 1, 2, 7], [500, 300, 190, 10]))


@pytest.mark.parametrize("n", [1, 4, 10, 100, 999, 1000, 5000])
def test_every_class_has_its_share(n):
    rows = stratified_sample(LABELS, n)
    assert len(rows) == min(n, len(LABELS))
    assert (np.diff(rows) > 0).all()
    for label in np.unique(LABELS):
        assert (LABELS[rows] == label).sum() == pytest.approx((LABELS == label).mean() * len(rows), abs=1)
    np.testing.assert_array_equal(stratified_sample(LABELS, n), rows)


def test_the_seed_makes_the_choice_and_it_is_spread_over_the_rows():
    rows = stratified_sample(LABELS, 100)
    assert len(np.intersect1d(rows, stratified_sample(LABELS, 100, seed=1))) < 50
    assert rows.min() < 100 and rows.max() > 900  # not the first so many


def test_samples_come_from_the_part_asked_for():
    part = np.arange(300, 700)
    ids = take_samples(part, LABELS, 50)
    assert len(set(ids)) == 50 and np.isin(ids, part).all()
    np.testing.assert_array_equal(take_samples(part, LABELS, 1000), part)


@pytest.mark.parametrize(("n", "counts"), [(4, [1, 1, 1, 1]), (6, [2, 2, 1, 1]), (48, [13, 13, 12, 10])])
def test_classes_come_in_turn_until_one_is_used_up(n, counts):
    rows = pick_one_per_class(LABELS, n)
    assert len(set(rows)) == n
    np.testing.assert_array_equal(LABELS[rows][:4], [0, 1, 2, 7])
    assert np.unique(LABELS[rows], return_counts=True)[1].tolist() == counts
