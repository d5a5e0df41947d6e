import functools
from collections.abc import Iterator

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from aecore.projections import tsne
from aecore.projections.neighbors import nearest_neighbors
from aecore.projections.tsne import EARLY_STEPS


def project_tsne(Z: np.ndarray, **choices: object) -> Iterator[tuple[int, np.ndarray]]:
    return tsne.project_tsne(Z, functools.partial(nearest_neighbors, Z), **choices)


def test_it_goes_in_steps_and_keeps_neighbours(digits):
    Z = digits.rows(digits.part("all"))
    layouts = dict(project_tsne(Z, steps=200))
    assert list(layouts) == [0, 25, 50, 75, 100, 125, 150, 175, 200]
    assert {(x.shape, x.dtype) for x in layouts.values()} == {((len(Z), 2), np.dtype(np.float32))}
    quality = {done: trustworthiness(Z, x, n_neighbors=10) for done, x in layouts.items() if not done % 100}
    assert quality[0] < quality[100] <= quality[200]
    assert quality[200] > 0.95


def test_each_layout_stays_what_it_was_when_it_was_published(digits):
    Z = digits.rows(digits.part("test"))
    kept = [(layout, layout.copy()) for _, layout in project_tsne(Z, steps=75)]
    for layout, copy in kept:
        np.testing.assert_array_equal(layout, copy)
    assert not np.allclose(kept[-1][0], kept[-2][0])


@pytest.mark.parametrize("steps", [1, 60, EARLY_STEPS + 1])
def test_it_ends_after_the_steps_asked_for(X64, steps):
    done = [done for done, _ in project_tsne(X64, steps=steps)]
    assert done[0] == 0 and done[-1] == steps
    assert (np.diff(done) > 0).all()


def test_the_seed_makes_the_layout(X64):
    *_, (_, first) = project_tsne(X64, steps=50)
    *_, (_, again) = project_tsne(X64, steps=50)
    np.testing.assert_array_equal(again, first)


@pytest.mark.parametrize("n", [5, 8, 10, 15, 30])
def test_few_samples_do_not_fall_together(digits, n):
    for start in (0, 100, 200):
        Z = digits.rows(np.arange(start, start + n))
        *_, (_, layout) = project_tsne(Z, steps=200)
        assert layout.std() > 0.5


@pytest.mark.parametrize("n", [5, 6, 10, 100])
def test_it_works_with_few_and_with_identical_points(make_odd_cloud, n):
    Z = make_odd_cloud(n)
    *_, (done, layout) = project_tsne(Z, steps=150)
    assert done == 150
    assert layout.shape == (n, 2)
    assert np.isfinite(layout).all()


def test_more_than_two_thousand_points_take_the_fast_gradient_and_keep_clusters():
    rng = np.random.default_rng(0)
    labels = np.arange(2500) % 5
    Z = (rng.normal(size=(5, 16)) * 8)[labels] + rng.normal(size=(2500, 16))
    *_, (_, layout) = project_tsne(Z.astype(np.float32), steps=150)
    centres = np.stack([layout[labels == k].mean(axis=0) for k in range(5)])
    nearest = np.linalg.norm(layout[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == labels).mean() > 0.99


def test_three_axes_keep_more_than_two(digits):
    Z = digits.rows(digits.part("test"))
    flat, solid = ([layout for _, layout in project_tsne(Z, n_axes=n)][-1] for n in (2, 3))
    assert solid.shape == (len(Z), 3) and solid.std(axis=0).min() > 1
    assert trustworthiness(Z, solid, n_neighbors=10) > trustworthiness(Z, flat, n_neighbors=10)


def test_it_goes_on_from_a_layout(digits):
    Z = digits.rows(digits.part("test"))
    first = dict(project_tsne(Z, steps=100))
    more = dict(project_tsne(Z, steps=200, start=(100, first[100])))
    assert list(more) == [100, 125, 150, 175, 200]
    np.testing.assert_array_equal(more[100], first[100])
    # Nothing jumps, and it comes to what one go comes to.
    moved = np.linalg.norm(more[125] - first[100], axis=1)
    assert 0 < np.median(moved) < first[100].std() / 2
    whole = dict(project_tsne(Z, steps=200))
    assert more[200].std() == pytest.approx(whole[200].std(), rel=0.2)
    assert (
        trustworthiness(Z, more[200], n_neighbors=10) > trustworthiness(Z, whole[200], n_neighbors=10) - 0.01
    )


def test_a_layout_stopped_early_goes_on_with_what_is_left_of_its_early_steps(digits):
    Z = digits.rows(digits.part("test"))
    *_, (_, layout) = project_tsne(Z, steps=50)
    more = dict(project_tsne(Z, steps=200, start=(50, layout)))
    assert list(more) == [50, 75, 100, 125, 150, 175, 200]
    assert trustworthiness(Z, more[200], n_neighbors=10) > 0.95


@pytest.mark.parametrize("steps", [50, 100])
def test_what_has_as_many_steps_as_asked_is_not_touched(X64, steps):
    *_, (_, layout) = project_tsne(X64, steps=100)
    ((done, same),) = project_tsne(X64, steps=steps, start=(100, layout))
    assert done == 100
    np.testing.assert_array_equal(same, layout)
