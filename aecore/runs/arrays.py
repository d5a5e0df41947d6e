"""Validation of a run's array files: names, types, shapes and lengths."""

import json
import re

import numpy as np

Arrays = dict[str, np.ndarray]

_WHOLE, _REAL, _NUMBER, _TEXT = "iu", "f", "iuf", "U"
_VARIABLE = re.compile(r"variable_[0-9]{4,6}")


def is_epoch(arrays: Arrays) -> bool:
    """Whether these are latent vectors of some samples and reconstructions of others.

    Values need not be finite: the training may have diverged.
    """
    return all(_is_matrix(arrays, rows, ids, _REAL) for ids, rows in (("ids", "Z"), ("preview_ids", "X_hat")))


def is_projection(arrays: Arrays) -> bool:
    """Whether these are coordinates, a graph of neighbours, or the reason why there are none."""
    if set(arrays) == {"problem"}:
        return arrays["problem"].dtype.kind == _TEXT and arrays["problem"].ndim == 0
    return _is_graph(arrays) or _is_layout(arrays)


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


def _is_layout(arrays: Arrays) -> bool:
    return (
        _is_matrix(arrays, "layout", "ids", _REAL)
        and arrays["layout"].shape[1] in (2, 3)
        and bool(np.isfinite(arrays["layout"]).all())
        and all(_is_scalar(arrays, name, _WHOLE) and arrays[name] >= 0 for name in ("done", "of"))
        and ("trustworthiness" not in arrays or _is_judged(arrays))
    )


def _is_judged(arrays: Arrays) -> bool:
    figures = ("trustworthiness", "continuity", "neighbors_kept", "labels_kept", "labels_in_latent")
    distortion = arrays.get("distortion")
    return (
        all(_is_scalar(arrays, name, _NUMBER) for name in (*figures, "n_judged"))
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
