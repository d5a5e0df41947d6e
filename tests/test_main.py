"""The command line, as a person runs it."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from aecore import logs
from aecore.cli import main, parser
from aecore.hyperparameters import list_hyperparameters
from aecore.runs import Run, list_runs
from aecore.runs.codec import open_codec
from aecore.variants import VARIANTS

ROOT = Path(__file__).parents[1]
SECONDS = 180


@contextlib.contextmanager
def start(words: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "aecore", *words.split()]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
        guard = threading.Timer(SECONDS, process.kill)
        guard.start()
        yield process
        guard.cancel()


def call_process(words: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command in a process of its own."""
    with start(words) as process:
        output, errors = process.communicate()
    return process.returncode, output, errors


@pytest.fixture
def call(capfd, monkeypatch) -> Iterator[Callable[[str], tuple[int, str, str]]]:
    """Exit code, output and errors of a command in this process, which has loaded the libraries."""

    def call_here(words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            code = main(words.split())
        except SystemExit as end:
            code = end.code
        return code, *capfd.readouterr()

    monkeypatch.setattr(logs._HANDLER, "kind", logs._HANDLER.kind)
    handler = signal.getsignal(signal.SIGINT)
    yield call_here
    signal.signal(signal.SIGINT, handler)


def wait_for_line(process: subprocess.Popen, start: str) -> None:
    """Reads the output up to the line that starts so."""
    assert any(line.startswith(start) for line in process.stdout), process.stderr.read()


def own_runs() -> list[Run]:
    return [run for run in list_runs() if not run.is_ready_made]


def test_train_tells_each_epoch_and_leaves_a_run(home, digits, call):
    code, output, errors = call(
        "train --variant deep --dataset digits --epochs 2 --latent-dim 4 --hidden-layers 32,16"
    )
    assert (code, errors) == (0, "")
    (run,) = own_runs()
    assert run.state() == "done"
    given = {"epochs": 2, "latent_dim": 4, "hidden_layers": [32, 16]}
    defaults = {h.name: h.default for h in list_hyperparameters(VARIANTS["deep"])}
    suggested = VARIANTS["deep"].suggest_hyperparameters(digits.n_train, (8, 8, 1), "image")
    assert run.spec.hyperparameters == defaults | suggested | given
    first, *epochs, end, folder = output.splitlines()
    assert first.startswith(f"Training in {run.path};")
    for line, row in zip(epochs, run.history, strict=True):
        assert line.startswith(f"epoch {row['epoch']}/2  ")
        assert f"  loss {row['loss']:.5f}  val loss {row['val_loss']:.5f}  {row['seconds']:.1f} s" in line
    assert epochs[-1].endswith("  0 s left")
    assert end == f"done after 2 epochs, test MSE {run.metrics['test_mse']:.5f}"
    assert folder == str(run.path)


def test_every_hyperparameter_is_an_option(call):
    code, output, errors = call("train --help")
    assert (code, errors) == (0, "")
    names = {h.name for variant in VARIANTS.values() for h in list_hyperparameters(variant)}
    missing = [name for name in names if f"\n  --{name.replace('_', '-')} VALUE" not in output]
    assert names
    assert not missing


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("train --variant deeep --dataset digits", "There is no variant 'deeep': choose one of "),
        ("train --variant deep --dataset digit", "There is no data set 'digit': choose one of "),
        ("train --variant deep --dataset digits --epochs 0", "epochs must be a whole number from 1 to "),
        (
            "train --variant deep --dataset digits --hidden-layers 8,,4",
            "hidden_layers must be up to 8 whole ",
        ),
        ("train --variant basic --dataset digits --hidden-layers 8", "'hidden_layers' is not a hyper"),
        ("train --variant deep --dataset digits --epoch 3", "Unrecognized arguments: --epoch 3; --help "),
    ],
)
def test_a_wrong_command_is_answered_in_one_sentence(home, call, words, sentence):
    code, output, errors = call(words)
    assert (code, output) == (2, "")
    assert errors.startswith(sentence)
    assert errors.count("\n") == 1
    assert own_runs() == []


def test_a_wrong_command_ends_its_process_with_that_sentence_alone(home):
    code, output, errors = call_process("train --variant basic --dataset digits --hidden-layers 8")
    assert (code, output) == (2, "")
    assert errors.startswith("'hidden_layers' is not a hyper")
    assert errors.count("\n") == 1


def test_a_training_that_fails_gives_its_reason(home, call):
    layers = ",".join(["64"] * 8)
    code, output, errors = call(
        "train --variant deep --dataset digits --activation linear --schedule constant --learning-rate 10 "
        f"--hidden-layers {layers}"
    )
    (run,) = own_runs()
    assert run.state() == "failed"
    assert "lower learning_rate" in run.result.reason
    assert (code, errors) == (1, f"{run.result.reason}\n")
    assert output.startswith("Training in ")


