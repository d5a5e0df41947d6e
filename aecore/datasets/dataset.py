"""A data set: a table of samples in three parts, with labels, preprocessing, source and licence."""

import dataclasses
import functools
import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from aecore.datasets.sampling import stratified_sample
from aecore.errors import InvalidInput

PARTS = ("train", "validation", "test")
_VALIDATION_FRACTION = 0.1
_MAX_VALIDATION = 5000


@dataclasses.dataclass(frozen=True)
class Axis:
    """What is measured along one axis of a series.

    Args:
        name: Name of the quantity.
        unit: Its unit; empty for numbers without a unit.
        start: For the horizontal axis, position of the first step in units.
        width: For the horizontal axis, distance between two steps in units.
    """

    name: str
    unit: str = ""
    start: float = 0.0
    width: float = 1.0

    @property
    def title(self) -> str:
        """Name and unit."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    def locate(self, n: int) -> np.ndarray:
        """Returns the positions of the first `n` steps in units, shape `(n,)`."""
        return self.start + self.width * np.arange(n)


@dataclasses.dataclass(frozen=True)
class Card:
    """Describes a data set without loading it.

    Args:
        name: Name in code, URLs and on the command line.
        title: Name on the screen.
        kind: `image`, `table`, `series` or `text`.
        sample_shape: Shape of one sample, whose product is `n_features`: `(columns,)` for a row of a table,
            `(length, channels)` for a series, `(length, symbols)` for a one-hot encoded text, and
            `(height, width, channels)` for an image.
        n_train: Number of samples outside the test part.
        n_test: Number of samples of the test part.
        about: Description in one or two sentences.
        source: Authors and place of publication.
        licence: Licence of the data.
        symbols: For texts, the symbol of each channel; empty otherwise.
        step_axis: For series, the horizontal axis.
        value_axis: For series, the vertical axis.
        download_mb: Size of the download on first use, in megabytes; 0 if the data are included.
    """

    name: str
    title: str
    kind: str
    sample_shape: tuple[int, ...]
    n_train: int
    n_test: int
    about: str
    source: str
    licence: str
    symbols: str = ""
    step_axis: Axis = Axis("step")
    value_axis: Axis = Axis("value")
    download_mb: int = 0


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """A data set in memory.

    Images are stored as uint8 (a quarter of the memory of float32) and scaled to [0, 1] by `rows`; tables and
    series are stored in their original units and standardised by `rows`. `in_units` is the inverse.

    A tenth of `X_train`, at most 5,000 samples, is the validation part; it is stratified by class and has a
    fixed seed. Models learn from the rest (`part("train")`), models are selected on the validation part, and
    the test part is used once, when training has finished.

    Args:
        card: Description of the data set.
        X_train: Stored samples outside the test part, shape `(n_train, n_features)`.
        X_test: Stored samples of the test part, shape `(n_test, n_features)`.
        y_train: Class indices, shape `(n_train,)`.
        y_test: Class indices, shape `(n_test,)`.
        class_names: Name of each class.
        center: Subtracted from stored values: a number, or one per feature.
        scale: Factor applied after subtracting `center`: a number, or one per feature; 1 / 255 for uint8.
        feature_names: Column names with units, for tables; empty otherwise.
        factors: For generated data, the level of each factor of variation by name, integers of shape
            `(n_samples,)` in the order of sample ids; empty otherwise.
        recording: For series that are windows of one long series, that series in the stored units, shape
            `(n_points, channels)`; None otherwise.
    """

    card: Card
    X_train: np.ndarray
    X_test: np.ndarray
    y_train: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    center: float | np.ndarray = 0.0
    scale: float | np.ndarray = 1.0
    feature_names: tuple[str, ...] = ()
    factors: Mapping[str, np.ndarray] = dataclasses.field(default_factory=dict)
    recording: np.ndarray | None = None

    @property
    def n_train(self) -> int:
        """Number of samples outside the test part; ids from this number on are those of test samples."""
        return len(self.X_train)

    @property
    def n_samples(self) -> int:
        """Number of samples of all parts."""
        return len(self.X_train) + len(self.X_test)

    @functools.cached_property
    def labels(self) -> np.ndarray:
        """Class index of every sample, `y_train` followed by `y_test`; shape `(n_samples,)`."""
        return np.concatenate([self.y_train, self.y_test])

    def part(self, name: str) -> np.ndarray:
        """Sample ids of a part in ascending order, shape `(n,)`.

        Args:
            name: `train` (samples to learn from), `validation`, `test` or `all`.

        Raises:
            ValueError: if there is no part of that name.
        """
        if name == "all":
            return np.arange(self.n_samples)
        if name not in PARTS:
            raise ValueError(
                f"Expected one of {', '.join(PARTS)} or all, but got {name!r}: choose one of these."
            )
        return np.flatnonzero(self._part_indices == PARTS.index(name))

    def select(self, part: str, class_names: Collection[str] = ()) -> np.ndarray:
        """Sample ids of some classes in a part in ascending order, shape `(n,)`.

        Args:
            part: See `part`.
            class_names: Names of the classes; empty for all samples.

        Raises:
            InvalidInput: if there is no class of such a name, or the part has no sample of these classes.
        """
        ids = self.part(part)
        if not class_names:
            return ids
        unknown = sorted(set(class_names) - set(self.class_names))
        if unknown:
            raise InvalidInput(
                f"There is no class {unknown[0]!r} in {self.card.title}: choose from "
                f"{', '.join(self.class_names) or 'all samples, as it has no classes'}."
            )
        chosen = [self.class_names.index(name) for name in class_names]
        ids = ids[np.isin(self.labels[ids], chosen)]
        if not len(ids):
            raise InvalidInput(
                f"Expected samples of {', '.join(class_names)} in the {part} part of {self.card.title}, got "
                "none: choose other classes."
            )
        return ids

    def name_parts(self, ids: np.ndarray) -> np.ndarray:
        """Name of the part of each sample, of the shape of `ids`."""
        return np.array(PARTS)[self._part_indices[ids]]

    @functools.cached_property
    def _part_indices(self) -> np.ndarray:
        """Index in `PARTS` of the part of each sample, uint8, shape `(n_samples,)`."""
        indices = np.full(self.n_samples, PARTS.index("test"), np.uint8)
        indices[: self.n_train] = PARTS.index("train")
        n_validation = min(_MAX_VALIDATION, round(_VALIDATION_FRACTION * self.n_train))
        indices[stratified_sample(self.y_train, n_validation)] = PARTS.index("validation")
        return indices

    def rows(self, ids: np.ndarray) -> np.ndarray:
        """Samples as models receive them: scaled or standardised.

        Args:
            ids: Sample ids, shape `(n,)`: row indices in `X_train` followed by `X_test`.

        Returns:
            Samples, float32, shape `(n, n_features)`.
        """
        ids = np.asarray(ids)
        rows = np.empty((len(ids), self.X_train.shape[1]), np.float32)
        is_test = ids >= self.n_train
        rows[~is_test] = self.X_train[ids[~is_test]]
        rows[is_test] = self.X_test[ids[is_test] - self.n_train]
        if np.any(self.center):
            rows -= np.asarray(self.center, np.float32)
        rows *= np.asarray(self.scale, np.float32)
        return rows

    def in_units(self, X: np.ndarray) -> np.ndarray:
        """Converts samples as `rows` returns them, or reconstructions of them, to the original units."""
        return X / np.asarray(self.scale, np.float32) + np.asarray(self.center, np.float32)

    @functools.cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all samples and labels, in hexadecimal."""
        digest = hashlib.sha256()
        for array in (self.X_train, self.X_test, self.y_train, self.y_test):
            digest.update(str((array.shape, array.dtype.str)).encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


def split(X: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
    """Splits off a fifth of each class as the test part; returns `X_train`, `X_test`, `y_train`, `y_test`."""
    from sklearn.model_selection import train_test_split

    return train_test_split(X, y, test_size=0.2, stratify=y, random_state=0)


def split_and_standardise(card: Card, X: np.ndarray, y: np.ndarray, **names: Any) -> Dataset:
    """Splits off a fifth of each class as the test part, and standardises by the statistics of the rest.

    Args:
        card: Description of the data set.
        X: All samples in original units, shape `(n, n_features)`; tables are standardised column by column,
            series by one mean and standard deviation.
        y: Class indices, shape `(n,)`.
        names: `class_names`, and `feature_names` for a table.
    """
    X_train, X_test, y_train, y_test = split(X.astype(np.float32), y.astype(np.uint8))
    axis = 0 if card.kind == "table" else None
    center, deviation = X_train.mean(axis=axis), X_train.std(axis=axis)
    return Dataset(card, X_train, X_test, y_train, y_test, center=center, scale=1 / deviation, **names)


def read_bunch(card: Card, bunch: Any) -> Dataset:
    """Converts the result of a scikit-learn loader to a data set, without duplicate rows."""
    _, first_rows = np.unique(bunch.data, axis=0, return_index=True)
    rows = np.sort(first_rows)
    class_names, feature_names = (
        tuple(str(name).replace("_", " ") for name in names)
        for names in (bunch.target_names, bunch.feature_names)
    )
    return split_and_standardise(
        card, bunch.data[rows], bunch.target[rows], class_names=class_names, feature_names=feature_names
    )
