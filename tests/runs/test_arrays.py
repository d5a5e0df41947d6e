"""What array files of a run may hold: one whole example of each kind, and everything that is one step off."""

import json

import numpy as np
import pytest

from aecore.runs.arrays import is_checkpoint, is_epoch, is_projection

EPOCH = {
    "ids": np.array([0, 4]),
    "Z": np.ones((2, 3), np.float32),
    "preview_ids": np.array([7]),
    "X_hat": np.ones((1, 5), np.float32),
}
QUALITY = dict.fromkeys(
    (
        "trustworthiness",
        "continuity",
        "neighborhood_preservation",
        "knn_label_agreement",
        "source_knn_label_agreement",
    ),
    np.array(0.5),
)
COORDINATES = {
    "ids": np.array([0, 4]),
    "coordinates": np.zeros((2, 2), np.float32),
    "step": np.array(0),
    "n_steps": np.array(3),
}
EVALUATED = COORDINATES | QUALITY | {"n_evaluated": np.array(2), "distortion": np.zeros(2, np.float16)}
GRAPH = {"ids": np.array([[1], [2], [0]]), "distances": np.ones((3, 1), np.float32)}
CHECKPOINT = {
    "variable_0000": np.ones(2),
    "best_0000": np.ones(2),
    "history": np.array(json.dumps([{"epoch": 1, "seconds": 2.0}])),
}


def without(arrays: dict, name: str) -> dict:
    return {key: array for key, array in arrays.items() if key != name}


@pytest.mark.parametrize("three", [False, True])
def test_whole_files_are_accepted(three):
    assert is_epoch(EPOCH)
    assert is_epoch(EPOCH | {"Z": np.full((2, 3), np.nan, np.float32)})  # of a training that diverged
    assert is_projection(COORDINATES | ({"coordinates": np.zeros((2, 3), np.float32)} if three else {}))
    assert is_projection(EVALUATED)
    assert is_projection(GRAPH)
    assert is_projection({"problem": np.array("Too few samples.")})
    assert is_checkpoint(CHECKPOINT)
    assert is_checkpoint({"history": np.array("[]")})


def test_a_projection_of_the_first_version_is_accepted():
    earlier = {"ids": np.array([0]), "layout": np.zeros((1, 2)), "done": np.array(3), "of": np.array(3)}
    assert is_projection(earlier)
    names = ("trustworthiness", "continuity", "neighbors_kept", "labels_kept", "labels_in_latent", "n_judged")
    evaluated = earlier | dict.fromkeys(names, np.array(1)) | {"distortion": np.zeros(1)}
    assert is_projection(evaluated)
    assert not any(is_projection(without(evaluated, name)) for name in names[1:])


@pytest.mark.parametrize(("ids", "rows"), [("ids", "Z"), ("preview_ids", "X_hat")])
def test_an_epoch_has_a_row_of_numbers_for_each_id(ids, rows):
    n = len(EPOCH[ids])
    for change in (
        {ids: EPOCH[ids][None]},
        {ids: EPOCH[ids].astype(float)},
        {ids: EPOCH[ids] - 100},
        {ids: np.arange(n + 1)},
        {ids: np.arange(0), rows: EPOCH[rows][:0]},
        {rows: EPOCH[rows][:, :0]},
        {rows: EPOCH[rows].astype(int)},
        {rows: EPOCH[rows][..., None]},
        {rows: EPOCH[rows][:, 0]},
    ):
        assert not is_epoch(EPOCH | change), change
    assert not is_epoch(without(EPOCH, ids)) and not is_epoch(without(EPOCH, rows))


def test_coordinates_are_finite_and_know_their_step():
    for change in (
        {"coordinates": np.zeros((2, 1), np.float32)},
        {"coordinates": np.zeros((2, 4), np.float32)},
        {"coordinates": np.array([[0, 0], [0, np.inf]], np.float32)},
        {"coordinates": np.array([[0, 0], [0, np.nan]], np.float32)},
        {"coordinates": np.zeros((3, 2), np.float32)},
        {"step": np.array(-1)},
        {"step": np.array(0.5)},
        {"step": np.array([0])},
        {"n_steps": np.array(-1)},
        {"n_steps": np.array("3")},
    ):
        assert not is_projection(COORDINATES | change), change
    for name in COORDINATES:
        assert not is_projection(without(COORDINATES, name)), name


def test_the_quality_of_a_map_is_whole():
    for name in EVALUATED.keys() - {"trustworthiness"}:
        assert not is_projection(without(EVALUATED, name)), name
    for name in (*QUALITY, "n_evaluated"):
        assert not is_projection(EVALUATED | {name: np.array([0.5])}), name
        assert not is_projection(EVALUATED | {name: np.array("much")}), name
    for distortion in (np.zeros(3), np.zeros((2, 1)), np.zeros(2, int)):
        assert not is_projection(EVALUATED | {"distortion": distortion})


def test_a_graph_joins_its_own_rows():
    for change in (
        {"ids": np.array([[1], [2], [3]])},
        {"ids": np.array([[1], [2], [-1]])},
        {"ids": GRAPH["ids"].astype(float)},
        {"ids": GRAPH["ids"][:, 0], "distances": GRAPH["distances"][:, 0]},
        {"ids": GRAPH["ids"][:, :0], "distances": GRAPH["distances"][:, :0]},
        {"ids": np.hstack([GRAPH["ids"]] * 2)},
        {"distances": np.full((3, 1), np.inf, np.float32)},
        {"distances": np.ones((3, 1), int)},
    ):
        assert not is_projection(GRAPH | change), change
    assert not is_projection(without(GRAPH, "ids")) and not is_projection(without(GRAPH, "distances"))


@pytest.mark.parametrize("problem", [np.array(["no"]), np.array(1), np.array(b"no")])
def test_a_reason_is_one_text(problem):
    assert not is_projection({"problem": problem})


@pytest.mark.parametrize("name", ["variable_1", "variable_1234567", "other_0000", "variable_000a", "x"])
def test_a_checkpoint_has_numbered_variables_only(name):
    assert not is_checkpoint(CHECKPOINT | {name: np.ones(2)})


@pytest.mark.parametrize("history", ["", "{}", "[1]", "[[]]", '[{"epoch": 1}]', "[" * 100_000])
def test_the_history_of_a_checkpoint_has_a_row_with_its_seconds_for_each_epoch(history):
    assert not is_checkpoint(CHECKPOINT | {"history": np.array(history)})
    assert not is_checkpoint(CHECKPOINT | {"history": np.array(["[]"])})
    assert not is_checkpoint(without(CHECKPOINT, "history"))
