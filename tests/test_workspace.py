"""Where the workspace may be, and what is said where it may not be."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.remote  # noqa: F401
from aecore import workspace
from aecore.workspace import WorkspaceUnavailable


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that this process may not write to, also where it runs as root."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o555)
        user = os.geteuid()
        os.seteuid(user or 65534)
        yield Path(name)
        os.seteuid(user)
        os.chmod(name, 0o755)


def test_a_folder_need_not_be_there(tmp_path, monkeypatch):
    monkeypatch.setenv("AECORE_HOME", str(tmp_path / "some" / "where"))
    assert workspace.home() == workspace.UPath(tmp_path / "some" / "where")
    assert not (tmp_path / "some").exists()


@pytest.mark.parametrize("value", [None, "", "workspace"])
def test_without_a_setting_it_is_a_folder_of_the_current_one(tmp_path, monkeypatch, value):
    for folder in (tmp_path, tmp_path.parent):
        monkeypatch.chdir(folder)
        monkeypatch.delenv("AECORE_HOME", raising=False)
        if value is not None:
            monkeypatch.setenv("AECORE_HOME", value)
        assert str(workspace.home()) == str(folder / "workspace")


def test_a_url_is_taken_as_it_is(monkeypatch):
    monkeypatch.setenv("AECORE_HOME", "remote://bucket/folder")
    assert workspace.home() == workspace.UPath("remote://bucket/folder")
    assert workspace.home().protocol == "remote"


def test_a_local_url_is_a_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("AECORE_HOME", f"file://{tmp_path}")
    assert str(workspace.home() / "runs") == f"file://{tmp_path}/runs"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("foo://bucket", "the protocol foo:// is unknown"),
        ("s3://user:secret@bucket/folder", "Install s3fs"),
        ("simplecache::s3://bucket", "Install s3fs"),
        ("memory://", "other processes cannot see"),
        ("memory://somewhere", "other processes cannot see"),
        ("https://example.org/folder", "can only be read"),
        ("ftp://127.0.0.1:9/folder", "cannot be reached"),
    ],
)
def test_a_url_that_holds_no_workspace_is_told_in_one_sentence(monkeypatch, value, says):
    monkeypatch.setenv("AECORE_HOME", value)
    for _ in range(2):
        with pytest.raises(WorkspaceUnavailable, match=says) as refusal:
            workspace.home()
    message = str(refusal.value)
    assert message.startswith("AECORE_HOME ")
    assert "\n" not in message and message.endswith(".")
    assert "secret" not in message


@pytest.mark.parametrize("below", ["", "/a", "/a/b"])
def test_a_file_is_no_workspace(tmp_path, monkeypatch, below):
    (tmp_path / "file").touch()
    monkeypatch.setenv("AECORE_HOME", f"{tmp_path}/file{below}")
    with pytest.raises(WorkspaceUnavailable, match=f"but {tmp_path}/file is a file"):
        workspace.home()


@pytest.mark.parametrize("below", ["", "/a/b"])
def test_a_folder_that_cannot_be_written_is_no_workspace(read_only, monkeypatch, below):
    monkeypatch.setenv("AECORE_HOME", f"{read_only}{below}")
    with pytest.raises(WorkspaceUnavailable, match=f"files cannot be written in {read_only}"):
        workspace.home()


def test_what_was_mended_is_seen_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("AECORE_HOME", str(tmp_path / "file"))
    (tmp_path / "file").touch()
    with pytest.raises(WorkspaceUnavailable):
        workspace.home()
    (tmp_path / "file").unlink()
    assert str(workspace.home()) == str(tmp_path / "file")


def test_asking_again_costs_next_to_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("AECORE_HOME", str(tmp_path))
    workspace.home()
    start = time.perf_counter()
    for _ in range(1000):
        workspace.home()
    assert time.perf_counter() - start < 0.1
