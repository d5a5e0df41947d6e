import functools
import hashlib
import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aecore.datasets import CARDS, DatasetUnavailable, fashion_mnist, load_dataset


@pytest.fixture
def unplugged(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody listens at the data set's address; returns where its files should go."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setattr(fashion_mnist, "_URL", f"http://127.0.0.1:{unused.getsockname()[1]}/")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return home / "datasets" / "fashion-mnist"


@pytest.fixture
def checksums(fashion_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the made-up files instead of the published ones."""
    sums = {p.name: "md5:" + hashlib.md5(p.read_bytes()).hexdigest() for p in fashion_folder.iterdir()}
    monkeypatch.setattr(fashion_mnist, "_FILES", {name: sums[name] for name in fashion_mnist._FILES})


@pytest.fixture
def server(
    unplugged: Path, fashion_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[http.server.HTTPServer]:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=fashion_folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        monkeypatch.setattr(fashion_mnist, "_URL", f"http://127.0.0.1:{server.server_port}/")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def assert_unavailable(place: Path, start: str = "Fashion-MNIST could not be downloaded") -> None:
    """One sentence that tells what to do, and no file that could be taken for the real one."""
    with pytest.raises(DatasetUnavailable) as problem:
        load_dataset("fashion_mnist")
    message = str(problem.value)
    assert message.startswith(start)
    assert "try again" in message and str(place) in message
    assert "\n" not in message and ". " not in message and message.endswith(".")
    assert not [p for p in place.rglob("*") if p.is_file()]


def test_idx_files_are_read_as_written(fashion, fashion_folder):
    dataset = fashion_mnist.read(fashion_folder)
    X_train, y_train, X_test, y_test = fashion.values()
    np.testing.assert_array_equal(dataset.X_train.reshape(-1, 28, 28), X_train)
    np.testing.assert_array_equal(dataset.X_test.reshape(-1, 28, 28), X_test)
    np.testing.assert_array_equal(dataset.labels, np.concatenate([y_train, y_test]))
    assert dataset.card is CARDS["fashion_mnist"]


def test_without_a_network_it_says_what_to_do(unplugged):
    assert_unavailable(unplugged)
    with pytest.raises(DatasetUnavailable, match=fashion_mnist._URL):
        load_dataset("fashion_mnist")


def test_files_with_other_checksums_are_not_taken(server, unplugged):
    assert_unavailable(unplugged, "Fashion-MNIST was downloaded, but train-images-idx3-ubyte.gz is not")


def test_it_is_downloaded_once(checksums, server, fashion, unplugged, monkeypatch):
    first = load_dataset("fashion_mnist")
    np.testing.assert_array_equal(first.y_test, fashion["t10k-labels-idx1-ubyte.gz"])
    assert {p.name for p in unplugged.iterdir()} == set(fashion)

    server.shutdown()
    server.server_close()
    assert load_dataset("fashion_mnist").fingerprint == first.fingerprint

    (unplugged / "t10k-labels-idx1-ubyte.gz").write_bytes(b"half")
    with pytest.raises(DatasetUnavailable):
        load_dataset("fashion_mnist")
