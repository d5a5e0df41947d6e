"""The laws of named selections."""

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from aecore.errors import AecoreError
from aecore.runs.selections import (
    SelectionProblem,
    delete_selection,
    find_owner,
    list_selections,
    load_selection,
    save_selection,
)

NAMES = [
    "odd sevens",
    "Odd Sevens",
    "odd-sevens",
    "../../etc/passwd",
    "..",
    ".",
    "/",
    "a/b\\c:d*e?f",
    "con",
    "日本語",
    "Zürich 🦊",
    "nul\0 and\nline",
    "<script>alert(1)</script>",
    " blanks around ",
    "x" * 60,
]


def save(
    name: str = "mine", ids: object = (3, 1, 2), dataset: str = "digits", fingerprint: str = "f1"
) -> None:
    save_selection(dataset, fingerprint, name, ids)


def find_file(home: Path) -> Path:
    (path,) = (home / "selections").rglob("*.json")
    return path


def refuses(*args: object, load: object = load_selection) -> str:
    """The sentence with which it refuses."""
    with pytest.raises(SelectionProblem) as caught:
        load(*args)
    assert re.fullmatch(r"[^\n]+\.", str(caught.value)), caught.value
    return str(caught.value)


def test_a_selection_keeps_who_saved_it(home):
    assert find_owner("digits", "mine") is None
    save()
    assert find_owner("digits", "mine") == ""
    save_selection("digits", "f1", "mine", [1], owner="somebody")
    assert find_owner("digits", "mine") == "somebody"
    values = json.loads(find_file(home).read_text())
    del values["owner"]
    find_file(home).write_text(json.dumps(values))
    assert find_owner("digits", "mine") == "", "files of before had none"
    find_file(home).write_text(json.dumps(values | {"owner": 3}))
    assert find_owner("digits", "mine") == ""
    assert "is damaged" in refuses("digits", "f1", "mine")


def test_names_of_any_text_are_kept_apart_and_inside_the_folder(home):
    for number, name in enumerate(NAMES):
        save(name, [number])
    assert sorted(list_selections("digits")) == sorted(NAMES)
    for number, name in enumerate(NAMES):
        assert load_selection("digits", "f1", name).tolist() == [number]
    files = [path for path in home.parent.rglob("*") if path.is_file()]
    assert len(files) == len(NAMES)
    for path in files:
        assert path.parent == home / "selections" / "digits"
        assert re.fullmatch(r"[a-z0-9-]{1,60}\.json", path.name)


@pytest.mark.parametrize("ids", [[5, 2, 9, 2], (9, 5, 2), np.array([2, 9, 5], np.uint8)])
def test_ids_come_back_sorted_and_once(home, ids):
    save(ids=ids)
    found = load_selection("digits", "f1", "mine")
    assert found.tolist() == [2, 5, 9] and found.dtype == np.int64


def test_saving_again_replaces_and_other_data_sets_are_not_touched(home):
    save()
    save(ids=[7], dataset="wine")
    save(ids=[8, 9])
    assert load_selection("digits", "f1", "mine").tolist() == [8, 9]
    assert load_selection("wine", "f1", "mine").tolist() == [7]
    assert list_selections("digits") == list_selections("wine") == ["mine"]
    assert list_selections("iris") == []


def test_names_are_listed_in_alphabetical_order(home):
    for name in ("b", "C", "a", "B"):
        save(name)
    assert list_selections("digits") == ["a", "B", "b", "C"]


def test_deleting_is_for_good_and_twice_is_no_error(home):
    save()
    save("other")
    delete_selection("digits", "mine")
    delete_selection("digits", "mine")
    assert list_selections("digits") == ["other"]
    assert "no selection 'mine'" in refuses("digits", "f1", "mine")


def test_other_data_of_the_same_name_is_refused(home):
    save()
    assert "other data" in refuses("digits", "f2", "mine")


