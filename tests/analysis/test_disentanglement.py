"""The mutual information gap against its definition and on toy cases."""

import itertools

import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from aecore.analysis.disentanglement import (
    compute_chance_shares,
    compute_gaps,
    compute_known_shares,
    compute_mutual_information,
    mutual_information_gap,
)
from aecore.errors import InvalidInput


@pytest.fixture
def factors() -> dict[str, np.ndarray]:
    """All combinations of two factors, ten times."""
    levels = np.array(list(itertools.product(range(4), range(5), range(10))))
    return {"shape": levels[:, 0], "x": levels[:, 1]}


def test_a_dimension_for_each_factor_has_a_gap_of_one(factors):
    rng = np.random.default_rng(0)
    Z = np.stack([factors["x"] * 0.5, -3.0 * factors["shape"], rng.permuted(factors["x"])], axis=1)
    Z[:, 2] = 0
    assert mutual_information_gap(Z, factors) == pytest.approx(1)


def test_a_factor_in_two_dimensions_has_no_gap(factors):
    shape, x = factors["shape"], factors["x"]
    assert mutual_information_gap(np.stack([shape, x, shape, -x], axis=1), factors) == pytest.approx(0)
    # One of two factors is in one dimension alone.
    assert mutual_information_gap(np.stack([shape, x, -x], axis=1), factors) == pytest.approx(0.5)


def test_rotated_dimensions_have_a_smaller_gap(factors):
    Z = np.stack([factors["shape"], factors["x"]], axis=1) * [1.25, 1.0]
    turn = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
    assert mutual_information_gap(Z @ turn, factors) < 0.2 < mutual_information_gap(Z, factors)


def test_it_is_that_of_its_definition(factors):
    Z = np.random.default_rng(0).normal(size=(200, 3))
    Z[:, 0] += factors["shape"]
    Z[:, 1] += factors["x"] + 0.3 * factors["shape"]
    gaps = []
    for row, levels in zip(compute_mutual_information(Z, factors), factors.values(), strict=True):
        information = []
        for z in Z.T:
            bins = np.minimum(((z - z.min()) / (z.max() - z.min()) * 20).astype(int), 19)
            information.append(mutual_info_score(levels, bins))
            joint = np.histogram2d(levels, bins, [np.arange(6), np.arange(21)])[0] / len(Z)
            product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
            by_hand = (joint[joint > 0] * np.log((joint / np.where(product, product, 1))[joint > 0])).sum()
            assert information[-1] == pytest.approx(by_hand)
        np.testing.assert_allclose(row, information)
        last, first = sorted(information)[-2:]
        shares = np.bincount(levels) / len(levels)
        gaps.append((first - last) / -(shares * np.log(shares)).sum())
    assert mutual_information_gap(Z, factors) == pytest.approx(np.mean(gaps))


def test_known_shares_are_one_for_a_factor_itself_and_small_by_chance(factors):
    Z = np.stack([factors["shape"], factors["x"]], axis=1)
    np.testing.assert_allclose(compute_known_shares(Z, factors), np.eye(2), atol=1e-12)
    np.testing.assert_allclose(compute_gaps(compute_known_shares(Z, factors)), 1)
    chance = compute_chance_shares(Z, factors)
    assert 0 < chance.max() < 0.1
    np.testing.assert_array_equal(chance, compute_chance_shares(Z, factors))


def test_one_dimension_is_its_own_gap(factors):
    assert mutual_information_gap(factors["shape"][:, None], {"shape": factors["shape"]}) == pytest.approx(1)


def test_what_has_no_gap_is_refused(factors):
    Z = np.zeros((200, 2))
    with pytest.raises(InvalidInput, match="at least one factor of variation, got none"):
        mutual_information_gap(Z, {})
    with pytest.raises(InvalidInput, match="two levels of y or more, got one"):
        mutual_information_gap(Z, factors | {"y": np.ones(200, int)})
    with pytest.raises(ValueError, match="Expected 200 levels of y, got 3"):
        mutual_information_gap(Z, {"y": np.arange(3)})
