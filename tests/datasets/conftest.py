import gzip
import struct
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="session")
def fashion() -> dict[str, np.ndarray]:
    """A few made-up pictures under the names of Fashion-MNIST's files."""
    rng = np.random.default_rng(0)
    return {
        "train-images-idx3-ubyte.gz": rng.integers(0, 256, (60, 28, 28), np.uint8),
        "train-labels-idx1-ubyte.gz": np.arange(60, dtype=np.uint8) % 10,
        "t10k-images-idx3-ubyte.gz": rng.integers(0, 256, (20, 28, 28), np.uint8),
        "t10k-labels-idx1-ubyte.gz": np.arange(20, dtype=np.uint8) % 10,
    }


@pytest.fixture(scope="session")
def fashion_folder(fashion: dict[str, np.ndarray], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those pictures as IDX files."""
    folder = tmp_path_factory.mktemp("idx")
    for name, array in fashion.items():
        head = struct.pack(f">BBBB{array.ndim}i", 0, 0, 8, array.ndim, *array.shape)
        (folder / name).write_bytes(gzip.compress(head + array.tobytes()))
    return folder
