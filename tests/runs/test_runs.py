"""The laws of the run folder."""

import contextlib
import dataclasses
import json
import os
import re
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import tests.remote  # noqa: F401
from aecore import runs, workspace
from aecore.runs import Run, RunProblem, create_run, find_run, list_runs
from aecore.runs.folder import GALLERY

JSON = {
    "progress.json": {"stage": "training", "fraction": 0.5},
    "history.json": [{"epoch": 1, "loss": 0.5, "seconds": 1.0}],
    "metrics.json": {"test_mse": 0.25},
}
ARRAYS = {
    "ids": np.arange(5),
    "Z": np.ones((5, 2), np.float32),
    "preview_ids": np.arange(3),
    "X_hat": np.ones((3, 64), np.float32),
}
EARLIER = ARRAYS | {"Z": np.zeros((5, 2), np.float32)}
PROJECTION = {
    "ids": np.arange(5),
    "coordinates": np.ones((5, 2), np.float32),
    "step": np.int64(3),
    "n_steps": np.int64(9),
}
STATE = {"variable_0000": np.ones(3), "history": np.asarray(json.dumps(JSON["history.json"]))}
MODEL = {"encoder.onnx": b"the encoder's bytes", "decoder.onnx": b"the decoder's bytes"}


def make_run() -> Run:
    return create_run("basic", {"epochs": 1, "latent_dim": 2}, "digits", "0" * 64)


def fill(run: Run, state: str = "done", reason: str = "") -> Run:
    """Everything that a worker writes."""
    for name, value in JSON.items():
        run.write_json(name, value)
    run.write_arrays("epochs/0000.npz", EARLIER)
    run.write_arrays("epochs/0001.npz", ARRAYS)
    run.write_arrays("checkpoint/state.npz", STATE)
    run.write_projection("tsne-abc", PROJECTION)
    for name, data in MODEL.items():
        run.write(name, data)
    run.finish(state, reason, MODEL)
    return run


READERS: dict[str, Callable[[Run], object]] = {
    "spec": lambda run: run.spec,
    "history": lambda run: run.history,
    "progress": lambda run: run.progress,
    "metrics": lambda run: run.metrics,
    "result": lambda run: run.result,
    "has_model": lambda run: run.has_model,
    "state": lambda run: run.state(),
    "kept_epochs": lambda run: run.saved_epochs,
    "newest epoch": lambda run: run.read_epoch(),
    "epoch 1": lambda run: run.read_epoch(1),
    "projection": lambda run: run.read_projection("tsne-abc"),
    "checkpoint": lambda run: run.read_arrays("checkpoint/state.npz"),
    "encoder": lambda run: run.read_sealed("encoder.onnx"),
    "decoder": lambda run: run.read_sealed("decoder.onnx"),
}


def read_all(run: Run) -> dict[str, object]:
    """What each reader gives, or the sentence with which it refuses; anything else is an error."""
    found = {}
    for name, read in READERS.items():
        try:
            found[name] = read(run)
        except RunProblem as problem:
            assert re.fullmatch(r"[^\n]+\.", str(problem)), problem
            found[name] = RunProblem
    return found


def get_ids(found: list[Run]) -> set[str]:
    """Without those that ship with the package."""
    return {run.id for run in found if not run.is_ready_made}


def is_same(a: object, b: object) -> bool:
    if isinstance(a, dict) and isinstance(b, dict) and any(isinstance(v, np.ndarray) for v in a.values()):
        return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)
    return type(a) is type(b) and a == b


# -- a run from its beginning to its end ----------------------------------------------------


@pytest.fixture(params=["local", "remote"])
def any_home(request, tmp_path, monkeypatch) -> Iterator[None]:
    """A workspace on the disk and one that is no disk."""
    place = tmp_path / "workspace" if request.param == "local" else f"remote://{tmp_path.name}"
    monkeypatch.setenv("AECORE_HOME", str(place))
    yield
    if request.param == "remote":
        workspace.home().fs.rm("/", recursive=True)


def test_what_is_written_is_read(any_home):
    run = make_run()
    assert run.state([run.id]) == "queued"
    assert find_run(run.id).spec == run.spec
    assert (run.history, run.metrics, run.progress, run.result) == ([], {}, None, None)
    run.request_stop()
    assert run.stop_requested

    fill(run, "stopped", "by hand")
    found = read_all(find_run(run.id))
    assert found["state"] == "stopped"
    assert found["result"] == run.result
    assert (run.result.reason, run.result.epochs, run.result.seconds) == ("by hand", 1, 1.0)
    assert found["has_model"] and found["kept_epochs"] == [0, 1]
    for name, value in JSON.items():
        assert found[name.removesuffix(".json")] == value
    for name in ("newest epoch", "epoch 1"):
        assert is_same(found[name], ARRAYS)
    assert is_same(found["projection"], PROJECTION) and is_same(found["checkpoint"], STATE)
    assert (found["encoder"], found["decoder"]) == tuple(MODEL.values())
    assert get_ids(list_runs()) == {run.id}


