"""Measures of the sparseness of latent vectors."""

import math
from typing import Any

import numpy as np

# Activations up to this value count as zero. Inactive rectified units are exactly zero.
ZERO_BELOW = 1e-6


def describe_sparseness(Z: np.ndarray) -> dict[str, Any]:
    """Computes measures of sparseness; an absolute activation up to 1e-6 counts as zero.

    Args:
        Z: Latent vectors, shape `(n, d)`.

    Returns:
        - `mean_activation`, `active_share`: of each unit, mean absolute activation and share of samples for
          which it is active.
        - `dead_units`, `dead_share`: number and share of units that are active for no sample.
        - `active_per_sample`, `zero_share`: mean number of active units, mean share of inactive units.
        - `hoyer`: mean over samples of Hoyer's sparseness, 1 if one unit is active and 0 if all are equally
          active. P. O. Hoyer (2004), JMLR 5, section 3.1.
        - `lifetime_sparseness`: mean over units that are not dead of the Treves-Rolls activity ratio, (mean
          activation)^2 / mean squared activation: near 0 if a unit is active for few samples, 1 if equally
          active for all. E. Rolls, A. Treves (1990), Network 1, equation 1.
    """
    Z = np.abs(Z.astype(np.float64))
    is_active = Z > ZERO_BELOW
    is_live = is_active.any(axis=0)
    live, squares, root = Z[:, is_live], (Z**2).sum(axis=1), math.sqrt(Z.shape[1])
    nonzero = squares > 0
    ratios = Z[nonzero].sum(axis=1) / np.sqrt(squares[nonzero])
    return {
        "mean_activation": Z.mean(axis=0).tolist(),
        "active_share": is_active.mean(axis=0).tolist(),
        "dead_units": int((~is_live).sum()),
        "dead_share": float((~is_live).mean()),
        "active_per_sample": float(is_active.sum(axis=1).mean()),
        "zero_share": float((~is_active).mean()),
        "hoyer": float(((root - ratios) / max(root - 1, 1e-9)).mean()) if len(ratios) else 1.0,
        "lifetime_sparseness": float((live.mean(axis=0) ** 2 / (live**2).mean(axis=0)).mean())
        if is_live.any()
        else 0.0,
    }
