"""What can be wrong with a finished run: each mutation changes a copy of a ready-made one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from aecore.files import pack
from aecore.runs import Run
from aecore.runs.folder import GALLERY

Mutation = Callable[[Path], object]
DEEP = b"[" * 100_000


def copy_run(home: Path, run_id: str, mutate: Mutation = lambda folder: None) -> Run:
    """A copy of a ready-made run in the workspace, changed."""
    folder = home / "runs" / run_id
    shutil.copytree(GALLERY / "digits-variational", folder)
    mutate(folder)
    return Run(folder)


def change(name: str, **values: Any) -> Mutation:
    """Sets entries of a JSON file; `...` removes one."""

    def mutate(folder: Path) -> None:
        changed = json.loads((folder / name).read_bytes()) | values
        kept = {key: value for key, value in changed.items() if value is not ...}
        (folder / name).write_text(json.dumps(kept))

    return mutate


def choose(**values: Any) -> Mutation:
    """Sets hyperparameters of the spec; `...` removes one."""

    def mutate(folder: Path) -> None:
        chosen = json.loads((folder / "spec.json").read_bytes())["hyperparameters"] | values
        kept = {key: value for key, value in chosen.items() if value is not ...}
        change("spec.json", hyperparameters=kept)(folder)

    return mutate


def change_rows(change_row: Callable[[list[dict]], Any]) -> Mutation:
    """Changes the rows of the history."""

    def mutate(folder: Path) -> None:
        rows = json.loads((folder / "history.json").read_bytes())
        change_row(rows)
        (folder / "history.json").write_text(json.dumps(rows))

    return mutate


def replace(name: str, data: bytes) -> Mutation:
    """Puts other bytes in a file."""
    return lambda folder: (folder / name).write_bytes(data)


def make_folder(name: str) -> Mutation:
    """Puts a folder in place of a file."""

    def mutate(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name / "inner").mkdir(parents=True)

    return mutate


def make_file(name: str) -> Mutation:
    """Puts a file in place of a folder."""

    def mutate(folder: Path) -> None:
        shutil.rmtree(folder / name)
        (folder / name).write_text("a file")

    return mutate


def change_arrays(pattern: str, **arrays: np.ndarray) -> Mutation:
    """Sets arrays of files, which are sealed again; `...` removes one."""

    def mutate(folder: Path) -> None:
        for path in folder.glob(pattern):
            with np.load(path) as found:
                changed = dict(found) | arrays
            path.write_bytes(pack({k: v for k, v in changed.items() if v is not ...}))

    return mutate


def pack_objects(folder: Path) -> None:
    """Arrays of objects, which only pickle could read."""
    for path in folder.glob("epochs/*.npz"):
        path.write_bytes(pack({"ids": np.array([{}, []], object)}))


# After each of these the run is damaged.
DAMAGES: dict[str, Mutation] = {
    "metrics are a list": replace("metrics.json", b"[]"),
    "metrics hold a text": change("metrics.json", test_mse="small"),
    "metrics hold NaN": replace("metrics.json", b'{"test_mse": NaN}'),
    "metrics hold null": change("metrics.json", test_mse=None),
    "metrics hold a list for a number": change("metrics.json", nll=[1.0, 2.0]),
    "metrics hold a number for a list": change("metrics.json", kl_per_dimension=1.0),
    "metrics lists of another length": change("metrics.json", kl_per_dimension=[1.0] * 7),
    "metrics hold an endless number": replace("metrics.json", b'{"test_mse": ' + b"9" * 400 + b"}"),
    "metrics are nested too deeply": replace("metrics.json", b'{"a": ' + DEEP),
    "metrics are brackets": replace("metrics.json", DEEP),
    "metrics are a folder": make_folder("metrics.json"),
    "metrics are too large": replace("metrics.json", b" " * (17 * 2**20) + b"{}"),
    "metrics are no text": replace("metrics.json", b"\xff\xfe\x00"),
    "spec has a date of 1e300": change("spec.json", created=1e300),
    "spec has a negative date": change("spec.json", created=-1e9),
    "spec has a date in words": change("spec.json", created="yesterday"),
    "spec has no data set": change("spec.json", dataset=...),
    "spec has a path as data set": change("spec.json", dataset="../../etc/passwd"),
    "spec has a variant with a zero": change("spec.json", variant="deep\0"),
    "spec has hyperparameters as list": change("spec.json", hyperparameters=[1]),
    "spec has a format in words": change("spec.json", format="one"),
    "spec has no latent_dim": choose(latent_dim=...),
    "spec has a latent_dim in words": choose(latent_dim="two"),
    "spec has a latent_dim of 0": choose(latent_dim=0),
    "spec has a latent_dim above the sample's": choose(latent_dim=1000),
    "spec has layers in words": choose(hidden_layers=["many"]),
    "spec has an unknown loss": choose(loss="nonsense"),
    "spec has endless layers": choose(hidden_layers=[1] * 10_000),
    "spec is a folder": make_folder("spec.json"),
    "spec is missing": lambda folder: (folder / "spec.json").unlink(),
    "spec is brackets": replace("spec.json", DEEP),
    "result has an unknown state": change("result.json", state="perhaps"),
    "result has negative epochs": change("result.json", epochs=-1),
    "result has seconds in words": change("result.json", seconds="7"),
    "result has files without checksums": change("result.json", files={"decoder.onnx": 5}),
    "result has paths as files": change("result.json", files={"../spec.json": "0" * 64}),
    "result is a folder": make_folder("result.json"),
    "history is a mapping": replace("history.json", b'{"epoch": 1}'),
    "history has rows of numbers": replace("history.json", b"[1, 2]"),
    "history has a loss in words": change_rows(lambda rows: rows[0].update(loss="high")),
    "history has Infinity": change_rows(lambda rows: rows[0].update(loss=float("inf"))),
    "history has no seconds": change_rows(lambda rows: rows[-1].pop("seconds")),
    "history descends": change_rows(lambda rows: rows.reverse()),
    "history is a folder": make_folder("history.json"),
}  # fmt: skip

# These leave the run as it is, without the epochs or the projections that are wrong.
LOSSES: dict[str, Mutation] = {
    "epochs are a file": make_file("epochs"),
    "epochs lack a name": change_arrays("epochs/*.npz", Z=...),
    "epochs of fewer rows": change_arrays("epochs/*.npz", Z=np.zeros((3, 2), np.float32)),
    "epochs of no matrix": change_arrays("epochs/*.npz", X_hat=np.zeros(10, np.float32)),
    "epochs of text": change_arrays("epochs/*.npz", Z=np.array(["a", "b"])),
    "epochs of objects": pack_objects,
    "epochs of other samples": change_arrays("epochs/*.npz", preview_ids=np.arange(10) + 10**6),
    "epochs of wider samples": change_arrays("epochs/*.npz", X_hat=np.zeros((10, 99), np.float32)),
    "projections are a file": make_file("projections"),
    "projections lack coordinates": change_arrays("projections/*.npz", coordinates=...),
    "projections of four dimensions": change_arrays("projections/*.npz", coordinates=np.zeros((9, 4))),
    "projections of other samples": change_arrays(
        "projections/*.npz",
        ids=np.arange(9), coordinates=np.zeros((9, 2)), distortion=np.zeros(9, np.float16),
    ),
}  # fmt: skip

# These are of no interest to anybody.
STRAY: dict[str, Mutation] = {
    "stray files": lambda folder: [
        (folder / name).write_text("stray")
        for name in (".DS_Store", "notes.txt", "epochs/abc.npz", "epochs/.DS_Store", "projections/notes")
    ],
    "progress is damaged": replace("progress.json", DEEP),
    "stop is a folder": lambda folder: (folder / "stop" / "inner").mkdir(parents=True),
    "unknown entries": change("spec.json", unheard_of=[1, {}]),
    "metrics of a variant to come": change("metrics.json", unheard_of=3.5),
}  # fmt: skip
