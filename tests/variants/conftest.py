from collections.abc import Iterator

import pytest
import tensorflow as tf


@pytest.fixture
def eager() -> Iterator[None]:
    """Runs functions without graphs, which take longer to build than a fit of one batch takes."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)
