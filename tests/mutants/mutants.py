"""The mutants: small changes of the program, each with the tests that should notice it."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One change.

    Args:
        path: The file, relative to the project.
        old: Text that occurs once in it.
        new: What replaces it.
        reason: What the change breaks.
        tests: Test files or node ids.
    """

    path: str
    old: str
    new: str
    reason: str
    tests: tuple[str, ...]


_VARIANTS = ("tests/variants/test_objectives.py", "tests/variants/test_likelihood.py")
_TRAINING = ("tests/training/test_training.py",)
_PROJECTIONS = ("tests/projections",)

MUTANTS = (
    Mutant(
        "aecore/variants/likelihood.py", "noise**2 + v - Z**2", "noise**2 - v - Z**2",
        "a sign in the importance weights", _VARIANTS,
    ),
    Mutant(
        "aecore/variants/likelihood.py", "np.exp(weights - largest).mean(axis=1)",
        "np.exp(weights - largest).sum(axis=1)", "the mean over draws becomes a sum", _VARIANTS,
    ),
    Mutant(
        "aecore/variants/likelihood.py", "exp(log_variance) - log_variance - 1",
        "exp(log_variance) + log_variance - 1", "a sign in the KL divergence", _VARIANTS,
    ),
    Mutant(
        "aecore/training/loop.py", "int(n_steps * WARM_UP)", "int(n_steps * 0)",
        "no warm-up of the learning rate", _TRAINING,
    ),
    Mutant(
        "aecore/training/early_stopping.py", ">= config.patience", "> config.patience",
        "patience is off by one", _TRAINING,
    ),
    Mutant(
        "aecore/training/loop.py", "    best_epoch.restore()\n", "",
        "the weights of the best epoch are not restored", _TRAINING,
    ),
    Mutant(
        "aecore/training/early_stopping.py", "max(best, warm_up_epochs - 1)", "best",
        "patience counts during the warm-up", _TRAINING,
    ),
    Mutant(
        "aecore/training/loop.py", "X[order[n_held_out:]], X[order[:n_held_out]]",
        "X, X[order[:n_held_out]]", "validation samples are learnt from", _TRAINING,
    ),
    Mutant(
        "aecore/projections/quality.py", "np.maximum(ranks - k, 0)", "np.maximum(ranks - k + 1, 0)",
        "ranks of trustworthiness are off by one", _PROJECTIONS,
    ),
    Mutant(
        "aecore/projections/inverse.py", "weights = (nearest / distances) ** 2",
        "weights = (nearest / distances) ** 1", "inverse distance weights are not squared", _PROJECTIONS,
    ),
    Mutant(
        "aecore/hyperparameters.py", "low <= value <= high", "low < value <= high",
        "the lowest value of a hyperparameter is refused", ("tests/test_hyperparameters.py",),
    ),
    Mutant(
        "aecore/analysis/generation/interpolation.py", "np.sin(angle - angles) * first",
        "np.sin(angle + angles) * first", "a sign in the spherical interpolation",
        ("tests/analysis/generation/test_interpolation.py",),
    ),
)  # fmt: skip
