import numpy as np
import pytest

from aecore.analysis.generation.dimensions import describe_dimensions, traverse
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)
SDS = np.array([0.5, 3.0, 0.0, 1.0, 1e-5])
Z = (RNG.normal(size=(4000, 5)) * SDS + [0, 5, 7, 0, 0]).astype(np.float32)
W = RNG.normal(size=(5, 12))


def test_those_come_first_whose_share_of_a_linear_decoders_variance_is_largest():
    found = describe_dimensions(Z, lambda Z: Z @ W)
    expected = Z.astype(float).var(axis=0) * (W**2).mean(axis=1)
    assert [d.index for d in found][:3] == list(np.argsort(-expected)[:3])
    for d in found:
        assert d.influence == pytest.approx(expected[d.index], rel=1e-3, abs=1e-9)
        assert (d.mean, d.sd) == pytest.approx((Z[:, d.index].mean(), Z[:, d.index].std()), abs=1e-4)
    assert {d.index for d in found if d.is_dead} == {2, 4}
    assert all(d.is_dead for d in found[3:])


def test_a_slider_reaches_what_the_latent_vectors_reach():
    for d in describe_dimensions(Z, lambda Z: Z @ W):
        z = Z[:, d.index]
        assert d.low < np.percentile(z, 0.5) <= np.percentile(z, 99.5) < d.high
        if not d.is_dead:
            assert d.high - d.low < 7 * d.sd


def test_the_slider_of_a_rarely_active_unit_reaches_its_activations():
    sparse = np.zeros((1000, 2))
    sparse[:3, 0] = 10
    sparse[:, 1] = RNG.normal(size=1000)
    first, second = sorted(describe_dimensions(sparse, lambda z: z), key=lambda d: d.index)
    assert first.high > 2 * sparse[:, 0].std() and not first.is_dead
    assert first.low > -1
    assert second.low < -2 < 2 < second.high


def test_with_a_divergence_the_order_and_the_dead_are_its():
    def refuse(Z):
        raise AssertionError("decoded for nothing")

    found = describe_dimensions(Z, refuse, kl=np.array([0.3, 0.0099, 0, 2, 0.0101]), has_normal_prior=True)
    assert [d.index for d in found] == [3, 0, 4, 1, 2]
    assert [d.is_dead for d in found] == [False, False, False, True, True]
    by_index = {d.index: d for d in found}
    assert (by_index[0].low, by_index[0].high) == (-3, 3)
    assert by_index[1].low <= -3 and by_index[1].high > np.percentile(Z[:, 1], 99.5) > 3


@pytest.mark.parametrize("n", [1, 50])
def test_dimensions_of_equal_latent_vectors_have_sliders_and_are_all_dead(n):
    found = describe_dimensions(np.full((n, 3), 0.1), lambda Z: Z)
    assert all(d.is_dead and d.low < d.mean < d.high for d in found)


def test_many_dimensions_are_measured_in_pieces_as_in_one():
    wide = RNG.normal(size=(100, 150)) * np.linspace(1, 2, 150)
    found = describe_dimensions(wide, lambda z: z)
    by_index = sorted(found, key=lambda d: d.index)
    np.testing.assert_allclose([d.influence for d in by_index], wide.var(axis=0) / 150, rtol=1e-4)


def test_a_traversal_decodes_each_latent_vector_in_one_call():
    calls = []

    def decode(Z):
        calls.append(Z)
        return np.tanh(Z @ W)

    z = Z[0]
    values = np.array([[-1.0, 0.0, 2.0], [5.0, 6.0, 7.0]])
    shared, each = traverse(decode, z, [3, 1], values[0]), traverse(decode, z, [3, 1], values)
    assert len(calls) == 2 and shared.shape == each.shape == (2, 3, 12)
    for i, dimension in enumerate([3, 1]):
        for j in range(3):
            moved = z.copy()
            moved[dimension] = values[0, j]
            np.testing.assert_allclose(shared[i, j], decode(moved[None])[0], rtol=1e-5)
            moved[dimension] = values[i, j]
            np.testing.assert_allclose(each[i, j], decode(moved[None])[0], rtol=1e-5)
    np.testing.assert_array_equal(z, Z[0])


def test_a_traversal_of_no_dimension_is_empty():
    calls = []

    def decode(Z):
        calls.append(Z)
        return Z @ W

    for dimensions, values in (([], np.zeros((0, 7))), (np.array([]), np.linspace([], [], 7, axis=1))):
        assert traverse(decode, Z[0], dimensions, values).shape == (0, 7, 12)
    assert all(given.shape == (0, 5) for given in calls)


@pytest.mark.parametrize(
    ("vectors", "kl", "says"),
    [
        (
            np.full((4, 2), np.nan),
            None,
            "NaN or infinity in 4 of 4 latent vectors",
        ),
        (np.zeros((0, 2)), None, "Expected at least 1 latent vectors, got 0"),
        (np.zeros((4, 2)), np.zeros(3), "each of 2 latent dimensions, got 3"),
    ],
)
def test_what_cannot_be_described_is_refused(vectors, kl, says):
    with pytest.raises(InvalidInput, match=says):
        describe_dimensions(vectors, lambda z: z, kl=kl)
