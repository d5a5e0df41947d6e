from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    """A workspace of its own for each test."""
    monkeypatch.setenv("AECORE_HOME", str(tmp_path))
    return tmp_path
