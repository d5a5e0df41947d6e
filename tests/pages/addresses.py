"""The query parameters of every page, and invalid values for them."""

import itertools
import random
from collections.abc import Iterator

from aecore.gallery.sweeps import SWEEPS
from aecore.hyperparameters import list_hyperparameters
from aecore.projections import METHODS
from aecore.variants import VARIANTS

HOSTILE = "http://evil.example"

_MAP = ("run", "method", "axes", "of", "part", "n", "density", "colour") + tuple(
    dict.fromkeys(h.name for method in METHODS.values() for h in list_hyperparameters(method))
)
_SIDE = (*_MAP, "epoch")

PARAMETERS: dict[str, tuple[str, ...]] = {
    "app.py": ("run",),
    "pages/apply_compression.py": ("run",),
    "pages/apply_denoising.py": ("run",),
    "pages/data.py": ("run", "dataset", "part", "class", "page"),
    "pages/explore_map.py": (*_MAP, "names", "selection", "view"),
    "pages/explore_compare.py": (*_SIDE, *("other_" + name for name in _SIDE)),
    "pages/explore_generate.py": (
        "run", "z", "view", "across", "up", "rows", "drawn", "temperature", "quality",
    ),
    "pages/explore_paths.py": (
        "run", "anchors_by", "anchors", "selection", "way", "steps", "between", "from", "to", "column",
        "amount",
    ),
    "pages/explore_units.py": ("run", "unit", "find", "matched"),
    "pages/apply_anomalies.py": ("run", "normal", "score", "rule", "sample"),
    "pages/explore_own_input.py": ("run", "own_by", "own_text"),
    "pages/explore_replay.py": ("run", "epoch"),
    "pages/explore_reconstructions.py": (
        "run", "part", "order", "class", "selection", "beside", "views", "page",
    ),
    "pages/learn.py": (
        "run", "view", "class", "sample", "variant", "dataset", "network", "sweep", "value",
        *("value-" + name for name in SWEEPS),
        *dict.fromkeys(
            h.name for variant in VARIANTS.values() for h in list_hyperparameters(variant)
            if h.name != "network"
        ),
    ),
    "pages/apply_features.py": ("run", "view", "labels", "seeds", "part"),
    "pages/apply_reduction.py": ("run", "dataset", "seeds"),
    "pages/apply_labels.py": ("run", "part", "n", "views", "page"),
    "pages/apply_clusters.py": ("run", "part", "n", "views", "space", "by", "k-number", "k-size"),
    "pages/runs.py": ("run", "filter", "sort"),
} | {
    f"pages/train_{variant.name}.py": (
        "run", "dataset", "network", *(h.name for h in list_hyperparameters(variant) if h.name != "network"),
    )
    for variant in VARIANTS.values()
}  # fmt: skip

# A list is a parameter that occurs several times.
NASTY: tuple[str | list[str], ...] = (
    "",
    ["", ""],
    ["", "1", ""],
    ["2", "5"],
    " ",
    " 3 ",
    "0",
    "-0",
    "-1",
    "9" * 25,
    str(2**63),
    "-" + "9" * 25,
    "9" * 900,
    "9" * 5000,
    "0.5",
    "1e3",
    "1e400",
    "nan",
    "inf",
    "-inf",
    "0x10",
    "1_000",
    "９",
    "1,2",
    "1,2,3,4",
    ",".join(["9" * 300] * 3) + ",1",
    "[1, 2]",
    '{"a": 1}',
    "None",
    "true",
    "ÄÖ \u202e\u0000\r\n",
    "../../etc/passwd",
    "mnist-deep",
    f"![x]({HOSTILE}/x.png) [y]({HOSTILE}) {HOSTILE} www.evil.example a@evil.example :red[z]",
    f"<a href='{HOSTILE}'>x</a><img src='{HOSTILE}'>",
)


def list_addresses() -> Iterator[tuple[str, dict[str, str | list[str]]]]:
    """Yields all addresses with one invalid parameter, page by page: thousands."""
    for page, names in PARAMETERS.items():
        for name, value in itertools.product(names, NASTY):
            yield page, {name: value}


def mix_addresses(page: str, n: int, seed: int = 0) -> list[dict[str, str | list[str]]]:
    """Returns addresses of a page in which a random half of the parameters has invalid values.

    Only half, since a page that rejects the first one may not read the others.
    """
    rng = random.Random(f"{page}{seed}")
    names = PARAMETERS[page]
    return [{name: rng.choice(NASTY) for name in rng.sample(names, (len(names) + 1) // 2)} for _ in range(n)]
