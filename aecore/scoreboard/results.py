"""Saved results of the scoreboard: a result is reused only if nothing that it depends on has changed."""

import ast
import functools
import hashlib
import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from aecore import workspace
from aecore.datasets import load_dataset
from aecore.scoreboard.entry import Entry
from aecore.variants import VARIANTS, make_variant

# Code on which every result depends; a module of metrics can name more, as `CODE`.
_CODE = tuple(f"{room}/**/*.py" for room in ("analysis", "datasets", "networks", "training", "variants"))
_LIBRARIES = ("keras", "numpy", "scikit-learn", "scipy")
_PACKAGE = Path(__file__).parents[1]


def read_result(entry: Entry, seed: int) -> tuple[float, float] | None:
    """The saved metric and training seconds of an entry, or None."""
    path = get_path(entry, seed)
    return tuple(json.loads(path.read_text())) if path.exists() else None


def write_result(entry: Entry, seed: int, value: float, seconds: float) -> None:
    """Saves the metric and the training seconds of an entry."""
    path = get_path(entry, seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps((value, seconds)))


def get_path(entry: Entry, seed: int) -> Any:
    """The file of a result; its name is a hash of metric, training, data, code and library versions."""
    key = [
        entry.measure.__name__,
        *describe_training(entry, seed),
        hash_code(entry.measure.__module__),
        *_list_versions(),
    ]
    digest = hashlib.sha256(json.dumps(key, sort_keys=True, default=str).encode()).hexdigest()
    return workspace.home() / "scoreboard" / f"{digest[:16]}.json"


def describe_training(entry: Entry, seed: int) -> list[Any]:
    """All that determines the trained model besides the code: hyperparameters with defaults, data, seed."""
    data = load_dataset(entry.dataset)
    variant = make_variant(entry.variant, entry.hyperparameters | {"random_state": seed})
    parameters = {name: str(value) for name, value in variant.get_params().items()}
    return [VARIANTS[entry.variant].name, parameters, entry.dataset, data.fingerprint]


@functools.cache
def hash_code(module: str) -> str:
    """Hash of the code that computes the metrics of a module, without comments and docstrings."""
    metrics = sys.modules[module]
    patterns = (*_CODE, *getattr(metrics, "CODE", ()))
    paths = [path for pattern in patterns for path in sorted(_PACKAGE.glob(pattern))]
    digest = hashlib.sha256()
    for path in [*paths, Path(str(metrics.__file__))]:
        digest.update(path.name.encode())
        digest.update(strip_docstrings(path.read_text()).encode())
    return digest.hexdigest()


def strip_docstrings(source: str) -> str:
    """The syntax tree of a module as text, without docstrings, comments and formatting."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node) is not None
        ):
            node.body = node.body[1:]
    return ast.dump(tree)


def _list_versions() -> list[str]:
    return [platform.machine(), *(f"{name} {version(name)}" for name in _LIBRARIES)]