def test_a_reopened_run_goes_on_from_its_checkpoint(any_home):
    run = make_run()
    run.request_stop()
    fill(run, "stopped").reopen()
    assert (run.result, run.stop_requested, run.state([run.id])) == (None, False, "queued")
    assert is_same(run.read_arrays("checkpoint/state.npz"), STATE)
    run.reopen()  # nothing to take back


def test_a_deleted_run_is_gone_and_can_be_deleted_again(any_home):
    run, other = fill(make_run()), make_run()
    for _ in range(2):
        run.delete()
        assert get_ids(list_runs()) == {other.id}
    with pytest.raises(RunProblem, match=f"{run.id} does not exist"):
        find_run(run.id)
    found = read_all(run)
    assert {name for name, value in found.items() if value} == {"spec", "encoder", "decoder", "state"}
    assert found["spec"] is RunProblem
    with pytest.raises(RunProblem, match="was deleted"):
        run.write_json("history.json", [])
    for write in (
        lambda: run.write_projection("tsne-abc", PROJECTION),
        lambda: run.finish("done", ""),
    ):
        with pytest.raises(RunProblem):
            write()
    assert not run.path.exists()


def test_asking_a_deleted_run_to_stop_is_no_disaster(any_home):
    run = make_run()
    run.delete()
    with contextlib.suppress(RunProblem):
        run.request_stop()
    with contextlib.suppress(RunProblem):
        run.stop_projection("tsne-abc")
    assert get_ids(list_runs()) == set()


def test_a_projection_can_be_stopped_before_its_first_step(any_home):
    run = make_run()
    run.stop_projection("tsne-abc")
    assert run.projection_stopped("tsne-abc")
    assert not run.projection_stopped("tsne-other")


def test_ready_made_runs_cannot_be_deleted_and_are_never_written_to(home):
    run = Run(GALLERY / "mnist-deep")
    shipped = sorted(run.path.rglob("*"))
    assert run.is_ready_made and not make_run().is_ready_made
    with pytest.raises(RunProblem, match="cannot be deleted"):
        run.delete()
    run.stop_projection("tsne-abc")
    assert (home / "gallery" / "mnist-deep" / "projections" / "tsne-abc.stop").exists()
    assert sorted(run.path.rglob("*")) == shipped


# -- states ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "progress_age", "stop", "result", "state"),
    [
        (True, None, False, None, "queued"),
        (True, None, True, None, "queued"),
        (True, 0, False, None, "training"),
        (True, 3600, False, None, "training"),  # the scheduler knows better than a clock
        (False, 0, False, None, "interrupted"),  # nobody holds its lease
        (False, 3600, False, None, "interrupted"),
        (False, None, False, None, "interrupted"),
        (False, None, True, None, "stopped"),
        (False, 3600, True, None, "stopped"),
        (True, 0, True, "stopped", "stopped"),
        (True, 0, False, "done", "done"),
        (False, 3600, False, "done", "done"),
        (False, None, False, "failed", "failed"),
    ],
)
def test_the_state_is_read_off_the_files_and_the_scheduler(home, known, progress_age, stop, result, state):
    run = make_run()
    if progress_age is not None:
        run.write_json("progress.json", {})
        then = time.time() - progress_age
        os.utime(run.path / "progress.json", (then, then))
    if stop:
        run.request_stop()
    if result:
        run.finish(result, "")
    assert run.state([run.id, "another"] if known else ["another"]) == state


# -- damage ---------------------------------------------------------------------------------

FILES = [
    "spec.json", *JSON, "result.json", *MODEL,
    "epochs/0001.npz", "projections/tsne-abc.npz", "checkpoint/state.npz",
]  # fmt: skip


