import gzip
import io
import struct
import tarfile
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


@pytest.fixture(scope="session")
def cifar10_records() -> dict[str, np.ndarray]:
    """A few made-up records under the names of CIFAR-10's files: a label and 3 x 32 x 32 bytes each."""
    rng = np.random.default_rng(0)
    names = [*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"]
    records = {name: rng.integers(0, 256, (20, 1 + 3072), np.uint8) for name in names}
    for array in records.values():
        array[:, 0] = np.arange(20) % 10
        array[0, 1:3] = 0, 255
    return records


@pytest.fixture(scope="session")
def cifar10_folder(cifar10_records: dict[str, np.ndarray], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those records as the archive that is downloaded."""
    folder = tmp_path_factory.mktemp("cifar10")
    with tarfile.open(folder / "cifar-10-binary.tar.gz", "w:gz") as archive:
        for name, array in cifar10_records.items():
            entry = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            entry.size = array.nbytes
            archive.addfile(entry, io.BytesIO(array.tobytes()))
    return folder
