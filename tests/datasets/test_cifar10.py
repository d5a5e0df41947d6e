"""CIFAR-10 is read from its binary archive."""

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from aecore.datasets import cifar10


def test_pictures_are_read_as_written(cifar10_folder: Path, cifar10_records: dict[str, np.ndarray]):
    dataset = cifar10.read(cifar10_folder)
    assert (dataset.n_train, len(dataset.X_test)) == (100, 20)
    first = cifar10_records["data_batch_1.bin"][0]
    picture = dataset.X_train[0].reshape(32, 32, 3)
    # One colour after the other in the file, one pixel after the other here.
    np.testing.assert_array_equal(picture[:, :, 0].ravel(), first[1 : 1 + 1024])
    np.testing.assert_array_equal(picture[:, :, 2].ravel(), first[1 + 2048 :])
    assert dataset.y_train[0] == first[0]
    assert dataset.class_names[dataset.y_test[3]] == "cat"


def test_a_broken_archive_is_not_taken_for_data(tmp_path):
    with tarfile.open(tmp_path / cifar10._FILE, "w:gz") as archive:
        entry = tarfile.TarInfo("cifar-10-batches-bin/data_batch_1.bin")
        entry.size = 10
        archive.addfile(entry, io.BytesIO(bytes(10)))
    with pytest.raises((ValueError, KeyError)):
        cifar10.read(tmp_path)
