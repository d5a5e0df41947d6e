"""Error by depth: finished runs on the same data, by their number of hidden layers."""

import streamlit as st

from aecore.figures.bars import draw_points
from aecore.runs import Run
from pages.ui import cache
from pages.ui.readable_runs import list_readable
from pages.ui.widgets.charts import show_chart


def show_depths(run: Run) -> None:
    """Shows the validation error of this run and of others of the same latent dimension on the same data."""
    spec = run.spec
    latent_dim = spec.hyperparameters["latent_dim"]
    groups = {"this run": _collect_points([run]), "other runs": _collect_points(_find_others(run))}
    groups = {name: points for name, points in groups.items() if points[0]}
    pca = cache.pca_errors(spec.dataset, "validation")[latent_dim]
    st.header("Error by depth", anchor=False)
    figure = draw_points(groups, x="number of hidden layers", y="validation error", line=(pca, "PCA"))
    show_chart(figure, f"depths-{run.id}")
    st.caption(
        f"Mean squared error of the validation part with {latent_dim} latent dimensions on the same data. "
        "Train with other hidden layers, such as `256, 128`, to compare depths."
    )
    if "this run" not in groups:
        st.caption("Validation error of this run: –, since an earlier version trained it.")


def _find_others(run: Run) -> list[Run]:
    """Returns the other runs on the same data set with the same latent dimension."""

    def key(some: Run) -> tuple:
        return some.spec.dataset, some.spec.hyperparameters.get("latent_dim")

    return [other for other in list_readable() if other.id != run.id and key(other) == key(run)]


def _collect_points(runs: list[Run]) -> tuple[list, list, list]:
    """Returns the number of hidden layers, the validation error and the hover text of each run."""
    measured = [run for run in runs if "val_mse" in run.metrics]
    layers = [run.spec.hyperparameters.get("hidden_layers", []) for run in measured]
    texts = [f"{run.spec.variant} {layer}" for run, layer in zip(measured, layers, strict=True)]
    return [len(layer) for layer in layers], [run.metrics["val_mse"] for run in measured], texts
