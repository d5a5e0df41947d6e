"""Names of runs."""

import pytest

from aecore.datasets import load_dataset
from aecore.runs import Run, RunProblem, create_run, find_run
from aecore.runs.names import MAX_LENGTH, read_name, write_name


@pytest.fixture
def run(tmp_path, monkeypatch) -> Run:
    monkeypatch.setenv("AECORE_HOME", str(tmp_path))
    return create_run("basic", {"epochs": 1, "latent_dim": 2}, "digits", load_dataset("digits").fingerprint)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Größe *2*", "Größe *2*"),
        ("  two\t lines\nand \u202eleft\x00 ", "two lines and left"),
        ("x" * MAX_LENGTH, "x" * MAX_LENGTH),
        ("\ud800", ""),
        ("   ", ""),
    ],
)
def test_a_name_is_kept_without_what_cannot_be_printed(run, typed, name):
    assert read_name(run) == ""
    write_name(run, "earlier")
    write_name(run, typed)
    assert read_name(Run(run.path)) == name
    run.check()


def test_a_name_is_refused_if_it_is_too_long_or_the_run_cannot_have_one(run):
    with pytest.raises(RunProblem, match=f"at most {MAX_LENGTH} characters, but got {MAX_LENGTH + 1}"):
        write_name(run, "x" * (MAX_LENGTH + 1))
    with pytest.raises(RunProblem, match="ships with the dashboard"):
        write_name(find_run("mnist-deep"), "mine")
    run.delete()
    with pytest.raises(RunProblem, match="was deleted"):
        write_name(run, "mine")
    assert not run.path.exists()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"name": 1}', b'{"name": ""}', b'{"name": "%s"}' % (b"x" * 61)]
)
def test_a_damaged_name_is_no_name_and_the_run_stays_usable(run, content):
    (run.path / "name.json").write_bytes(content)
    assert read_name(run) == ""
    run.check()
