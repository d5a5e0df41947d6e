"""What every data set is: a table of samples, split once, with its provenance."""

import dataclasses
import functools
import hashlib

import numpy as np


@dataclasses.dataclass(frozen=True)
class Card:
    """What is known of a data set without reading it.

    Args:
        name: The word used in code, addresses and the command line.
        title: The name shown to a person.
        kind: `image`, `table`, `series` or `text`.
        sample_shape: Shape of one sample, e.g. `(28, 28)`; its product is `n_features`.
        n_train: Samples to learn from.
        n_test: Samples that no training sees.
        about: One or two sentences.
        source: Who made it and where it is published.
        licence: Its licence.
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


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """A data set in memory.

    Images are kept as bytes (a quarter of the memory) and scaled to [0, 1] where rows are
    taken, so ask `rows` for numbers to compute with.

    Args:
        card: Its description.
        X_train: Stored samples to learn from, shape `(n_train, n_features)`.
        X_test: Stored samples that no training sees, shape `(n_test, n_features)`.
        y_train: Class numbers, shape `(n_train,)`.
        y_test: Class numbers, shape `(n_test,)`.
        class_names: The name of each class number.
        scale: What a stored value is multiplied with, e.g. 1 / 255 for bytes.
    """

    card: Card
    X_train: np.ndarray
    X_test: np.ndarray
    y_train: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    scale: float = 1.0

    @property
    def n_train(self) -> int:
        return len(self.X_train)

    @property
    def n_samples(self) -> int:
        return len(self.X_train) + len(self.X_test)

    @functools.cached_property
    def labels(self) -> np.ndarray:
        """Class number of every sample, training part first; shape `(n_samples,)`."""
        return np.concatenate([self.y_train, self.y_test])

    def part(self, name: str) -> np.ndarray:
        """The sample ids of a part: `train`, `test` or `all`."""
        start = self.n_train if name == "test" else 0
        end = self.n_train if name == "train" else self.n_samples
        return np.arange(start, end)

    def rows(self, ids: np.ndarray) -> np.ndarray:
        """The samples with these ids, ready to compute with.

        A sample's id is its place in the training part followed by the test part.

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
        rows *= np.float32(self.scale)
        return rows

    @functools.cached_property
    def fingerprint(self) -> str:
        """sha256 of all samples and labels: two data sets are the same if this is."""
        digest = hashlib.sha256()
        for array in (self.X_train, self.X_test, self.y_train, self.y_test):
            digest.update(str((array.shape, array.dtype.str)).encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()
