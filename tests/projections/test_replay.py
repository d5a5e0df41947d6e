"""Frames that move only where the distances in the latent space change."""

import numpy as np
import pytest
from scipy.spatial import procrustes
from scipy.spatial.distance import pdist
from scipy.stats import ortho_group

from aecore.projections.pca import project_pca
from aecore.projections.replay import align_epochs, compute_spread


def make_cloud(n: int = 200, latent_dim: int = 6, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(n, latent_dim)) * np.arange(1, latent_dim + 1) + 5).astype(np.float32)


def turn(Z: np.ndarray, seed: int) -> np.ndarray:
    """A copy that is turned or mirrored, and shifted."""
    rng = np.random.default_rng(seed)
    rotation = ortho_group.rvs(Z.shape[1], random_state=seed) if Z.shape[1] > 1 else np.array([[-1.0]])
    return (Z @ rotation + rng.normal(size=Z.shape[1]) * 3).astype(np.float32)


@pytest.mark.parametrize("n_components", [2, 3])
@pytest.mark.parametrize("latent_dim", [1, 2, 3, 6])
def test_turned_copies_fall_onto_each_other(latent_dim, n_components):
    Z = make_cloud(latent_dim=latent_dim)
    frames = align_epochs([turn(Z, seed) for seed in range(8)] + [Z], n_components)
    assert frames.shape == (9, 200, n_components) and frames.dtype == np.float32
    size = np.abs(frames).max()
    np.testing.assert_allclose(frames / size, np.tile(frames[-1] / size, (9, 1, 1)), atol=1e-5)


@pytest.mark.parametrize("n_components", [2, 3])
def test_the_last_frame_is_its_pca(n_components):
    epochs = [make_cloud(seed=seed) for seed in range(3)]
    np.testing.assert_allclose(
        align_epochs(epochs, n_components)[-1], project_pca(epochs[-1], n_components), atol=1e-4
    )


@pytest.mark.parametrize(("latent_dim", "n_components"), [(1, 2), (2, 2), (2, 3), (3, 3)])
def test_few_dimensions_are_shown_as_they_are(latent_dim, n_components):
    epochs = [make_cloud(latent_dim=latent_dim, seed=seed) for seed in range(3)]
    frame = align_epochs(epochs, n_components)[-1]
    np.testing.assert_allclose(frame[:, :latent_dim], epochs[-1], atol=1e-5)
    assert not frame[:, latent_dim:].any()


def test_a_drift_of_some_samples_remains():
    start = make_cloud()
    drifting = np.arange(200) < 20
    epochs = [start + step * 2.0 * drifting[:, None] * np.eye(6)[5] for step in range(4)]
    plain = align_epochs(epochs)
    moved = np.linalg.norm(plain[-1] - plain[0], axis=1)
    assert moved[drifting].min() > 3 * moved[~drifting].max()
    # However each epoch was turned, the film is the same.
    turned = align_epochs([turn(Z, seed) for seed, Z in enumerate(epochs[:-1])] + epochs[-1:])
    np.testing.assert_allclose(turned, plain, atol=1e-3)


def test_two_epochs_fit_as_scipy_fits_them():
    first, last = make_cloud(latent_dim=3), 2 * make_cloud(latent_dim=3, seed=1)
    frames = align_epochs([first, last], n_components=3)
    # scipy.spatial.procrustes takes both to unit size and then fits the size, too: take that back.
    target, fitted, _ = procrustes(last, first)
    sizes = [np.linalg.norm(Z - Z.mean(axis=0)) for Z in (first, last)]
    np.testing.assert_allclose(frames[1] - last.mean(axis=0), sizes[1] * target, atol=1e-4)
    np.testing.assert_allclose(
        frames[0] - last.mean(axis=0), sizes[0] * fitted / np.linalg.norm(fitted), atol=1e-4
    )


def test_a_growing_latent_space_grows():
    Z = make_cloud()
    growth = np.array([0.01, 0.1, 0.5, 2, 1])
    frames = align_epochs([turn(factor * Z, seed) for seed, factor in enumerate(growth)])
    sizes = np.linalg.norm(frames - frames.mean(axis=1, keepdims=True), axis=(1, 2))
    np.testing.assert_allclose(sizes / sizes[-1], growth, rtol=1e-4)


@pytest.mark.parametrize("latent_dim", [1, 2, 3])
def test_all_distances_within_an_epoch_remain(latent_dim):
    rng = np.random.default_rng(0)
    epochs = [make_cloud(30, latent_dim)]
    for _ in range(100):
        epochs.append(epochs[-1] * rng.uniform(0.9, 1.1) + rng.normal(0, 0.5, epochs[-1].shape))
    for Z, frame in zip(epochs, align_epochs(epochs, n_components=3), strict=True):
        np.testing.assert_allclose(pdist(frame), pdist(Z), rtol=1e-3, atol=1e-3)


def test_the_spread_is_the_root_of_the_sum_of_variances():
    Z = make_cloud() + 1000
    assert compute_spread(Z) == pytest.approx(np.sqrt(Z.astype(float).var(axis=0).sum()), rel=1e-6)
    assert compute_spread(np.full_like(Z, 0.1)) == 0


def test_a_dimension_without_spread_does_no_harm():
    Z = make_cloud()
    flat = Z.copy()
    flat[:, 5] = 1
    for first, last in ((flat, Z), (Z, flat), (flat, flat)):
        frames = align_epochs([turn(first, 0), first, last])
        assert np.isfinite(frames).all()
        np.testing.assert_allclose(frames[0], frames[1], atol=1e-3)


def test_an_epoch_in_one_point_lies_in_the_middle_and_parts_nothing():
    Z = make_cloud()
    point = np.full_like(Z, 0.1)
    frames = align_epochs([turn(Z, 0), point, Z])
    np.testing.assert_allclose(frames[0], frames[2], atol=1e-3)
    np.testing.assert_allclose(frames[1], 0, atol=1e-6)
    ended_so = align_epochs([turn(Z, 0), Z, point])
    np.testing.assert_allclose(ended_so[:2], frames[[0, 2]], atol=1e-3)
    np.testing.assert_allclose(ended_so[2], 0, atol=1e-6)
    assert not align_epochs([point, point]).any()


def test_one_sample_and_one_epoch_do():
    assert align_epochs([np.ones((1, 4)), np.zeros((1, 4))]).tolist() == [[[0, 0]]] * 2
    assert align_epochs([make_cloud()]).shape == (1, 200, 2)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_an_epoch_that_is_no_numbers_is_named(bad):
    broken = make_cloud()
    broken[3, 2] = bad
    with pytest.raises(ValueError, match=r"number 2 of the 3 saved epochs has NaN or infinite values: .*\.$"):
        align_epochs([make_cloud(), broken, make_cloud()])


@pytest.mark.parametrize(
    "epochs",
    [
        [],
        [np.zeros((3, 2)), np.zeros((4, 2))],
        [np.zeros((3, 2)), np.zeros((3, 5))],
        [np.zeros((0, 2))],
        [np.zeros(3)],
    ],
)
def test_epochs_of_different_samples_are_refused(epochs):
    with pytest.raises(ValueError, match="same samples at every epoch"):
        align_epochs(epochs)
