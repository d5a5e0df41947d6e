"""The models that are held against each other: the chosen run, other runs on its data, and PCA."""

import dataclasses
from collections.abc import Callable

import numpy as np
import streamlit as st

from aecore.runs import Run
from aecore.variants import VARIANTS
from pages.ui import cache, state
from pages.ui.readable_runs import list_readable
from pages.ui.widgets.pickers import describe_run

_MOST = 3


@dataclasses.dataclass(frozen=True, eq=False)
class Model:
    """What gives samples back.

    Args:
        name: As it is called beside its pictures.
        reconstruct: Samples `(n, n_features)` there and back.
        errors: Mean squared error of every sample of the part looked at, in the order of their ids.
    """

    name: str
    reconstruct: Callable[[np.ndarray], np.ndarray]
    errors: np.ndarray


def pick_models(run: Run, part: str) -> list[Model]:
    """The run itself, those asked for, and PCA with as many numbers as the run's code has."""
    data_name, n_samples = run.spec.dataset, cache.dataset(run.spec.dataset).n_samples
    others = {r.id: r for r in list_readable() if r.id != run.id and r.spec.dataset == data_name}
    names = st.multiselect(
        "Compare with",
        list(others),
        key=state.COMPARED_MODELS.per(data_name),
        default=[name for name in st.query_params.get(state.COMPARED_RUNS, "").split(",") if name in others],
        format_func=lambda run_id: describe_run(others[run_id]),
        max_selections=_MOST,
        placeholder="Other runs on the same data" if others else "There is no other run on this data",
        disabled=not others,
    )
    _store_in_address(names)
    models = []
    for r in (run, *(others[name] for name in names)):
        errors = cache.encoded(r, part, n_samples)[2]
        models.append(Model(_name(r, models), cache.codec(r).reconstruct, errors))
    n = cache.codec(run).latent_dim
    pca, errors = cache.pca_measured(data_name, part, n)
    return [*models, Model(f"PCA, {n}", lambda X: pca.decode(pca.encode(X)), errors)]


def _name(run: Run, models: list[Model]) -> str:
    """Variant and length of the code; a second one of that name is numbered."""
    title = VARIANTS[run.spec.variant].title if run.spec.variant in VARIANTS else run.spec.variant
    name = f"{title.removesuffix(' autoencoder')}, {cache.codec(run).latent_dim}"
    same = sum(model.name.split(" (")[0] == name for model in models)
    return f"{name} ({same + 1})" if same else name


def _store_in_address(names: list[str]) -> None:
    if names:
        st.query_params[state.COMPARED_RUNS] = ",".join(names)
    else:
        st.query_params.pop(state.COMPARED_RUNS, None)
