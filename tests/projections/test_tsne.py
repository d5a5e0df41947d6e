from collections.abc import Iterator

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from aecore.projections import TSNE, Step
from aecore.projections.tsne import EARLY_STEPS


def project_tsne(
    Z: np.ndarray, start: tuple[int, np.ndarray] | None = None, **hyperparameters: object
) -> Iterator[tuple[int, np.ndarray]]:
    first = start and Step(start[0], start[0], start[1])
    for step in TSNE(**hyperparameters).iterate(Z, start=first):
        yield step.step, step.coordinates


def test_it_yields_every_25_steps_and_preserves_neighbours(digits):
    Z = digits.rows(digits.part("all"))
    coordinates_by_step = dict(project_tsne(Z, steps=200))
    assert list(coordinates_by_step) == [0, 25, 50, 75, 100, 125, 150, 175, 200]
    assert {(x.shape, x.dtype) for x in coordinates_by_step.values()} == {((len(Z), 2), np.dtype(np.float32))}
    quality = {
        done: trustworthiness(Z, x, n_neighbors=10)
        for done, x in coordinates_by_step.items()
        if not done % 100
    }
    assert quality[0] < quality[100] <= quality[200]
    assert quality[200] > 0.95


def test_coordinates_that_were_yielded_do_not_change(digits):
    Z = digits.rows(digits.part("test"))
    kept = [(coordinates, coordinates.copy()) for _, coordinates in project_tsne(Z, steps=75)]
    for coordinates, copy in kept:
        np.testing.assert_array_equal(coordinates, copy)
    assert not np.allclose(kept[-1][0], kept[-2][0])


@pytest.mark.parametrize("steps", [50, 60, EARLY_STEPS + 1])
def test_it_ends_after_the_steps_asked_for(X64, steps):
    done = [done for done, _ in project_tsne(X64, steps=steps)]
    assert done[0] == 0 and done[-1] == steps
    assert (np.diff(done) > 0).all()


def test_the_seed_determines_the_coordinates(X64):
    *_, (_, first) = project_tsne(X64, steps=50)
    *_, (_, again) = project_tsne(X64, steps=50)
    np.testing.assert_array_equal(again, first)


@pytest.mark.parametrize("n", [5, 8, 10, 15, 30])
def test_few_samples_do_not_collapse(digits, n):
    for start in (0, 100, 200):
        Z = digits.rows(np.arange(start, start + n))
        *_, (_, coordinates) = project_tsne(Z, steps=200)
        assert coordinates.std() > 0.5


@pytest.mark.parametrize("n", [5, 6, 10, 100])
def test_it_works_with_few_and_with_identical_points(make_odd_cloud, n):
    Z = make_odd_cloud(n)
    *_, (done, coordinates) = project_tsne(Z, steps=150)
    assert done == 150
    assert coordinates.shape == (n, 2)
    assert np.isfinite(coordinates).all()


def test_more_than_two_thousand_points_use_the_fast_gradient_and_keep_clusters():
    rng = np.random.default_rng(0)
    labels = np.arange(2500) % 5
    Z = (rng.normal(size=(5, 16)) * 8)[labels] + rng.normal(size=(2500, 16))
    *_, (_, coordinates) = project_tsne(Z.astype(np.float32), steps=150)
    centres = np.stack([coordinates[labels == k].mean(axis=0) for k in range(5)])
    nearest = np.linalg.norm(coordinates[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == labels).mean() > 0.99


def test_three_dimensions_preserve_more_than_two(digits):
    Z = digits.rows(digits.part("test"))
    flat, solid = ([coordinates for _, coordinates in project_tsne(Z, n_components=n)][-1] for n in (2, 3))
    assert solid.shape == (len(Z), 3) and solid.std(axis=0).min() > 1
    assert trustworthiness(Z, solid, n_neighbors=10) > trustworthiness(Z, flat, n_neighbors=10)


def test_it_continues_from_coordinates(digits):
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


def test_coordinates_of_an_early_step_continue_with_the_remaining_early_steps(digits):
    Z = digits.rows(digits.part("test"))
    *_, (_, coordinates) = project_tsne(Z, steps=50)
    more = dict(project_tsne(Z, steps=200, start=(50, coordinates)))
    assert list(more) == [50, 75, 100, 125, 150, 175, 200]
    assert trustworthiness(Z, more[200], n_neighbors=10) > 0.95


@pytest.mark.parametrize("steps", [50, 100])
def test_enough_steps_leave_the_coordinates_unchanged(X64, steps):
    *_, (_, coordinates) = project_tsne(X64, steps=100)
    ((done, same),) = project_tsne(X64, steps=steps, start=(100, coordinates))
    assert done == 100
    np.testing.assert_array_equal(same, coordinates)
