"""The compared models: the chosen run, other runs on the same data, and PCA."""

import dataclasses
from collections.abc import Callable

import numpy as np
import streamlit as st

from aecore.runs import Run
from aecore.variants import VARIANTS
from pages.ui import cache, state
from pages.ui.readable_runs import list_readable
from pages.ui.widgets.pickers import describe_run

_MAX_OTHERS = 3


@dataclasses.dataclass(frozen=True, eq=False)
class Model:
    """A model that reconstructs samples.

    Args:
        name: Its name on the screen.
        reconstruct: Function from samples `(n, n_features)` to reconstructions.
        errors: Mean squared error of every sample of the chosen part, in the order of their ids.
    """

    name: str
    reconstruct: Callable[[np.ndarray], np.ndarray]
    errors: np.ndarray


def pick_models(run: Run, part: str) -> list[Model]:
    """Asks for runs to compare with; returns the models of all runs, and PCA of the same latent dimension."""
    data_name, n_samples = run.spec.dataset, cache.dataset(run.spec.dataset).n_samples
    others = {r.id: r for r in list_readable() if r.id != run.id and r.spec.dataset == data_name}
    names = st.multiselect(
        "Compare with",
        list(others),
        key=state.COMPARED_MODELS.per(data_name),
        default=[name for name in st.query_params.get(state.COMPARED_RUNS, "").split(",") if name in others],
        format_func=lambda run_id: describe_run(others[run_id]),
        max_selections=_MAX_OTHERS,
        placeholder="Other runs on the same data" if others else "No other run on this data",
        disabled=not others,
    )
    _store_in_address(names)
    models = []
    for r in (run, *(others[name] for name in names)):
        errors = cache.encoded(r, part, n_samples)[2]
        models.append(Model(_make_name(r, models), cache.codec(r).reconstruct, errors))
    n = cache.codec(run).latent_dim
    pca, errors = cache.pca_with_errors(data_name, part, n)
    return [*models, Model(f"PCA, {n}", lambda X: pca.decode(pca.encode(X)), errors)]


def _make_name(run: Run, models: list[Model]) -> str:
    """Returns variant and latent dimension; further models of the same name are numbered."""
    title = VARIANTS[run.spec.variant].title if run.spec.variant in VARIANTS else run.spec.variant
    name = f"{title.removesuffix(' autoencoder')}, {cache.codec(run).latent_dim}"
    same = sum(model.name.split(" (")[0] == name for model in models)
    return f"{name} ({same + 1})" if same else name


def _store_in_address(names: list[str]) -> None:
    if names:
        st.query_params[state.COMPARED_RUNS] = ",".join(names)
    else:
        st.query_params.pop(state.COMPARED_RUNS, None)
