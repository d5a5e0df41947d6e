"""Named selections of samples of a data set, saved in the workspace."""

import itertools
import json
import re
from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta
from upath import UPath

from aecore import workspace
from aecore.errors import AecoreError
from aecore.files import put, remove, sha256
from aecore.json_files import DamagedFile, read_json

FORMAT = 1
MAX_NAME_LENGTH = 60
DATASET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


class _Content(msgspec.Struct, frozen=True):
    """The content of a selection's file."""

    format: Literal[1]  # FORMAT
    name: Annotated[str, Meta(max_length=MAX_NAME_LENGTH)]
    fingerprint: Annotated[str, Meta(max_length=100)]
    ids: Annotated[list[Annotated[int, Meta(ge=0, le=2**63 - 1)]], Meta(min_length=1)]
    owner: Annotated[str, Meta(max_length=200)] = ""


_DECODER = msgspec.json.Decoder(_Content)


class SelectionProblem(AecoreError, ValueError):
    """A selection cannot be used; the message says why and what to do."""


def save_selection(dataset: str, fingerprint: str, name: str, ids: np.ndarray, owner: str = "") -> None:
    """Saves a selection; replaces an existing one of the same name.

    Args:
        dataset: Name of the data set.
        fingerprint: Fingerprint of the data set, since the ids are valid only for this data.
        name: Any text of at most 60 characters that is not blank.
        ids: Sample ids, whole numbers from 0, at least one; saved sorted and without repetitions.
        owner: Id of the visitor who saves the selection; empty if unknown.

    Raises:
        SelectionProblem: if the name or the ids are invalid, or the workspace cannot be written to.
    """
    is_text = name.encode(errors="ignore").decode() == name  # a lone surrogate cannot be encoded
    if not name.strip() or len(name) > MAX_NAME_LENGTH or not is_text:
        raise SelectionProblem(
            f"Expected a name of at most {MAX_NAME_LENGTH} characters that is not blank, but got {len(name)} "
            "characters: choose another name."
        )
    ids = np.unique(ids)
    if len(ids) == 0 or ids.dtype.kind not in "iu" or ids[0] < 0:
        raise SelectionProblem("Expected the ids of samples, but got none: choose samples on the map.")
    values = {"format": FORMAT, "name": name, "fingerprint": fingerprint, "ids": ids.tolist(), "owner": owner}
    try:
        put(_get_path(dataset, name), json.dumps(values).encode())
    except OSError as error:
        raise SelectionProblem(
            f"The selection cannot be saved in {workspace.home()} ({error.strerror}): make room there, or "
            "set AECORE_HOME to a folder that can be written to."
        ) from error


def list_selections(dataset: str) -> list[str]:
    """Lists the names of the selections of a data set in alphabetical order, without damaged ones."""
    folder = _get_folder(dataset)
    names = []
    for path in folder.glob("*.json") if folder.is_dir() else ():
        content = _read(path)
        # A renamed file would be listed but could not be loaded.
        if content is not None and path == _get_path(dataset, content.name):
            names.append(content.name)
    return sorted(names, key=lambda name: (name.casefold(), name))


def load_selection(dataset: str, fingerprint: str, name: str) -> np.ndarray:
    """Loads the sample ids of a selection.

    Args:
        dataset: Name of the data set.
        fingerprint: Fingerprint of the data set.
        name: Name of the selection.

    Returns:
        Distinct sample ids in ascending order, int64, shape `(n,)`.

    Raises:
        SelectionProblem: if the selection does not exist, is damaged, or was made on other data.
    """
    path = _get_path(dataset, name)
    if not path.exists():
        raise SelectionProblem(f"There is no selection {name!r} of {dataset} (any more): choose another one.")
    content = _read(path)
    if content is None or content.name != name:
        raise SelectionProblem(
            f"The selection {name!r} of {dataset} is damaged: delete it and save it again."
        )
    if content.fingerprint != fingerprint:
        raise SelectionProblem(
            f"The selection {name!r} was made on other data with the name {dataset}: delete it and "
            "select the samples again."
        )
    return np.array(content.ids, np.int64)


def find_owner(dataset: str, name: str) -> str | None:
    """Returns the owner of a selection: empty if unknown, None if the selection does not exist."""
    path = _get_path(dataset, name)
    if not path.exists():
        return None
    content = _read(path)
    return content.owner if content else ""


def delete_selection(dataset: str, name: str) -> None:
    """Deletes a selection, even a damaged one, if it exists."""
    remove(_get_path(dataset, name))


def _get_folder(dataset: str) -> UPath:
    if not DATASET_NAME.fullmatch(dataset):
        raise SelectionProblem(
            f"{dataset[:40]!r} is not the name of a data set: choose one on the Data page."
        )
    return workspace.home() / "selections" / dataset


def _get_path(dataset: str, name: str) -> UPath:
    """Path of a selection: the words of its name, and a checksum that distinguishes similar names."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return _get_folder(dataset) / f"{slug}-{sha256(json.dumps(name).encode())[:12]}.json"


def _read(path: UPath) -> _Content | None:
    """Content of the file of a selection, or None if it does not exist or is invalid."""
    try:
        return read_json(path.parent, path.name, _decode)
    except DamagedFile:
        return None


def _decode(data: bytes) -> _Content:
    content = _DECODER.decode(data)
    if any(a >= b for a, b in itertools.pairwise(content.ids)):
        raise ValueError("its ids are not ascending")
    return content
