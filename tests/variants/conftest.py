from collections.abc import Iterator

import pytest

from tests.variants.eagerness import running_eagerly


@pytest.fixture
def eager() -> Iterator[None]:
    with running_eagerly():
        yield
