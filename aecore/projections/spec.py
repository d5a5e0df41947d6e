"""All that the coordinates of a projection depend on."""

import dataclasses
import hashlib
import json
from typing import Any, Self

from aecore.hyperparameters import list_hyperparameters
from aecore.projections.base import Projection
from aecore.projections.latent_dimensions import LatentDimensions
from aecore.projections.pca import PCA
from aecore.projections.tsne import TSNE
from aecore.projections.umap import UMAP

METHODS: dict[str, type[Projection]] = {method.name: method for method in (LatentDimensions, PCA, TSNE, UMAP)}
LATENT, INPUT = "latent vectors", "input"


@dataclasses.dataclass(frozen=True)
class ProjectionSpec:
    """Which samples of a run are projected, from which space, and by which method.

    Args:
        method: A name in `METHODS`.
        part: Part of the data set: `train`, `validation`, `test` or `all`.
        n_samples: Largest number of samples, drawn stratified by class (see `take_samples`).
        source: What is projected: `latent vectors` or `input`.
        n_components: 2 or 3.
        hyperparameters: Those of the method that differ from their defaults, or all.
    """

    method: str
    part: str
    n_samples: int
    source: str = LATENT
    n_components: int = 2
    hyperparameters: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def projection(self) -> Projection:
        """A new estimator with these hyperparameters."""
        return METHODS[self.method](n_components=self.n_components, **self.hyperparameters)

    @property
    def is_instant(self) -> bool:
        """Whether it takes milliseconds: the raw input has too many features for that."""
        return METHODS[self.method].is_instant and self.source == LATENT

    @property
    def title(self) -> str:
        """Title of the method, with the source if it is not the latent space."""
        title = METHODS[self.method].title
        return title if self.source == LATENT else f"{title} of the input"

    @property
    def key(self) -> str:
        """Name of the file of its coordinates: the method and a hash of all they depend on."""
        method = METHODS[self.method]
        hyperparameters = {h.name: h.default for h in list_hyperparameters(method)} | self.hyperparameters
        fixed = {name: value for name, value in hyperparameters.items() if name not in method.resumable}
        return _hash(self.method, self._samples | {"axes": self.n_components} | fixed)

    @property
    def graph_key(self) -> str:
        """Name of the file of the neighbour graph, which many projections share."""
        return _hash("neighbors", self._samples | {"metric": self.projection.metric})

    @property
    def axis_names(self) -> tuple[str, ...]:
        """Name of each axis of the map."""
        return self.projection.name_axes()

    def to_json(self) -> str:
        """All fields as text; `from_json` is the inverse."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self | None:
        """Reads the text of `to_json`; None if it is not one, or of a version with other methods."""
        try:
            spec = cls(**json.loads(text))
            return spec if spec.key else None
        except (ValueError, TypeError, KeyError):
            return None

    @property
    def _samples(self) -> dict[str, Any]:
        # The names of the first version, in which files on disk were named.
        return {"part": self.part, "n": self.n_samples, "of": self.source}


def _hash(name: str, values: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    return f"{name}-{digest[:12]}"
