"""The labels that a person gives to samples of a data set, saved in the workspace."""

import json
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta
from upath import UPath

from aecore import workspace
from aecore.errors import AecoreError
from aecore.files import put, remove, sha256
from aecore.json_files import DamagedFile, read_json
from aecore.runs.selections import DATASET_NAME, MAX_NAME_LENGTH

FORMAT = 1
# Colours of a map, and columns of a table, remain distinguishable.
MAX_CLASSES = 100


class _Content(msgspec.Struct, frozen=True):
    """The content of a file of labels."""

    format: Literal[1]  # FORMAT
    fingerprint: Annotated[str, Meta(max_length=100)]
    labels: dict[
        Annotated[str, Meta(max_length=MAX_NAME_LENGTH)], list[Annotated[int, Meta(ge=0, le=2**63 - 1)]]
    ]


_DECODER = msgspec.json.Decoder(_Content)


class LabelProblem(AecoreError, ValueError):
    """Labels cannot be saved or loaded; the message says why and what to do."""


def assign_label(labels: Mapping[str, np.ndarray], name: str, ids: np.ndarray) -> dict[str, np.ndarray]:
    """Gives samples a label, which replaces the one that they had.

    Args:
        labels: Sample ids by name of the class.
        name: The class; empty to remove the labels of the samples.
        ids: Ids of the samples.

    Returns:
        Sample ids by name of the class, without classes that have no samples left.
    """
    assigned = {other: np.setdiff1d(members, ids) for other, members in labels.items()}
    if name:
        assigned[name] = np.union1d(assigned.get(name, np.empty(0, int)), ids).astype(int)
    return {other: members for other, members in assigned.items() if len(members)}


def save_labels(dataset: str, fingerprint: str, labels: Mapping[str, np.ndarray], owner: str = "") -> None:
    """Saves all labels of one person, and replaces earlier ones.

    Args:
        dataset: Name of the data set.
        fingerprint: Fingerprint of the data set, since the ids are valid only for this data.
        labels: Sample ids by name of the class; none deletes the labels.
        owner: Id of the visitor; empty if there is only one person.

    Raises:
        LabelProblem: if a name is invalid, a sample has two labels, there are too many classes, or the
            workspace cannot be written to.
    """
    for name in labels:
        _check_name(name)
    if len(labels) > MAX_CLASSES:
        raise LabelProblem(f"Expected at most {MAX_CLASSES} classes, but got {len(labels)}: use fewer names.")
    ids, counts = np.unique(np.concatenate([*labels.values(), np.empty(0, int)]), return_counts=True)
    if counts.max(initial=1) > 1:
        raise LabelProblem(
            f"Expected one label for each sample, but sample {int(ids[counts.argmax()])} has "
            f"{counts.max()}: these contradict each other, remove all but one."
        )
    path = _get_path(dataset, owner)
    values = {name: np.unique(members).astype(int).tolist() for name, members in labels.items()}
    try:
        if values:
            content = {"format": FORMAT, "fingerprint": fingerprint, "labels": values}
            put(path, json.dumps(content).encode())
        else:
            remove(path)
    except OSError as error:
        raise LabelProblem(
            f"The labels cannot be saved in {workspace.home()} ({error.strerror}): make room there, or set "
            "AECORE_HOME to a folder that can be written to."
        ) from error


def load_labels(dataset: str, fingerprint: str, owner: str = "") -> dict[str, np.ndarray]:
    """Loads the labels of one person.

    Args:
        dataset: Name of the data set.
        fingerprint: Fingerprint of the data set.
        owner: Id of the visitor.

    Returns:
        Sample ids, ascending, by name of the class; empty if there are none.

    Raises:
        LabelProblem: if the file is damaged or was made on other data.
    """
    path = _get_path(dataset, owner)
    try:
        content = read_json(path.parent, path.name, _DECODER.decode)
    except DamagedFile as error:
        raise LabelProblem(f"Your labels of {dataset} are damaged ({error}): delete them.") from error
    if content is None:
        return {}
    if content.fingerprint != fingerprint:
        raise LabelProblem(f"Your labels were given on other data with the name {dataset}: delete them.")
    return {name: np.array(ids, int) for name, ids in content.labels.items()}


def delete_labels(dataset: str, owner: str = "") -> None:
    """Deletes the labels of one person, even damaged ones."""
    remove(_get_path(dataset, owner))


def _check_name(name: str) -> None:
    is_text = name.encode(errors="ignore").decode() == name  # a lone surrogate cannot be encoded
    if not name.strip() or len(name) > MAX_NAME_LENGTH or not is_text:
        raise LabelProblem(
            f"Expected a name of a class with at most {MAX_NAME_LENGTH} characters that is not blank, but "
            f"got {len(name)} characters: choose another name."
        )


def _get_path(dataset: str, owner: str) -> UPath:
    if not DATASET_NAME.fullmatch(dataset):
        raise LabelProblem(f"{dataset[:40]!r} is not the name of a data set: choose one on the Data page.")
    return workspace.home() / "labels" / dataset / f"{sha256(owner.encode())[:16]}.json"
