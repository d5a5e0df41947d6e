"""Trust figures against scikit-learn and against their definitions, one pair of points at a time."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from aecore.projections import quality
from aecore.projections.neighbors import nearest_neighbors
from aecore.projections.pca import project_pca
from aecore.projections.quality import ProjectionQuality, evaluate_projection


def make_points(kind: str, n: int, latent_dim: int) -> tuple[np.ndarray, np.ndarray]:
    """Vectors and their labels."""
    rng = np.random.default_rng(n)
    labels = rng.integers(0, 4, n)
    Z = rng.normal(size=(n, latent_dim))
    if kind == "clustered":
        Z += rng.normal(size=(4, latent_dim))[labels] * 6
    if kind == "far from zero":
        Z += 100
    return Z.astype(np.float32), labels


def evaluate(
    Z: np.ndarray, coordinates: np.ndarray, labels: np.ndarray | None = None, k: int = 10
) -> ProjectionQuality:
    return evaluate_projection(Z, coordinates, np.zeros(len(Z)) if labels is None else labels, k=k)


def rank_all(points: np.ndarray) -> np.ndarray:
    """The rank of each column's point among the neighbours of each row's, 0 for itself."""
    points = points.astype(np.float64)
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    np.fill_diagonal(distances, -1)
    return distances.argsort(axis=1).argsort(axis=1)


def define(Z: np.ndarray, coordinates: np.ndarray, labels: np.ndarray, k: int) -> dict:
    """All figures as their definitions say, pair by pair."""
    n, most = len(Z), min(90, len(Z) - 1)
    ranks, map_ranks = rank_all(Z), rank_all(coordinates)
    too_far = torn = kept = agreeing_on_map = own = 0
    distortion = np.zeros(n)
    for i in range(n):
        near, near_on_map = ([j for j in range(n) if 0 < r[i, j] <= k] for r in (ranks, map_ranks))
        too_far += sum(ranks[i, j] - k for j in near_on_map if j not in near)
        torn += sum(map_ranks[i, j] - k for j in near if j not in near_on_map)
        kept += len(set(near) & set(near_on_map))
        agreeing_on_map += sum(labels[j] == labels[i] for j in near_on_map)
        own += sum(labels[j] == labels[i] for j in near)
        best, worst = sum(range(1, k + 1)), k * (most + 1)
        for others, r in ((near_on_map, ranks), (near, map_ranks)):
            distortion[i] += (sum(min(r[i, j], most + 1) for j in others) - best) / (worst - best) / 2
    scale = 2 / (n * k * (2 * n - 3 * k - 1))
    return {
        "trustworthiness": 1 - scale * too_far,
        "continuity": 1 - scale * torn,
        "neighborhood_preservation": kept / (n * k),
        "knn_label_agreement": agreeing_on_map / (n * k),
        "source_knn_label_agreement": own / (n * k),
        "distortion": distortion,
    }


@pytest.mark.parametrize("n_components", [2, 3])
@pytest.mark.parametrize(("n", "latent_dim"), [(60, 2), (150, 3), (300, 12)])
@pytest.mark.parametrize("kind", ["random", "clustered", "far from zero"])
def test_every_figure_is_that_of_its_definition(kind, n, latent_dim, n_components):
    Z, labels = make_points(kind, n, latent_dim)
    coordinates = project_pca(Z, n_components) + np.random.default_rng(1).normal(
        0, 0.3, (n, n_components)
    ).astype(np.float32)
    found, expected = evaluate(Z, coordinates, labels), define(Z, coordinates, labels, 10)
    for name, value in expected.items():
        tolerance = 1e-3 if name == "distortion" else 1e-6  # float16
        np.testing.assert_allclose(getattr(found, name), value, rtol=0, atol=tolerance, err_msg=name)
    assert found.n_evaluated == n and found.distortion.dtype == np.float16
    assert 0.01 < found.neighborhood_preservation < 0.99  # or it would prove little


@pytest.mark.parametrize("k", [1, 5, 30])
@pytest.mark.parametrize("kind", ["random", "clustered"])
def test_trustworthiness_and_continuity_are_those_of_scikit_learn(kind, k):
    Z, _ = make_points(kind, 1500, 16)
    coordinates = project_pca(Z)
    found = evaluate(Z, coordinates, k=k)
    wide = Z.astype(np.float64), coordinates.astype(np.float64)
    assert found.trustworthiness == pytest.approx(trustworthiness(*wide, n_neighbors=k), abs=1e-6)
    assert found.continuity == pytest.approx(trustworthiness(*wide[::-1], n_neighbors=k), abs=1e-6)


def test_blocks_of_any_size_give_the_same(monkeypatch):
    Z, labels = make_points("random", 300, 12)
    whole = evaluate(Z, project_pca(Z), labels)
    monkeypatch.setattr(quality, "_VALUES_PER_BLOCK", 1000)
    blocks = evaluate(Z, project_pca(Z), labels)
    np.testing.assert_array_equal(blocks.distortion, whole.distortion)
    assert (blocks.trustworthiness, blocks.continuity) == (whole.trustworthiness, whole.continuity)


def test_a_sample_of_many_rows_is_evaluated(monkeypatch):
    Z, labels = make_points("clustered", 3000, 12)
    whole = evaluate(Z, project_pca(Z), labels)
    monkeypatch.setattr(quality, "_MAX_EVALUATED", 1000)
    sample = evaluate(Z, project_pca(Z), labels)
    assert (whole.n_evaluated, sample.n_evaluated) == (3000, 1000)
    for name in ("trustworthiness", "continuity"):
        assert getattr(sample, name) == pytest.approx(getattr(whole, name), abs=0.01)
        assert getattr(sample, name) != getattr(whole, name)
    # The others are of all rows.
    assert (sample.neighborhood_preservation, sample.knn_label_agreement) == (
        whole.neighborhood_preservation,
        whole.knn_label_agreement,
    )
    np.testing.assert_array_equal(sample.distortion, whole.distortion)


def test_a_map_that_is_the_space_itself_is_perfect():
    Z, labels = make_points("clustered", 500, 2)
    found = evaluate(Z, 3 * Z[:, ::-1] + 1, labels)
    assert (found.trustworthiness, found.continuity, found.neighborhood_preservation) == (1, 1, 1)
    assert found.knn_label_agreement == found.source_knn_label_agreement > 0.9
    assert (found.distortion == 0).all()


def test_a_map_that_has_nothing_to_do_with_the_space_keeps_nothing():
    Z, labels = make_points("random", 2000, 12)
    found = evaluate(Z, np.random.default_rng(1).normal(size=(2000, 2)), labels)
    assert found.trustworthiness == pytest.approx(0.5, abs=0.02)
    assert found.continuity == pytest.approx(0.5, abs=0.02)
    assert found.neighborhood_preservation < 0.02
    assert found.distortion.mean() > 0.95
    assert found.knn_label_agreement == pytest.approx(0.25, abs=0.02)


def test_a_point_that_is_misplaced_is_the_one_that_is_distorted():
    Z, labels = make_points("clustered", 1000, 2)
    coordinates = Z.copy()
    coordinates[7] = coordinates[labels != labels[7]].mean(axis=0)
    distortion = evaluate(Z, coordinates, labels).distortion
    assert distortion.argmax() == 7 and distortion[7] > 0.9
    assert np.median(distortion) < 0.01


# -- edges ----------------------------------------------------------------------------------


def check_range(found: ProjectionQuality) -> None:
    for name, value in vars(found).items():
        assert np.isfinite(value).all(), name
        assert name == "n_evaluated" or (np.min(value) >= 0 and np.max(value) <= 1), name


@pytest.mark.parametrize("latent_dim", [2, 8])
@pytest.mark.parametrize("groups", [1, 3, 40])
def test_identical_points_share_their_ranks(groups, latent_dim):
    # More copies than a graph has neighbours: which of them it holds means nothing.
    group = np.arange(600) % groups
    places = np.random.default_rng(0).normal(size=(groups, latent_dim)).astype(np.float32)
    found = evaluate(places[group] + 5, places[group, :2], group)
    check_range(found)
    assert (found.trustworthiness, found.knn_label_agreement, found.source_knn_label_agreement) == (1, 1, 1)
    assert found.neighborhood_preservation == 1 and (found.distortion == 0).all()


def test_a_map_in_one_place_tears_nothing_apart_and_cannot_be_trusted():
    Z, labels = make_points("random", 400, 8)
    found = evaluate(Z, np.zeros((400, 2), np.float32), labels)
    check_range(found)
    assert found.continuity == 1 and found.trustworthiness < 0.6


def test_vectors_in_one_place_can_be_trusted_wherever_they_are_drawn():
    coordinates = np.random.default_rng(0).normal(size=(400, 2)).astype(np.float32)
    found = evaluate(np.ones((400, 8), np.float32), coordinates)
    check_range(found)
    assert found.trustworthiness == 1 and found.continuity < 0.6


def test_constant_dimensions_and_a_single_far_point_change_nothing():
    Z, labels = make_points("clustered", 300, 5)
    coordinates = project_pca(Z)
    padded = np.column_stack([Z, np.full((300, 3), 1e4, np.float32)])
    np.testing.assert_allclose(
        evaluate(padded, coordinates, labels).distortion, evaluate(Z, coordinates, labels).distortion
    )
    Z[0] = 1e5
    check_range(evaluate(Z, project_pca(Z), labels))


@pytest.mark.parametrize("n", [3, 4, 5, 10, 20, 21, 22])
def test_few_points_have_smaller_neighbourhoods(n):
    Z, labels = make_points("random", n, 8)
    found = evaluate(Z, project_pca(Z), labels)
    check_range(found)
    k = min(10, (n - 1) // 2)
    assert found.trustworthiness == pytest.approx(trustworthiness(Z, project_pca(Z), n_neighbors=k), abs=1e-6)


@pytest.mark.parametrize("n", [1, 2])
def test_too_few_points_are_refused_in_one_sentence(n):
    Z = np.ones((n, 4), np.float32)
    with pytest.raises(ValueError, match=r"^[^.]+: use more samples\.$"):
        evaluate(Z, Z[:, :2])


def test_a_graph_that_is_too_small_is_refused():
    Z, labels = make_points("random", 200, 8)
    with pytest.raises(ValueError, match="Expected at most 50 neighbours, got k=90"):
        evaluate_projection(Z, project_pca(Z), labels, graph=nearest_neighbors(Z, 50))
