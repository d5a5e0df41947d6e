"""The result of a run in words, and what to do next."""

import streamlit as st

from aecore.analysis.learning_curve import find_trend
from aecore.runs import Run
from aecore.variants import VARIANTS
from pages.ui import cache
from pages.ui.widgets.run_links import show_links

_HELP = (
    "Errors are mean squared differences between samples and reconstructions, means over features. PCA is "
    "fitted on the training part and has as many components as the latent vector has dimensions."
)


def show_result(run: Run) -> None:
    """Shows the errors of a run with a model, PCA as their baseline, and what to do next."""
    if run.has_model:
        st.markdown(" ".join(filter(None, [_describe_errors(run), _advise(run)])), help=_HELP)
        show_links(run)


def _describe_errors(run: Run) -> str:
    metrics, test = run.metrics, f"{run.metrics['test_mse']:.3g}"
    if "val_mse" not in metrics:
        return (
            f"**Test error {test}**{_compare(run, 'test', metrics['test_mse'])} An earlier version trained "
            "this run and did not measure its validation error."
        )
    error = metrics["val_mse"]
    compared = _compare(run, "validation", error)
    return f"**Validation error {error:.3g}**{compared} Test error {test}, measured once at the end."


def _compare(run: Run, part: str, error: float) -> str:
    """Returns a comparison with PCA as the end of a sentence about an error."""
    n = run.spec.hyperparameters["latent_dim"]
    if n >= cache.count_features(run):
        return ". PCA with as many dimensions as features loses nothing, so it is no baseline."
    pca = find_baseline(run, part)
    constraint = VARIANTS[run.spec.variant].constraint if run.spec.variant in VARIANTS else ""
    note = f" This variant is also limited by {constraint}, PCA is not." if constraint else ""
    return f", {error / pca:.2f} × that of PCA with {n} dimension{'' if n == 1 else 's'} ({pca:.3g}).{note}"


def find_baseline(run: Run, part: str) -> float:
    """Returns the error of PCA with as many components as a run has latent dimensions."""
    measured = run.metrics.get("pca_val_mse") if part == "validation" else None
    n = run.spec.hyperparameters["latent_dim"]
    return cache.pca_errors(run.spec.dataset, part)[n] if measured is None else measured


def _advise(run: Run) -> str:
    """Returns what the curve of the validation loss suggests; empty if it cannot be judged."""
    history, result, hyperparameters = run.history, run.result, run.spec.hyperparameters
    is_complete = result is not None and result.epochs >= hyperparameters.get("epochs", 0)
    if not history or not is_complete or "val_loss" not in history[0]:
        return ""
    term = "val_reconstruction" if "val_reconstruction" in history[0] else "val_loss"
    trend = find_trend([row[term] for row in history])
    if trend is None:
        return "One epoch shows no trend: **train longer**."
    epochs = "epoch" if trend.n_epochs == 1 else f"{trend.n_epochs} epochs"
    if trend.kind == "falling":
        fall = f"{-trend.change:.1%} in the last {epochs}"
        return f"The validation loss still fell by {fall}: **train longer**."
    if trend.kind == "rising":
        return (
            f"The validation loss has risen by {trend.change:.1%} since epoch {trend.best + 1}: **train for "
            "fewer epochs**, or set the early stopping patience."
        )
    if hyperparameters.get("schedule", "cosine") == "cosine":
        return (
            "The curve is flat at its end, where the learning rate reaches zero: for a lower error, try "
            "**more latent dimensions** or a larger network, then a longer training."
        )
    return "The curve is flat: for a lower error, try **more latent dimensions** or a larger network."
