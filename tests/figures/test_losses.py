"""Loss curves: which are drawn, with which values."""

import pytest

from aecore.figures.losses import draw_losses


def make_history(**losses: float) -> list[dict[str, float]]:
    return [{"epoch": epoch, **{name: value / epoch for name, value in losses.items()}} for epoch in (1, 2)]


@pytest.mark.parametrize(
    ("losses", "names"),
    [
        ({"loss": 4.0, "val_loss": 6.0}, {"training": 4.0, "validation": 6.0}),
        ({"loss": 4.0, "test_loss": 6.0}, {"training": 4.0, "test": 6.0}),
        (
            {"loss": 9.0, "reconstruction": 4.0, "val_reconstruction": 6.0},
            {"training": 4.0, "validation": 6.0},
        ),
        (
            {"loss": 4.0, "val_loss": 6.0, "val_clean_loss": 2.0},
            {"training": 4.0, "validation": 6.0, "validation, clean inputs": 2.0},
        ),
    ],
    ids=lambda value: "-".join(value),
)
def test_each_part_has_a_curve(losses, names):
    figure = draw_losses(make_history(**losses), 5, "mse")
    assert {curve.name: list(curve.y) for curve in figure.data} == {
        name: [value, value / 2] for name, value in names.items()
    }


def test_only_the_curve_of_clean_inputs_is_dotted():
    figure = draw_losses(make_history(loss=4.0, val_loss=6.0, val_clean_loss=2.0), 5, "mse")
    assert [curve.line.dash for curve in figure.data] == [None, None, "dot"]


def test_before_the_first_epoch_the_legend_has_the_two_usual_parts():
    assert [curve.name for curve in draw_losses([], 5, "mse").data] == ["training", "validation"]
