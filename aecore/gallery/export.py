"""Export of a finished run to the folder of the pre-trained runs."""

import base64
import dataclasses
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from aecore.datasets import Dataset, load_dataset
from aecore.datasets.sampling import take_samples
from aecore.execution import projection_task
from aecore.figures.latent_map import fill_frame
from aecore.figures.pictures import pack_atlas
from aecore.figures.samples import make_renderer
from aecore.figures.theme import CLASS_COLOURS
from aecore.figures.thumbnails import draw_thumbnail, encode_thumbnail
from aecore.gallery import COVER, FOLDER, THUMBNAIL
from aecore.projections import ProjectionResult, ProjectionSpec
from aecore.projections.spec import METHODS
from aecore.runs import Run

_MODEL = ("encoder.onnx", "decoder.onnx")
_METHODS = ("tsne", "umap")
_MAX_SAMPLES = 10_000
_MAX_COMPARED = 5_000
# A shipped epoch of a run with more than `_MAX_IDS` samples holds every fourth of them.
_STEP, _MAX_IDS = 4, 600
_N_COVER = 2_000
_INT16 = 32_767


def export_run(run: Run, recipe: dict[str, Any]) -> dict[str, int]:
    """Writes the files of a finished run that are shipped, in place of those of the previous one.

    These are the ONNX model, metrics, history, some epochs with fewer samples, the better of the
    projections by t-SNE and UMAP, and a thumbnail; neither checkpoint nor Keras model.

    Args:
        run: A finished run that was trained by the recipe.
        recipe: One of `read_recipes`.

    Returns:
        Sizes in bytes by file name.
    """
    dataset = load_dataset(run.spec.dataset)
    spec, result = _project(run)
    names = ["history.json", "metrics.json", *_MODEL, f"projections/{spec.key}.npz"]
    numbers = _choose_epochs(run.saved_epochs, recipe["epochs"])
    epochs = {f"epochs/{number:04d}.npz": _shorten(run.read_epoch(number) or {}) for number in numbers}

    shipped = Run(FOLDER / "runs" / recipe["id"])
    shutil.rmtree(str(shipped.path), ignore_errors=True)
    # The date is fixed, so that making a run again changes as few files as possible.
    shipped.write_json(
        "spec.json", dataclasses.asdict(dataclasses.replace(run.spec, created=recipe["created"]))
    )
    for name in names:
        shipped.write(name, (run.path / name).read_bytes())
    for name, arrays in epochs.items():
        shipped.write_arrays(name, arrays)
    shipped.write(THUMBNAIL, _draw_thumbnail(run, dataset, result))
    shipped.finish("done", "", _MODEL)
    names = ["spec.json", *names, *epochs, THUMBNAIL, "result.json"]
    return {name: (shipped.path / name).stat().st_size for name in names}


def export_projection(recipe: dict[str, Any]) -> dict[str, int]:
    """Computes the projections of a pre-trained run again and exports it, without training.

    Args:
        recipe: One of `read_recipes`, whose run is shipped already.

    Returns:
        Sizes in bytes by file name.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / recipe["id"]
        shutil.copytree(FOLDER / "runs" / recipe["id"], copy, ignore=shutil.ignore_patterns("projections"))
        return export_run(Run(copy), recipe)


def export_cover(run: Run) -> int:
    """Writes the map on the Home page from the saved projection of a pre-trained run.

    Returns:
        The size of the file in bytes.
    """
    dataset = load_dataset(run.spec.dataset)
    path = next((run.path / "projections").glob("*.npz"))
    result = ProjectionResult.from_arrays(run.read_projection(path.stem) or {})
    ids = take_samples(result.ids, dataset.labels, _N_COVER)
    rows = np.searchsorted(result.ids, ids)
    atlas, columns, _ = pack_atlas(dataset.rows, ids, _make_renderer(dataset))
    cover = {
        "run": run.id,
        "method": METHODS[path.stem.split("-")[0]].title,
        "n_samples": len(ids),
        "names": list(dataset.class_names),
        "colours": ",".join(CLASS_COLOURS[: len(dataset.class_names)]),
        "positions": _encode(fill_frame(result.coordinates)[rows] * _INT16, np.int16),
        "labels": _encode(dataset.labels[ids], np.uint8),
        "atlas": f"data:image/webp;base64,{base64.b64encode(atlas).decode()}",
        "columns": columns,
    }
    return (FOLDER / COVER).write_text(json.dumps(cover))


def _project(run: Run) -> tuple[ProjectionSpec, ProjectionResult]:
    """Projects the test part with the method that is better on the training part.

    The better method has the higher mean of trustworthiness and continuity.
    """
    n = _count_samples(run, "train", _MAX_COMPARED)
    specs = [ProjectionSpec(method, "train", n) for method in _METHODS]
    qualities = [result.quality for spec in specs if (result := _compute(run, spec))]
    scores = [q.trustworthiness + q.continuity for q in qualities if q]
    best = specs[int(np.argmax(scores))]
    spec = dataclasses.replace(best, part="test", n_samples=_count_samples(run, "test", _MAX_SAMPLES))
    return spec, _compute(run, spec)


def _compute(run: Run, spec: ProjectionSpec) -> ProjectionResult:
    projection_task.project(run, spec)
    return ProjectionResult.from_arrays(run.read_projection(spec.key) or {})


def _count_samples(run: Run, part: str, limit: int) -> int:
    return min(limit, len(load_dataset(run.spec.dataset).part(part)))


def _choose_epochs(saved: list[int], n: int) -> list[int]:
    """Chooses the last epoch and, for `n` > 1, others from the first on, more of the early ones."""
    if len(saved) <= n:
        return saved
    positions = np.round((len(saved) - 1) * (1 - np.linspace(0, 1, n)) ** 2).astype(int)
    return [saved[i] for i in sorted(set(positions))]


def _shorten(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Reduces the arrays of an epoch to fewer samples and half precision, which is enough for a map."""
    step = _STEP if len(arrays["ids"]) > _MAX_IDS else 1
    return {
        "ids": arrays["ids"][::step].astype(np.int32),
        "Z": arrays["Z"][::step].astype(np.float16),
        "preview_ids": arrays["preview_ids"].astype(np.int32),
        "X_hat": arrays["X_hat"].astype(np.float16),
    }


def _draw_thumbnail(run: Run, dataset: Dataset, result: ProjectionResult) -> bytes:
    epoch, renderer = run.read_epoch() or {}, _make_renderer(dataset)
    return encode_thumbnail(
        draw_thumbnail(
            fill_frame(result.coordinates),
            dataset.labels[result.ids],
            renderer.draw(dataset.rows(epoch["preview_ids"])),
            renderer.draw(epoch["X_hat"]),
        )
    )


def _make_renderer(dataset: Dataset) -> Any:
    card = dataset.card
    X = dataset.rows(dataset.part("train")[:2000])
    return make_renderer(card.kind, card.sample_shape, card.symbols, X)


def _encode(array: np.ndarray, dtype: type) -> str:
    return base64.b64encode(array.astype(dtype).tobytes()).decode()
