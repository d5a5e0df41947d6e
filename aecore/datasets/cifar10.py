"""CIFAR-10, downloaded once into the workspace in its binary version, which contains no pickles."""

import tarfile
from pathlib import Path

import numpy as np

from aecore.datasets.dataset import Card, Dataset
from aecore.datasets.downloads import download

CARD = Card(
    name="cifar10",
    title="CIFAR-10",
    kind="image",
    sample_shape=(32, 32, 3),
    n_train=50_000,
    n_test=10_000,
    about="60,000 colour photographs of ten classes of objects, 32×32 pixels. Downloaded once (170 MB).",
    source="A. Krizhevsky: Learning multiple layers of features from tiny images (2009), U. of Toronto",
    licence="free for research",
    download_mb=170,
)
_URL = "https://www.cs.toronto.edu/~kriz/"
_FILE = "cifar-10-binary.tar.gz"
# The checksum that the author published.
_FILES = {_FILE: "md5:c32a1d4ab5d03f1284b67883e8d87530"}
_FOLDER = "cifar-10-batches-bin"
_TRAIN = tuple(f"data_batch_{i}.bin" for i in range(1, 6))


def load() -> Dataset:
    """Loads CIFAR-10; downloads its archive on first use."""
    return read(download(CARD.title, _URL, _FILES, "cifar-10"))


def read(folder: Path) -> Dataset:
    """Reads the downloaded archive from a folder."""
    with tarfile.open(folder / _FILE) as archive:
        X_train, y_train = _read_batches(archive, _TRAIN)
        X_test, y_test = _read_batches(archive, ("test_batch.bin",))
    return Dataset(
        CARD,
        X_train=X_train,
        y_train=y_train,
        X_test=X_test,
        y_test=y_test,
        class_names=(
            "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
        ),
        scale=1 / 255,
    )  # fmt: skip


def _read_batches(archive: tarfile.TarFile, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Reads images, uint8 `(n, 3072)`, and labels `(n,)`; a record is a label and 3 x 32 x 32 bytes."""
    files = [archive.extractfile(f"{_FOLDER}/{name}") for name in names]
    data = b"".join(file.read() for file in files if file is not None)
    records = np.frombuffer(data, np.uint8).reshape(-1, 1 + 3 * 32 * 32)
    images = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images.reshape(len(records), -1), records[:, 0]
