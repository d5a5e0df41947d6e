"""Validation of a run's array files: names, types, shapes and lengths."""

import json
import re

import numpy as np

Arrays = dict[str, np.ndarray]

_WHOLE, _REAL, _NUMBER, _TEXT = "iu", "f", "iuf", "U"
_VARIABLE = re.compile(r"(variable|best)_[0-9]{4,6}")
# Names of the arrays of a projection in the first version.
_RENAMED = {
    "layout": "coordinates",
    "done": "step",
    "of": "n_steps",
    "neighbors_kept": "neighborhood_preservation",
    "labels_kept": "knn_label_agreement",
    "labels_in_latent": "source_knn_label_agreement",
    "n_judged": "n_evaluated",
}


def rename_earlier(arrays: Arrays) -> Arrays:
    """Gives the arrays of a projection of the first version their present names."""
    return {_RENAMED.get(name, name): array for name, array in arrays.items()}


def is_epoch(arrays: Arrays) -> bool:
    """Whether these are latent vectors of some samples and reconstructions of others.

    Values need not be finite: the training may have diverged.
    """
    return all(_is_matrix(arrays, rows, ids, _REAL) for ids, rows in (("ids", "Z"), ("preview_ids", "X_hat")))


def is_projection(arrays: Arrays) -> bool:
    """Whether these are coordinates, a graph of neighbours, or the reason why there are none."""
    arrays = rename_earlier(arrays)
    if set(arrays) == {"problem"}:
        return arrays["problem"].dtype.kind == _TEXT and arrays["problem"].ndim == 0
    return _is_graph(arrays) or _is_coordinates(arrays)


def is_checkpoint(arrays: Arrays) -> bool:
    """Whether these are numbered variables and the history of their training."""
    variables = {name for name in arrays if _VARIABLE.fullmatch(name)}
    if set(arrays) != variables | {"history"} or arrays["history"].ndim:
        return False
    try:
        rows = json.loads(str(arrays["history"]))
    except (ValueError, RecursionError):
        return False
    return isinstance(rows, list) and all(isinstance(row, dict) and "seconds" in row for row in rows)


def _is_coordinates(arrays: Arrays) -> bool:
    return (
        _is_matrix(arrays, "coordinates", "ids", _REAL)
        and arrays["coordinates"].shape[1] in (2, 3)
        and bool(np.isfinite(arrays["coordinates"]).all())
        and all(_is_scalar(arrays, name, _WHOLE) and arrays[name] >= 0 for name in ("step", "n_steps"))
        and ("trustworthiness" not in arrays or _is_quality(arrays))
    )


def _is_quality(arrays: Arrays) -> bool:
    measures = (
        "trustworthiness",
        "continuity",
        "neighborhood_preservation",
        "knn_label_agreement",
        "source_knn_label_agreement",
    )
    distortion = arrays.get("distortion")
    return (
        all(_is_scalar(arrays, name, _NUMBER) for name in (*measures, "n_evaluated"))
        and distortion is not None
        and distortion.dtype.kind == _REAL
        and distortion.shape == arrays["ids"].shape
    )


def _is_graph(arrays: Arrays) -> bool:
    ids, distances = arrays.get("ids"), arrays.get("distances")
    if ids is None or distances is None or ids.ndim != 2 or ids.shape != distances.shape or not ids.size:
        return False
    is_numbered = ids.dtype.kind in _WHOLE and ids.min() >= 0 and ids.max() < len(ids)
    return bool(is_numbered and distances.dtype.kind == _REAL and np.isfinite(distances).all())


def _is_matrix(arrays: Arrays, name: str, ids: str, kind: str) -> bool:
    """Whether this is a matrix with a row for each of these sample ids."""
    rows, numbers = arrays.get(name), arrays.get(ids)
    if rows is None or numbers is None or numbers.ndim != 1 or not len(numbers):
        return False
    is_numbered = numbers.dtype.kind in _WHOLE and numbers.min() >= 0
    is_full = rows.ndim == 2 and len(rows) == len(numbers) and rows.shape[1] > 0
    return bool(is_numbered and is_full and rows.dtype.kind in kind)


def _is_scalar(arrays: Arrays, name: str, kind: str) -> bool:
    value = arrays.get(name)
    return value is not None and value.ndim == 0 and value.dtype.kind in kind
