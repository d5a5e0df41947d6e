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

from aecore import tasks
from aecore.projections.methods import projection_key
from aecore.runs import Run

_FOLDER = Path(__file__).parent
_MODEL = ("encoder.onnx", "decoder.onnx")


def read_recipes() -> list[dict[str, Any]]:
    """What to make: `id`, `created`, `variant`, `dataset`, `hyperparameters` and `projection` of each run."""
    return json.loads((_FOLDER / "specs.json").read_bytes())


def ship(run: Run, recipe: dict[str, Any]) -> dict[str, int]:
    """Puts what is worth shipping of a finished run into the gallery, in place of what was there.

    That is the model as it is served, its figures, the last epoch's pictures and one finished
    projection; neither checkpoint nor Keras model.

    Args:
        run: Done; made by this recipe.
        recipe: One of `read_recipes`.

    Returns:
        The size in bytes of each file shipped.
    """
    projection = recipe["projection"]
    tasks.project(run, projection["method"], projection["choices"])
    key = projection_key(projection["method"], projection["choices"])
    names = ["history.json", "metrics.json", *_MODEL]
    names += [f"epochs/{run.kept_epochs[-1]:04d}.npz", f"projections/{key}.npz"]

    shipped = Run(_FOLDER / "runs" / recipe["id"])
    shutil.rmtree(shipped.path, ignore_errors=True)
    # The same date each time, so that making it again changes no more than it must.
    spec = dataclasses.replace(run.spec, created=recipe["created"])
    shipped.write_json("spec.json", dataclasses.asdict(spec))
    for name in names:
        shipped.write(name, (run.path / name).read_bytes())
    shipped.finish("done", "", _MODEL)
    return {name: (shipped.path / name).stat().st_size for name in ["spec.json", *names, "result.json"]}


def ship_projection(recipe: dict[str, Any]) -> dict[str, int]:
    """Puts a projection made anew into the gallery; the run is not trained again.

    Args:
        recipe: One of `read_recipes`, whose run is there.

    Returns:
        The size in bytes of each file shipped.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / recipe["id"]
        shutil.copytree(_FOLDER / "runs" / recipe["id"], copy, ignore=shutil.ignore_patterns("projections"))
        return ship(Run(copy), recipe)