def flip_middle(data: bytes) -> bytes:
    k = len(data) // 2
    return data[:k] + bytes([data[k] ^ 0xFF]) + data[k + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "one byte short": lambda data: data[:-1],
    "flipped": flip_middle,
    "number": lambda data: b"3",
    "other kind": lambda data: b'["a"]' if data[:1] == b"{" else b'{"a": 1}',
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_never_believed_and_harms_no_other_run(home, name, damage):
    good, run = fill(make_run()), fill(make_run())
    sound = read_all(run)
    path = run.path / name
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    for reader, value in read_all(run).items():
        allowed = [sound[reader], *([EARLIER] if reader == "newest epoch" else [])]
        assert value is None or value is RunProblem or any(is_same(value, v) for v in allowed), reader
    assert get_ids(list_runs()) == {good.id, run.id}
    # How far a training was is of no interest once it has ended.
    is_lost = name in ("spec.json", "result.json", "history.json", "metrics.json")
    assert get_ids(runs.list_models()) == ({good.id} if is_lost else {good.id, run.id})
    run.delete()
    assert is_same(read_all(good)["newest epoch"], ARRAYS)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_takes_away_what_was_in_it_and_no_more(home, name):
    run = fill(make_run())
    sound = read_all(run)
    (run.path / name).unlink()
    changed = {reader for reader, value in read_all(run).items() if not is_same(value, sound[reader])}
    assert changed == {
        "spec.json": {"spec"},
        "result.json": {"result", "has_model", "state", "encoder", "decoder"},
        "encoder.onnx": {"encoder"},
        "decoder.onnx": {"decoder"},
        "epochs/0001.npz": {"epoch 1", "newest epoch", "kept_epochs"},
        "projections/tsne-abc.npz": {"projection"},
        "checkpoint/state.npz": {"checkpoint"},
    }.get(name, {name.removesuffix(".json")})
    assert get_ids(list_runs()) == {run.id}


def test_no_flipped_byte_of_an_array_file_does_more_than_hide_it(home):
    run = make_run()
    run.write_arrays("epochs/0001.npz", ARRAYS)
    path = run.path / "epochs" / "0001.npz"
    data = path.read_bytes()
    for place in range(len(data)):
        for bits in (0x01, 0x80, 0xFF):
            path.write_bytes(data[:place] + bytes([data[place] ^ bits]) + data[place + 1 :])
            arrays = run.read_epoch(1)
            # Some bytes of a zip file, such as its dates, mean nothing to numpy.
            assert arrays is None or is_same(arrays, ARRAYS), place


def test_a_flipped_byte_of_a_model_is_refused_in_one_sentence(home):
    run = fill(make_run())
    for name, data in MODEL.items():
        (run.path / name).write_bytes(bytes([data[0] ^ 1]) + data[1:])
        with pytest.raises(RunProblem, match=rf"^The file {name} of the run {run.id} is damaged: [^.]+\.$"):
            run.read_sealed(name)


def test_a_run_of_a_newer_version_says_so(home):
    run = fill(make_run())
    newer = dataclasses.asdict(run.spec) | {"format": runs.FORMAT + 1, "unheard_of": True}
    run.write_json("spec.json", newer)
    with pytest.raises(RunProblem, match=f"newer version .format {runs.FORMAT + 1}.*update"):
        run.spec  # noqa: B018
    assert get_ids(list_runs()) == {run.id}
    assert get_ids(runs.list_models()) == set()


def test_runs_are_listed_from_the_newest_and_damaged_ones_among_them(home):
    made = [make_run() for _ in range(3)]
    for age, run in zip((30, 10, 20), made, strict=True):
        values = json.loads((run.path / "spec.json").read_bytes())
        run.write_json("spec.json", values | {"created": time.time() - age})
    broken = make_run()
    (broken.path / "spec.json").write_text("{")
    (home / "runs" / "notes.txt").write_text("not a run")
    ids = [run.id for run in list_runs() if not run.is_ready_made]
    assert [i for i in ids if i != broken.id] == [made[1].id, made[2].id, made[0].id]
    assert broken.id in ids and "notes.txt" not in ids


@pytest.mark.parametrize(
    "run_id",
    ["", ".", "..", "../runs", "a/b", "/etc", "a\\b", "-a", "_a", "Upper", "a b", "a\n", "a\x00", "ünï", "٣",
     "a.b", "%2e%2e", "a" * 101, "~", "*"],
)  # fmt: skip
def test_a_name_that_cannot_be_a_run_is_refused(home, run_id):
    make_run()
    with pytest.raises(RunProblem, match=r"is not the id of a run: choose one on the Runs page\.$"):
        find_run(run_id)


def test_ids_are_names_that_are_found(home):
    ids = {make_run().id for _ in range(3)}
    assert len(ids) == 3
    assert {find_run(run_id).id for run_id in ids} == ids


# -- writing --------------------------------------------------------------------------------


@pytest.fixture
def small_files() -> Iterator[None]:
    """The system refuses to write any file of more than 1,000 bytes, in the middle of it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def list_files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("name", ["encoder.onnx", "epochs/0001.npz"])
def test_a_write_that_fails_leaves_what_was_there(home, small_files, name):
    run = make_run()
    run.write(name, b"old")
    before = list_files(run.path)
    with pytest.raises(OSError):
        run.write(name, bytes(5000))
    assert (run.path / name).read_bytes() == b"old"
    assert list_files(run.path) == before
    run.write(name, b"new")
    assert (run.path / name).read_bytes() == b"new"


def test_a_file_that_is_read_while_it_is_written_is_whole(home):
    run = make_run()
    contents = {bytes([k]) * 200_000 for k in range(2)}
    pid = os.fork()
    if not pid:
        with contextlib.suppress(BaseException):
            while True:
                for data in contents:
                    run.write("encoder.onnx", data)
        os._exit(0)
    try:
        seen = set()
        end = time.monotonic() + 5
        while seen != contents and time.monotonic() < end:
            with contextlib.suppress(FileNotFoundError):
                seen.add((run.path / "encoder.onnx").read_bytes())
        assert seen == contents
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    shutil.rmtree(run.path)