def test_a_data_set_that_cannot_be_downloaded_is_said_in_one_sentence(home, monkeypatch, call):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    code, output, errors = call("train --variant deep --dataset fashion_mnist")
    assert (code, output) == (1, "")
    assert errors.startswith("Fashion-MNIST could not be downloaded")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("{tmp_path}/file", "AECORE_HOME must be a folder, but {tmp_path}/file is a file: "),
        ("foo://bucket", "AECORE_HOME must be a folder or a URL that fsspec can open, but "),
        ("s3://bucket", "AECORE_HOME is a URL of s3://, whose driver is missing (Install s3fs "),
        ("memory://", "AECORE_HOME is a URL of memory://, which other processes cannot see"),
    ],
)
def test_a_workspace_that_is_none_is_a_wrong_command(tmp_path, monkeypatch, call, value, sentence):
    (tmp_path / "file").touch()
    monkeypatch.setenv("AECORE_HOME", value.format(tmp_path=tmp_path))
    code, output, errors = call("train --variant deep --dataset digits")
    assert (code, output) == (2, "")
    assert errors.startswith(sentence.format(tmp_path=tmp_path))
    assert errors.count("\n") == 1


# In the first hundredths of a second Python itself is not ready; what it prints names no file of ours.
@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.2, 0.4, 0.8])
def test_ctrl_c_ends_it_silently_while_it_starts(home, seconds):
    with start("train --variant basic --dataset digits --epochs 10000") as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)  # where the first one only stopped the training
        output, errors = process.communicate()
    assert process.returncode in (-signal.SIGINT, 0) or "runpy" in errors
    assert "aecore" not in errors


@pytest.mark.parametrize(
    ("moment", "line"),
    [("while TensorFlow loads", "Training in "), ("while it trains", "epoch     3/10000  ")],
)
def test_ctrl_c_keeps_what_was_learnt(home, digits, moment, line):
    with start("train --variant basic --dataset digits --epochs 10000") as process:
        wait_for_line(process, line)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    (run,) = own_runs()
    assert run.state() == "stopped"
    assert run.result.epochs == run.history[-1]["epoch"] < 10_000
    X = digits.rows(digits.part("test"))
    mse = np.mean((open_codec(run).reconstruct(X) - X) ** 2)
    assert mse == pytest.approx(run.metrics["test_mse"], rel=1e-4)
    end, folder = output.splitlines()[-2:]
    assert end == f"stopped after {run.result.epochs:g} epochs, test MSE {run.metrics['test_mse']:.5f}"
    assert folder == str(run.path)


def test_a_second_ctrl_c_aborts(home):
    with start("train --variant basic --dataset digits --epochs 10000") as process:
        wait_for_line(process, "Training in ")
        process.send_signal(signal.SIGINT)
        wait_for_line(process, "Stopping")
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    assert (process.returncode, output, errors) == (-signal.SIGINT, "", "")
    (run,) = own_runs()
    assert run.result is None


def fail(**_: object) -> None:
    raise KeyError("broken on purpose")


@pytest.mark.faults
@pytest.mark.parametrize(
    ("words", "variables", "shows_traceback"),
    [
        ("app", {}, False),
        ("app", {"AECORE_DEBUG": "0"}, False),
        ("--debug app", {}, True),
        ("app --debug", {}, True),
        ("app", {"AECORE_DEBUG": "1"}, True),
    ],
)
def test_a_fault_of_the_program_is_one_sentence_with_the_log(
    home, monkeypatch, call, words, variables, shows_traceback
):
    monkeypatch.setattr(parser, "start_dashboard", fail)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    code, output, errors = call(words)
    assert (code, output) == (1, "")
    *before, sentence = errors.splitlines()
    assert bool(before) == ("Traceback" in errors) == shows_traceback
    assert sentence.startswith("A fault in this program, not your input, caused this error")
    (log,) = (home / "logs").iterdir()
    assert f"logs/{log.name} in the workspace {home}; " in sentence
    assert "KeyError: 'broken on purpose'" in log.read_text()


def test_the_command_does_what_the_module_does():
    with (ROOT / "pyproject.toml").open("rb") as file:
        module, function = tomllib.load(file)["project"]["scripts"]["aecore"].split(":")
    script = f"import sys; from {module} import {function}; sys.exit({function}())"
    answers = [
        subprocess.run(
            [sys.executable, *start, "train", "--help"], cwd=ROOT, capture_output=True, timeout=SECONDS
        )
        for start in (["-c", script], ["-m", "aecore"])
    ]
    assert answers[0].returncode == answers[1].returncode == 0
    assert answers[0].stdout == answers[1].stdout != b""
