"""Figures of latent units against SciPy, scikit-learn, NumPy and closed forms."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching
from sklearn.metrics import roc_auc_score

from aecore.analysis.unit_matching import chance_share, match_units, share_matched
from aecore.analysis.units import ablate_units, class_auroc, correlate_unit, describe_units, rank_samples
from aecore.errors import InvalidInput


@pytest.fixture(scope="module")
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture(scope="module")
def sparse(rng) -> np.ndarray:
    """Rectified latent vectors of 400 samples and 70 units; the first unit is never active."""
    Z = np.maximum(rng.normal(-1, 1, (400, 70)), 0).astype(np.float32)
    Z[:, 0] = 0
    return Z


@pytest.fixture(scope="module")
def labels(rng) -> np.ndarray:
    """Classes 0, 1 and 3; class 2 has no sample."""
    return rng.choice([0, 1, 3], 400, p=[0.6, 0.3, 0.1])


def test_auroc_is_that_of_scikit_learn(sparse, labels):
    rounded = np.random.default_rng(1).normal(size=sparse.shape).round(1)  # with many ties
    for Z in (sparse, rounded):
        auroc = class_auroc(Z, labels, 4)
        expected = [[roc_auc_score(labels == label, z) for label in (0, 1, 3)] for z in Z.T]
        np.testing.assert_allclose(auroc[:, [0, 1, 3]], expected, rtol=0, atol=1e-9)
        assert np.isnan(auroc[:, 2]).all()


def test_auroc_of_a_single_class_is_nan():
    assert np.isnan(class_auroc(np.arange(6.0).reshape(3, 2), np.zeros(3, int), 1)).all()


def test_the_best_class_has_the_auroc_farthest_from_chance(labels):
    Z = np.stack([labels == 3, labels != 1, labels * 0.0], axis=1)
    units = describe_units(Z, labels, 4)
    assert units.best_class.tolist() == [3, 1, 0]
    assert units.auroc[[0, 1], [3, 1]] == pytest.approx([1, 0])
    assert describe_units(Z, np.zeros(400, int), 1).best_class.tolist() == [-1, -1, -1]


def test_moments_and_histograms_are_those_of_numpy(sparse, labels):
    units = describe_units(sparse, labels, 4)
    np.testing.assert_allclose(units.mean, sparse.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(units.sd, sparse.std(axis=0), rtol=1e-5)
    assert units.maximum.tolist() == sparse.max(axis=0).tolist()
    assert (units.edges[0], units.edges[-1]) == (0, sparse.max())
    for z, counts in zip(sparse.T, units.counts, strict=True):
        position = np.searchsorted(units.edges, z[z > 0], side="right") - 1
        expected = np.bincount(np.minimum(position, len(counts) - 1), minlength=len(counts))
        assert counts.tolist() == expected.tolist()


def test_a_rectified_unit_is_active_above_zero(sparse, labels):
    units = describe_units(sparse, labels, 4)
    assert units.is_rectified.all()
    assert units.active_share == pytest.approx((sparse > 0).mean(axis=0))
    assert units.active_share[0] == 0
    assert (units.replacement == 0).all()


def test_a_linear_unit_is_active_beyond_one_standard_deviation(labels):
    z = np.linspace(-1, 1, 400)
    Z = np.stack([z, z + 1.5, np.full(400, 0.1)], axis=1)
    units = describe_units(Z, labels, 4)
    assert not units.is_rectified.any()
    # The standard deviation of a uniform distribution on [-1, 1] is 1 / sqrt(3).
    assert units.active_share == pytest.approx([1 - 3**-0.5, 1 - 3**-0.5, 0], abs=0.01)
    assert units.sd[2] == 0
    assert units.replacement == pytest.approx([0, 1.5, 0.1])


def test_latent_vectors_that_are_not_finite_are_rejected(labels):
    with pytest.raises(InvalidInput, match="NaN or infinity in 1 of 3"):
        describe_units(np.array([[0.0], [np.nan], [1.0]]), labels[:3], 4)


def test_the_ablation_is_the_error_of_each_latent_vector_without_the_unit(sparse, rng):
    W = rng.normal(size=(70, 12))
    X = rng.normal(size=(50, 12))
    decoded = []

    def decode(Z):
        decoded.append(len(Z))
        return np.tanh(Z @ W)

    for Z, replacement in ((sparse[:50], np.zeros(70)), (sparse[:50] - 1, sparse.mean(axis=0) - 1)):
        decoded.clear()
        rise, mse, n = ablate_units(X, Z, decode, replacement)
        before = ((X - np.tanh(Z @ W)) ** 2).mean()
        expected = []
        for j in range(70):
            ablated = Z.copy()
            ablated[:, j] = replacement[j]
            expected.append(((X - np.tanh(ablated @ W)) ** 2).mean() - before)
        np.testing.assert_allclose(rise, expected, atol=1e-6)
        assert mse == pytest.approx(before)
        assert n == 50
        assert sum(decoded) == 50 + (Z != replacement.astype(np.float32)).sum()
    assert rise[0] == 0  # its activation is always the replacement


def test_an_orthogonal_unit_costs_its_mean_square():
    Z = np.abs(np.random.default_rng(2).normal(size=(200, 4)))
    rise, mse, _ = ablate_units(Z, Z, lambda Z: Z, np.zeros(4))
    assert mse == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(rise, (Z**2).mean(axis=0) / 4, rtol=1e-5)


def test_the_ablation_uses_as_many_samples_as_may_be_decoded(sparse):
    def decode(Z):
        return Z

    n_active = (sparse[:50] > 0).sum(axis=1)
    limit = int(n_active[:7].sum())
    for max_decoded, n in ((limit, 7), (limit - 1, 6), (0, 1)):
        found, _, used = ablate_units(sparse[:50], sparse[:50], decode, np.zeros(70), max_decoded)
        assert used == n
        np.testing.assert_allclose(found, (sparse[:n] ** 2).mean(axis=0) / 70, rtol=1e-5)


def test_ranked_samples_are_those_at_the_top_and_at_quantiles():
    z = np.maximum(np.random.default_rng(3).normal(size=1000), 0)
    active = np.flatnonzero(z > 0)
    groups = rank_samples(z, n=10)
    assert list(groups) == [1.0, 0.75, 0.5, 0.25]
    assert groups[1.0].tolist() == np.argsort(z)[::-1][:10].tolist()
    for q in (0.75, 0.5, 0.25):
        nearest = np.argsort(np.abs(np.argsort(np.argsort(z[active])) - q * (len(active) - 1)))[:9]
        assert set(active[nearest]) <= set(groups[q])
        assert z[groups[q]].min() <= np.quantile(z[active], q) <= z[groups[q]].max()
        assert (np.diff(z[groups[q]]) <= 0).all()


def test_a_linear_unit_has_lowest_samples_too():
    z = np.random.default_rng(4).normal(size=300)
    groups = rank_samples(z, n=5)
    assert list(groups) == [1.0, 0.75, 0.5, 0.25, 0.0]
    assert sorted(groups[0.0]) == sorted(np.argsort(z)[:5])


@pytest.mark.parametrize("n_active", [0, 3, 12, 25])
def test_no_sample_is_ranked_twice(n_active):
    z = np.zeros(50)
    z[:n_active] = np.arange(1, n_active + 1)
    rows = np.concatenate([np.empty(0, int), *rank_samples(z).values()])
    assert len(set(rows)) == len(rows) == n_active
    assert (z[rows] > 0).all()


def test_correlations_are_those_of_numpy(sparse):
    expected = np.corrcoef(sparse[:, 1:].astype(np.float64), rowvar=False)
    for unit in (1, 40):
        found = correlate_unit(sparse, unit)
        np.testing.assert_allclose(found[1:], expected[unit - 1], atol=1e-12)
        assert found[0] == 0
    assert correlate_unit(sparse, 0).tolist() == [0] * 70


def test_shuffled_units_are_matched_with_themselves(rng):
    W = rng.normal(size=(20, 30))
    order = rng.permutation(20)
    partners, cosines = match_units(W, 3 * W[order])
    assert order[partners].tolist() == list(range(20))
    assert cosines == pytest.approx(np.ones(20))
    assert share_matched(partners) == 1


def test_the_number_of_pairs_is_the_maximum(rng):
    for _ in range(20):
        # In two dimensions many units are nearly parallel, and compete for partners.
        W_a, W_b = rng.normal(size=(12, 2)), rng.normal(size=(9, 2))
        cosines = (W_a / np.linalg.norm(W_a, axis=1)[:, None]) @ (
            W_b / np.linalg.norm(W_b, axis=1)[:, None]
        ).T
        expected = (maximum_bipartite_matching(csr_array(cosines >= 0.9), perm_type="column") >= 0).sum()
        partners, best = match_units(W_a, W_b)
        paired = np.flatnonzero(partners >= 0)
        assert len(paired) == expected
        assert len(set(partners[paired])) == len(paired)
        np.testing.assert_allclose(best[paired], cosines[paired, partners[paired]])
        alone = np.flatnonzero(partners < 0)
        np.testing.assert_allclose(best[alone], cosines[alone].max(axis=1))


def test_more_pairs_are_preferred_to_a_closer_pair():
    angles_a, angles_b = np.radians([0, 24]), np.radians([1, -24])
    W_a, W_b = (np.stack([np.cos(angle), np.sin(angle)], axis=1) for angle in (angles_a, angles_b))
    # The closest pair (0 and 1 degrees) would leave 24 and -24 degrees without a partner.
    assert match_units(W_a, W_b)[0].tolist() == [1, 0]


def test_opposite_effects_match_only_without_their_sign(rng):
    W = rng.normal(size=(5, 30))
    assert match_units(W, -W)[0].tolist() == [-1] * 5
    assert match_units(W, -W, ignores_sign=True)[0].tolist() == list(range(5))


def test_units_without_an_effect_have_no_partner(rng):
    W = rng.normal(size=(3, 30))
    W[1] = 0
    assert match_units(W, W)[0].tolist() == [0, -1, 2]
    for W_a, W_b in ((W[:0], W), (W, W[:0])):
        assert share_matched(match_units(W_a, W_b)[0]) == 0


def test_chance_is_rare_with_many_features_and_frequent_with_few(rng):
    W = rng.normal(size=(20, 100))
    assert share_matched(match_units(W, W)[0]) == 1
    assert chance_share(W, W) == 0
    # For two independent directions in a plane, P(cosine >= 0.9) is arccos(0.9) / pi = 0.14; with 200
    # candidates nearly every unit finds a partner.
    plane = rng.normal(size=(200, 2))
    assert chance_share(plane, rng.normal(size=(200, 2))) > 0.8
