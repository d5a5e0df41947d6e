"""Fashion-MNIST, downloaded once into the workspace."""

import gzip
from pathlib import Path

import numpy as np

from aecore.datasets.dataset import Card, Dataset
from aecore.datasets.downloads import download

CARD = Card(
    name="fashion_mnist",
    title="Fashion-MNIST",
    kind="image",
    sample_shape=(28, 28, 1),
    n_train=60_000,
    n_test=10_000,
    about="70,000 images of clothes in the format and split of MNIST, but harder to compress. "
    "Downloaded once (30 MB).",
    source="H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST (2017), arXiv:1708.07747, Zalando Research",
    licence="MIT",
    download_mb=30,
)
_URL = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
# The checksums that the authors published.
_FILES = {
    "train-images-idx3-ubyte.gz": "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "md5:25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "md5:bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "md5:bb300cfdad3c16e7a12a480ee83cd310",
}


def load() -> Dataset:
    """Loads Fashion-MNIST; downloads its four files on first use."""
    return read(download(CARD.title, _URL, _FILES, "fashion-mnist"))


def read(folder: Path) -> Dataset:
    """Reads the four downloaded IDX files from a folder."""
    arrays = [_read_idx(folder / name) for name in _FILES]
    return Dataset(
        CARD,
        X_train=arrays[0].reshape(len(arrays[0]), -1),
        y_train=arrays[1],
        X_test=arrays[2].reshape(len(arrays[2]), -1),
        y_test=arrays[3],
        class_names=(
            "T-shirt", "Trouser", "Pullover", "Dress", "Coat",
            "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
        ),
        scale=1 / 255,
    )  # fmt: skip


def _read_idx(path: Path) -> np.ndarray:
    """Reads an IDX file: magic number with the number of axes as last byte, big-endian shape, values."""
    data = gzip.decompress(path.read_bytes())
    ndim = data[3]
    shape = np.frombuffer(data, ">i4", count=ndim, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * ndim).reshape(shape)
