"""The data set: a table of samples, split into three parts, with its source and licence."""

import dataclasses
import functools
import hashlib
from typing import Any

import numpy as np

from aecore.datasets.sampling import stratified_sample

PARTS = ("train", "validation", "test")
_VALIDATION_FRACTION = 0.1
_MAX_VALIDATION = 5000


@dataclasses.dataclass(frozen=True)
class Card:
    """Describes a data set without reading it.

    Args:
        name: Its name in code, addresses and the command line.
        title: Its name on the screen.
        kind: `image`, `table`, `series` or `text`.
        sample_shape: Shape of one sample; its product is `n_features`. Its length tells what a sample is:
            `(columns,)` a row of a table, `(length, channels)` a series, or a text with a channel for each
            symbol, `(height, width, channels)` an image.
        n_train: Number of samples outside the test part.
        n_test: Number of samples of the test part.
        about: One or two sentences.
        source: Who made it and where it is published.
        licence: Its licence.
        symbols: Of a text, what each channel stands for.
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


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """A data set in memory.

    Images are stored as bytes (a quarter of the memory) and scaled to [0, 1] by `rows`; tables and series
    are stored in their units and standardised by `rows`. `in_units` is the inverse.

    A tenth of `X_train`, at most 5,000 samples, stratified by class and always the same, is the validation
    part: models learn from the rest (`part("train")`), decisions are made on the validation part, and the
    test part is read once a model is finished.

    Args:
        card: Its description.
        X_train: Stored samples outside the test part, shape `(n_train, n_features)`.
        X_test: Stored samples of the test part, shape `(n_test, n_features)`.
        y_train: Class numbers, shape `(n_train,)`.
        y_test: Class numbers, shape `(n_test,)`.
        class_names: The name of each class number.
        center: What is subtracted from a stored value, one number or one for each feature.
        scale: What the rest is multiplied with, e.g. 1 / 255 for bytes.
        feature_names: Of a table, its columns with their units.
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

    @property
    def n_train(self) -> int:
        """Number of samples outside the test part: the ids from here on are test samples."""
        return len(self.X_train)

    @property
    def n_samples(self) -> int:
        return len(self.X_train) + len(self.X_test)

    @functools.cached_property
    def labels(self) -> np.ndarray:
        """Class number of every sample, training part first; shape `(n_samples,)`."""
        return np.concatenate([self.y_train, self.y_test])

    def part(self, name: str) -> np.ndarray:
        """The sample ids of a part, in ascending order.

        Args:
            name: `train` (samples to learn from), `validation`, `test` or `all`.

        Raises:
            ValueError: if there is no part of that name.
        """
        if name == "all":
            return np.arange(self.n_samples)
        if name not in PARTS:
            raise ValueError(f"Expected one of {', '.join(PARTS)} or all, but got {name!r}.")
        return np.flatnonzero(self._part_numbers == PARTS.index(name))

    def name_parts(self, ids: np.ndarray) -> np.ndarray:
        """The name of the part of each sample; shape of `ids`."""
        return np.array(PARTS)[self._part_numbers[ids]]

    @functools.cached_property
    def _part_numbers(self) -> np.ndarray:
        """The position in `PARTS` of each sample's part, uint8, shape `(n_samples,)`."""
        numbers = np.full(self.n_samples, PARTS.index("test"), np.uint8)
        numbers[: self.n_train] = PARTS.index("train")
        n_validation = min(_MAX_VALIDATION, round(_VALIDATION_FRACTION * self.n_train))
        numbers[stratified_sample(self.y_train, n_validation)] = PARTS.index("validation")
        return numbers

    def rows(self, ids: np.ndarray) -> np.ndarray:
        """The samples with these ids, scaled or standardised.

        The id of a sample is its row number in `X_train` followed by `X_test`.

        Args:
            ids: Shape `(n,)`.

        Returns:
            float32 array of shape `(n, n_features)`.
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
        """Converts samples as `rows` returns them, or their reconstructions, back to their stored units."""
        return X / np.asarray(self.scale, np.float32) + np.asarray(self.center, np.float32)

    @functools.cached_property
    def fingerprint(self) -> str:
        """The sha256 of all samples and labels."""
        digest = hashlib.sha256()
        for array in (self.X_train, self.X_test, self.y_train, self.y_test):
            digest.update(str((array.shape, array.dtype.str)).encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


def split(X: np.ndarray, y: np.ndarray) -> list[np.ndarray]:
    """`X_train`, `X_test`, `y_train`, `y_test`: every class gives a fifth of its samples to the test part."""
    from sklearn.model_selection import train_test_split

    return train_test_split(X, y, test_size=0.2, stratify=y, random_state=0)


def split_and_standardise(card: Card, X: np.ndarray, y: np.ndarray, **names: tuple[str, ...]) -> Dataset:
    """Splits off a test part (a fifth of each class) and standardises by mean and deviation of the rest.

    Args:
        card: Its description.
        X: All samples in their units, shape `(n, n_features)`; each column of a table is standardised by
            itself, a series as a whole.
        y: Class numbers, shape `(n,)`.
        names: `class_names`, and `feature_names` of a table.
    """
    X_train, X_test, y_train, y_test = split(X.astype(np.float32), y.astype(np.uint8))
    axis = 0 if card.kind == "table" else None
    center, spread = X_train.mean(axis=axis), X_train.std(axis=axis)
    return Dataset(card, X_train, X_test, y_train, y_test, center=center, scale=1 / spread, **names)


def read_bunch(card: Card, bunch: Any) -> Dataset:
    """Makes a data set of what scikit-learn's loaders return, without duplicate rows."""
    _, once = np.unique(bunch.data, axis=0, return_index=True)
    rows = np.sort(once)
    class_names, feature_names = (
        tuple(str(name).replace("_", " ") for name in names)
        for names in (bunch.target_names, bunch.feature_names)
    )
    return split_and_standardise(
        card, bunch.data[rows], bunch.target[rows], class_names=class_names, feature_names=feature_names
    )
