import numpy as np
import pytest

from aecore.analysis.generation.dimensions import describe_dimensions, traverse

RNG = np.random.default_rng(0)
SDS = np.array([0.5, 3.0, 0.0, 1.0, 1e-5])
Z = (RNG.normal(size=(4000, 5)) * SDS + [0, 5, 7, 0, 0]).astype(np.float32)
W = RNG.normal(size=(5, 12))


def test_those_come_first_whose_share_of_a_linear_decoders_variance_is_largest():
    found = describe_dimensions(Z, lambda codes: codes @ W)
    expected = Z.astype(float).var(axis=0) * (W**2).mean(axis=1)
    assert [d.number for d in found][:3] == list(np.argsort(-expected)[:3])
    for d in found:
        assert d.carries == pytest.approx(expected[d.number], rel=1e-3, abs=1e-9)
        assert (d.mean, d.sd) == pytest.approx((Z[:, d.number].mean(), Z[:, d.number].std()), abs=1e-4)
    assert {d.number for d in found if d.is_dead} == {2, 4}
    assert all(d.is_dead for d in found[3:])


def test_a_slider_reaches_what_the_codes_reach():
    for d in describe_dimensions(Z, lambda codes: codes @ W):
        z = Z[:, d.number]
        assert d.low < np.percentile(z, 0.5) <= np.percentile(z, 99.5) < d.high
        if not d.is_dead:
            assert d.high - d.low < 7 * d.sd


def test_a_unit_that_is_seldom_on_has_a_slider_that_turns_it_on():
    codes = np.zeros((1000, 2))
    codes[:3, 0] = 10
    codes[:, 1] = RNG.normal(size=1000)
    first, second = sorted(describe_dimensions(codes, lambda z: z), key=lambda d: d.number)
    assert first.high > 2 * codes[:, 0].std() and not first.is_dead
    assert first.low > -1
    assert second.low < -2 < 2 < second.high


def test_with_a_divergence_the_order_and_the_dead_are_its():
    def refuse(codes):
        raise AssertionError("decoded for nothing")

    found = describe_dimensions(Z, refuse, kl=np.array([0.3, 0.0099, 0, 2, 0.0101]), has_normal_prior=True)
    assert [d.number for d in found] == [3, 0, 4, 1, 2]
    assert [d.is_dead for d in found] == [False, False, False, True, True]
    by_number = {d.number: d for d in found}
    assert (by_number[0].low, by_number[0].high) == (-3, 3)
    assert by_number[1].low <= -3 and by_number[1].high > np.percentile(Z[:, 1], 99.5) > 3


@pytest.mark.parametrize("n", [1, 50])
def test_codes_at_one_place_have_sliders_and_are_all_dead(n):
    found = describe_dimensions(np.full((n, 3), 0.1), lambda codes: codes)
    assert all(d.is_dead and d.low < d.mean < d.high for d in found)


def test_many_dimensions_are_measured_in_pieces_as_in_one():
    codes = RNG.normal(size=(100, 150)) * np.linspace(1, 2, 150)
    found = describe_dimensions(codes, lambda z: z)
    by_number = sorted(found, key=lambda d: d.number)
    np.testing.assert_allclose([d.carries for d in by_number], codes.var(axis=0) / 150, rtol=1e-4)


def test_a_traversal_is_each_code_decoded_in_one_call():
    calls = []

    def decode(codes):
        calls.append(codes)
        return np.tanh(codes @ W)

    z = Z[0]
    values = np.array([[-1.0, 0.0, 2.0], [5.0, 6.0, 7.0]])
    shared, own = traverse(decode, z, [3, 1], values[0]), traverse(decode, z, [3, 1], values)
    assert len(calls) == 2 and shared.shape == own.shape == (2, 3, 12)
    for i, dimension in enumerate([3, 1]):
        for j in range(3):
            code = z.copy()
            code[dimension] = values[0, j]
            np.testing.assert_allclose(shared[i, j], decode(code[None])[0], rtol=1e-5)
            code[dimension] = values[i, j]
            np.testing.assert_allclose(own[i, j], decode(code[None])[0], rtol=1e-5)
    np.testing.assert_array_equal(z, Z[0])


@pytest.mark.parametrize(
    ("codes", "kl", "says"),
    [
        (np.full((4, 2), np.nan), None, "Expected finite numbers, got 4 of 4 codes"),
        (np.zeros((0, 2)), None, "Expected at least 1 codes, got 0"),
        (np.zeros(4), None, "stack them"),
        (np.zeros((4, 2)), np.zeros(3), "each of 2 dimensions, got 3"),
    ],
)
def test_what_cannot_be_described_is_told(codes, kl, says):
    with pytest.raises(ValueError, match=says):
        describe_dimensions(codes, lambda z: z, kl=kl)