def test_a_file_cut_anywhere_is_told_and_not_listed(home):
    save()
    path = find_file(home)
    data = path.read_bytes()
    for end in range(len(data)):
        path.write_bytes(data[:end])
        assert "damaged" in refuses("digits", "f1", "mine")
        assert list_selections("digits") == []
    path.write_bytes(data)
    assert list_selections("digits") == ["mine"]


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"name": "another"},
        {"name": 3},
        {"fingerprint": None},
        {"ids": None},
        {"ids": []},
        {"ids": [1, 1]},
        {"ids": [2, 1]},
        {"ids": [-1]},
        {"ids": [1.0]},
        {"ids": [True]},
        {"ids": ["1"]},
        {"ids": [2**63]},
        {"ids": [1e300]},
        {"owner": 5},
        {"name": "x" * 61},
    ],
    ids=str,
)
def test_a_file_that_holds_something_else_is_told_and_not_listed(home, change):
    save()
    path = find_file(home)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert "damaged" in refuses("digits", "f1", "mine")
    assert list_selections("digits") == []


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[]", b"null", b"[" * 100_000, b'{"name": 1e999}'])
def test_a_file_that_is_no_selection_is_told_and_can_be_deleted(home, data):
    save()
    find_file(home).write_bytes(data)
    save("whole")
    assert "damaged" in refuses("digits", "f1", "mine")
    assert list_selections("digits") == ["whole"]
    delete_selection("digits", "mine")
    assert "no selection" in refuses("digits", "f1", "mine")


def test_a_folder_in_place_of_a_selection_is_told_and_can_be_deleted(home):
    save()
    path = find_file(home)
    path.unlink()
    path.mkdir()
    (path / "notes.txt").write_text("stray")
    save("whole")
    assert "damaged" in refuses("digits", "f1", "mine")
    assert list_selections("digits") == ["whole"]
    delete_selection("digits", "mine")
    assert "no selection" in refuses("digits", "f1", "mine")


def test_a_file_in_place_of_the_folder_of_selections_is_an_empty_list(home):
    (home / "selections").mkdir(parents=True)
    (home / "selections" / "digits").write_text("stray")
    assert list_selections("digits") == []


def test_what_a_writer_left_half_done_is_not_listed(home):
    save()
    path = find_file(home)
    path.with_name(f".{path.name}.0123abcd").write_bytes(path.read_bytes())
    assert list_selections("digits") == ["mine"]


@pytest.mark.parametrize("name", ["", "  ", "\n", "x" * 61, "\ud800"])
def test_a_name_that_is_none_is_refused(home, name):
    assert f"got {len(name)} characters" in refuses("digits", "f1", name, [1], load=save_selection)
    assert not home.exists()


@pytest.mark.parametrize("ids", [[], [1.5], [-1, 2], [True, False], ["a"], [np.nan]], ids=str)
def test_ids_that_are_none_are_refused(home, ids):
    assert "ids of samples" in refuses("digits", "f1", "mine", ids, load=save_selection)
    assert not home.exists()


@pytest.mark.parametrize("dataset", ["", "..", "../x", "a/b", "/etc", ".hidden", "x" * 101, "a\n"])
def test_no_name_of_a_data_set_leads_out_of_the_folder(home, dataset):
    for call, args in (
        (save_selection, (dataset, "f1", "mine", [1])),
        (load_selection, (dataset, "f1", "mine")),
        (list_selections, (dataset,)),
        (delete_selection, (dataset, "mine")),
    ):
        assert "is not the name of a data set" in refuses(*args, load=call)
    assert not home.exists()


def test_a_workspace_that_cannot_be_written_to_is_told(home, tmp_path):
    home.write_text("a file where the folder should be")
    with pytest.raises(AecoreError, match=r"^[^\n]+ is a file: [^\n]+\.$"):
        save_selection("digits", "f1", "mine", [1])


def test_the_file_of_a_selection_has_its_name_and_a_checksum(home):
    name = "- Odd ONES, 2nd try! " + "x" * 35
    save(name, np.array([4, 2]))
    checksum = hashlib.sha256(json.dumps(name).encode()).hexdigest()[:12]
    assert find_file(home).name == f"odd-ones-2nd-try-{'x' * 23}-{checksum}.json"
    assert load_selection("digits", "f1", name).dtype == np.int64
