"""The methods of projection, and under which names their results are kept."""

import hashlib
import json
from typing import Any

from aecore.hyperparameters import list_hyperparameters
from aecore.projections.latent_dimensions import Latent
from aecore.projections.pca import Pca
from aecore.projections.tsne import Tsne
from aecore.projections.umap import Umap

METHODS = {method.name: method for method in (Latent, Pca, Tsne, Umap)}


def projection_key(method: str, choices: dict[str, Any]) -> str:
    """The name under which a projection is kept: the method and all that a layout depends on.

    Args:
        method: A name in `METHODS`.
        choices: See `tasks.project`; what is not there has its default.
    """
    kind = METHODS[method]
    defaults = {h.name: h.default for h in list_hyperparameters(kind)}
    asked = {"of": "latent vectors", "axes": 2} | defaults | choices
    return _key(method, {name: value for name, value in asked.items() if name not in kind.resumable})


def graph_key(choices: dict[str, Any]) -> str:
    """The name under which the neighbour graph of a projection is kept; many projections share one.

    Args:
        choices: As for `projection_key`.
    """
    asked = {"of": "latent vectors", "metric": "euclidean"} | choices
    return _key("neighbors", {name: asked[name] for name in ("part", "n", "of", "metric")})


def _key(name: str, choices: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(choices, sort_keys=True).encode()).hexdigest()
    return f"{name}-{digest[:12]}"
