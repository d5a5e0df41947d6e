"""Every variant keeps scikit-learn's contract."""

from collections.abc import Iterator

import pytest
import tensorflow as tf
from sklearn.utils.estimator_checks import parametrize_with_checks

from aecore.variants import VARIANTS

# Name of a check: why it cannot hold.
EXPECTED_FAILURES: dict[str, str] = {}


@pytest.fixture(autouse=True)
def without_graphs() -> Iterator[None]:
    """A graph takes longer to build than these fits of one batch take: the contract does not need it."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@parametrize_with_checks(
    [variant(epochs=1) for variant in VARIANTS.values()],
    expected_failed_checks=lambda estimator: EXPECTED_FAILURES,
)
def test_it_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)
