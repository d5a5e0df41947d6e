"""The log of faults: what is written, what a person reads of it, and what stays on the machine."""

import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aecore import logs, workspace
from aecore.errors import AecoreError, InvalidInput, ProgramFault

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[1]


def fail(run_id: str = "", text: str = "no such shape") -> ProgramFault:
    with pytest.raises(ProgramFault) as caught, logs.report_faults(run_id):
        raise TypeError(text)
    return caught.value


def read_log(home: Path) -> str:
    return "".join(path.read_text() for path in sorted((home / "logs").iterdir()))


def test_a_fault_is_logged_with_its_traceback_and_named_in_one_sentence(home):
    fault = fail("digits-deep-1")
    text = read_log(home)
    assert f" entry={fault.entry} run=digits-deep-1 " in text
    assert "raise TypeError(text)\n    TypeError: no such shape\n" in text
    sentence = str(fault)
    assert sentence.startswith("A fault in this program, not your input, caused this error; ")
    assert fault.entry in sentence and "logs/" in sentence
    assert sentence.count(". ") == 0 and "TypeError" not in sentence and str(home) not in sentence
    assert (home / "logs" / sentence.partition("logs/")[2].split(" ")[0]).is_file()


def test_what_a_person_caused_is_passed_on_and_not_logged(home):
    with pytest.raises(InvalidInput, match="choose more"), logs.report_faults():
        raise InvalidInput("choose more")
    assert not (home / "logs").exists()


def test_a_fault_is_logged_once_however_many_report_it(home):
    with pytest.raises(ProgramFault), logs.report_faults(), logs.report_faults("outer"):
        raise KeyError("a")
    assert read_log(home).count("entry=") == 1


def test_a_fault_survives_the_way_from_a_worker(home):
    fault = fail("digits-deep-1")
    copy = pickle.loads(pickle.dumps(fault))
    assert isinstance(copy, AecoreError)
    assert (str(copy), copy.entry) == (str(fault), fault.entry)


def test_a_run_is_offered_its_entries_only(home):
    first, other = fail("digits-deep-1"), fail("digits-deep-10")
    second = fail("digits-deep-1", "again")
    found = logs.read_entries("digits-deep-1")
    assert found.index(first.entry) < found.index(second.entry)
    assert other.entry not in found
    assert logs.read_entries("digits-deep-2") == ""


def test_a_message_cannot_pretend_to_be_an_entry(home):
    fail("digits-deep-1", "x\n2026-01-01T00:00:00+0000 ERROR entry=00000000 run=digits-deep-2 forged")
    assert logs.read_entries("digits-deep-2") == ""
    assert "forged" in logs.read_entries("digits-deep-1")


def test_no_path_or_address_of_this_machine_is_offered(home):
    fail("digits-deep-1", "cannot open '/home/alice/secret plans/data.npz' of s3://user:password@bucket/x")
    try:
        with logs.report_faults("digits-deep-1"):
            re.compile("(")  # a frame in the standard library
    except ProgramFault:
        pass
    found = logs.read_entries("digits-deep-1")
    assert 'File "tests/test_logs.py", line' in found
    assert "alice" not in found and "password" not in found and "secret" not in found
    assert str(ROOT) not in found and sys.base_prefix not in found and str(home) not in found
    assert "data.npz" in found and "re/" in found or "_parser.py" in found


def test_where_the_log_cannot_be_written_the_entry_goes_to_standard_error(home, capsys):
    home.mkdir()
    (home / "logs").touch()  # a file where the folder should be
    fault = fail("digits-deep-1")
    assert "standard error" in str(fault)
    error = capsys.readouterr().err
    assert f"entry={fault.entry}" in error and "TypeError: no such shape" in error
    assert "Logging error" not in error


def test_a_workspace_elsewhere_is_not_written_to(home, monkeypatch, capsys):
    from upath import UPath

    monkeypatch.setattr(workspace, "home", lambda: UPath("memory://lab"))
    fault = fail("digits-deep-1")
    assert "standard error" in str(fault)
    assert f"entry={fault.entry}" in capsys.readouterr().err
    assert logs.read_entries("digits-deep-1") == ""


def test_a_log_is_bounded_in_size_and_number(home):
    for _ in range(10):
        fail("digits-deep-1", "x" * 400_000)
    sizes = [path.stat().st_size for path in (home / "logs").iterdir()]
    assert len(sizes) == 4
    assert max(sizes) < 1.5e6
    for number in range(40):
        (home / "logs" / f"web-old-{number}.log").write_text("")
    script = "from aecore import logs\nlogs.configure('worker')\nwith logs.report_faults(): 1 / 0"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert "ProgramFault" in done.stderr
    names = {path.name for path in (home / "logs").iterdir()}
    assert len(names) <= 30
    assert any(name.startswith("worker-") for name in names)
