import numpy as np
import pytest
from scipy.stats import percentileofscore

from aecore.analysis.generation.ranks import percentile_rank
from aecore.errors import InvalidInput

ERRORS = np.random.default_rng(0).integers(0, 50, 300) / 10  # with ties


@pytest.mark.parametrize("error", [-1, 0, 2.5, 2.55, 4.9, 100])
def test_it_is_scipys_percentile(error):
    assert percentile_rank(error, ERRORS) == pytest.approx(percentileofscore(ERRORS, error, kind="mean"))


@pytest.mark.parametrize(("error", "errors"), [(np.nan, [1.0]), (1.0, [np.nan, 1.0]), (1.0, [])])
def test_what_cannot_be_compared_is_refused(error, errors):
    with pytest.raises(InvalidInput, match="Expected a value and at least one reference value"):
        percentile_rank(error, errors)
