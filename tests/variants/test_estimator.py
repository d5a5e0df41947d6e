"""Every variant keeps scikit-learn's contract."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from aecore.variants import VARIANTS

# Name of a check: why it cannot hold.
EXPECTED_FAILURES: dict[str, str] = {}

pytestmark = pytest.mark.usefixtures("eager")


@parametrize_with_checks(
    [variant(epochs=1) for variant in VARIANTS.values()],
    expected_failed_checks=lambda estimator: EXPECTED_FAILURES,
)
def test_it_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)
