"""Ready-made runs, so that the first visit needs no training.

`specs.json` says what they are; `python -m aecore gallery` makes them again, with `--projections` only their
projections.
"""

import dataclasses
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from aecore.execution import projection_task
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run

_FOLDER = Path(__file__).parent
_MODEL = ("encoder.onnx", "decoder.onnx")
# A training can be replayed from some of its epochs and, where there are many, every fourth of their samples.
_EVERY = 4
_SMALL = 600


def read_recipes() -> list[dict[str, Any]]:
    """What to make: its `id`, what it learns and how, its `projection`, and how many `epochs` are shipped."""
    return json.loads((_FOLDER / "specs.json").read_bytes())


def export_run(run: Run, recipe: dict[str, Any]) -> dict[str, int]:
    """Puts what is worth shipping of a finished run into the gallery, in place of what was there.

    That is the model as it is served, its figures, some epochs in short and one finished projection;
    neither checkpoint nor Keras model.

    Args:
        run: Done; made by this recipe.
        recipe: One of `read_recipes`.

    Returns:
        The size in bytes of each file shipped.
    """
    projection = ProjectionSpec(**recipe["projection"])
    projection_task.project(run, projection)
    names = ["history.json", "metrics.json", *_MODEL, f"projections/{projection.key}.npz"]
    numbers = _choose_epochs(run.saved_epochs, recipe["epochs"])
    epochs = {f"epochs/{number:04d}.npz": _shorten(run.read_epoch(number) or {}) for number in numbers}

    shipped = Run(_FOLDER / "runs" / recipe["id"])
    shutil.rmtree(str(shipped.path), ignore_errors=True)
    # The same date each time, so that making it again changes no more than it must.
    spec = dataclasses.replace(run.spec, created=recipe["created"])
    shipped.write_json("spec.json", dataclasses.asdict(spec))
    for name in names:
        shipped.write(name, (run.path / name).read_bytes())
    for name, arrays in epochs.items():
        shipped.write_arrays(name, arrays)
    shipped.finish("done", "", _MODEL)
    names = ["spec.json", *names, *epochs, "result.json"]
    return {name: (shipped.path / name).stat().st_size for name in names}


def _choose_epochs(kept: list[int], n: int) -> list[int]:
    """The last and, of several, others from the first on: the closer the earlier, as most happens there."""
    if len(kept) <= n:
        return kept
    places = np.round((len(kept) - 1) * (1 - np.linspace(0, 1, n)) ** 2).astype(int)
    return [kept[place] for place in sorted(set(places))]


def _shorten(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Fewer samples and half the digits, which no map shows."""
    step = _EVERY if len(arrays["ids"]) > _SMALL else 1
    return {
        "ids": arrays["ids"][::step].astype(np.int32),
        "Z": arrays["Z"][::step].astype(np.float16),
        "preview_ids": arrays["preview_ids"].astype(np.int32),
        "X_hat": arrays["X_hat"].astype(np.float16),
    }


def export_projection(recipe: dict[str, Any]) -> dict[str, int]:
    """Puts a projection made anew into the gallery; the run is not trained again.

    Args:
        recipe: One of `read_recipes`, whose run is there.

    Returns:
        The size in bytes of each file shipped.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / recipe["id"]
        shutil.copytree(_FOLDER / "runs" / recipe["id"], copy, ignore=shutil.ignore_patterns("projections"))
        return export_run(Run(copy), recipe)
