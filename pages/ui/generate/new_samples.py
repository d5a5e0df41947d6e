"""New samples from the prior, a fitted mixture or one class, with their nearest training samples."""

import dataclasses

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import cache, state
from pages.ui.generate import results
from pages.ui.generate.latent_space import Space, list_sources
from pages.ui.widgets.galleries import show_sheet

_SIZES = (10, 20, 40)
_ABOUT = {
    "Prior": "the standard normal distribution that latent vectors were trained to match",
    "Mixture": "a mixture of Gaussians fitted to the latent vectors of training samples",
    "Autoregressive": "codewords that depend on those before them, fitted to training samples",
    "Independent": "codewords with their frequencies at each position in training samples",
}
_NOTES = {
    results.REAL: "Baseline: real samples, the best that any model can reach",
    "Prior": "Sampled from the prior",
    "Mixture": "Sampled from the mixture",
    "Autoregressive": "Codewords drawn given those before them",
    "Independent": "Codewords drawn independently",
    "Reconstructions": "Baseline: reconstructions of these test samples, the best of this decoder",
    "PCA": "Baseline: a Gaussian fitted to as many principal components",
}


def show_samples(space: Space) -> None:
    """Shows new samples of a source with their nearest training samples, and the quality of each source."""
    source, n, temperature = _ask_source(space)
    seed = state.NEW_SAMPLES_SEED.read()
    sources = list_sources(space)
    mixture = sources.get(source) or results.class_density(space.run, _find_class(space, source))
    X, ids, distances = results.new_samples(space.run, source, mixture, n, seed, temperature)
    data, renderer = cache.dataset(space.run.spec.dataset), cache.renderer(space.run.spec.dataset)
    columns = renderer.columns
    for start in range(0, n, columns):
        line = slice(start, start + columns)
        pictures = [renderer.draw(X[line]), renderer.draw(data.rows(ids[line]))]
        show_sheet(np.concatenate(pictures), columns, "new samples above their nearest training samples")
    st.caption(
        "Each row: new samples, and below each its nearest training sample. The median Euclidean distance is "
        f"{np.median(distances):.2f}; 0 would be a copy."
    )
    _show_quality(space)


def _ask_source(space: Space) -> tuple[str, int, float]:
    """Asks for the source, the number of samples and the temperature."""
    data = cache.dataset(space.run.spec.dataset)
    names = list(list_sources(space))
    classes = list(data.class_names) if len(data.class_names) > 1 else []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = st.selectbox(
            "Source",
            [*names, *(f"Class {name}" for name in classes)],
            key=state.NEW_SAMPLES_SOURCE.per(space.run.id),
            help="; ".join(f"**{name}**: {_ABOUT[name]}" for name in names)
            + "; **Class**: a density fitted to its latent vectors.",
            width=220,
        )
        n = st.segmented_control(
            "Samples", _SIZES, default=_SIZES[1], key=state.N_NEW_SAMPLES, bind="query-params", required=True
        )
        temperature = st.slider(
            "Temperature",
            0.0,
            2.0,
            1.0,
            0.1,
            key=state.TEMPERATURE,
            bind="query-params",
            help="Factor of the standard deviations, or for codewords the inverse exponent of their "
            "probabilities: lower values give more typical samples, higher values more diverse samples.",
            width=240,
        )
        if st.button("Resample", icon=":material/casino:"):
            state.NEW_SAMPLES_SEED.write(state.NEW_SAMPLES_SEED.read() + 1)
    return source, n, temperature


def _find_class(space: Space, source: str) -> int:
    """Returns the index of the class that a source names."""
    return cache.dataset(space.run.spec.dataset).class_names.index(source.removeprefix("Class "))


def _show_quality(space: Space) -> None:
    """Shows Fréchet distance, precision, recall and nearest distance of each source, on demand."""
    if not st.toggle("Quality of each source", key=state.FIDELITY, bind="query-params"):
        return
    fidelity = results.fidelity(space.run, list_sources(space))
    table = pd.DataFrame(
        [(name, *dataclasses.astuple(values), _NOTES[name]) for name, values in fidelity.items()],
        columns=["Source", "Fréchet distance", "Precision", "Recall", "Nearest distance", "Description"],
    )
    shares = st.column_config.NumberColumn(format="percent")
    config = {"Precision": shares, "Recall": shares}
    config |= dict.fromkeys(
        ("Fréchet distance", "Nearest distance"), st.column_config.NumberColumn(format="%.3g")
    )
    st.dataframe(table, hide_index=True, column_config=config)
    n = len(cache.samples(space.run, "test", results.MAX_FIDELITY_SAMPLES))
    _, features = results.find_features(space.run.spec.dataset)
    st.caption(
        f"{n:,} test samples compared with as many new samples. Features of Fréchet distance, precision and "
        f"recall: {features}. Precision: share of new samples that lie among test samples; recall: share of "
        "test samples that lie among new samples. Nearest distance: median Euclidean distance of "
        f"{min(n, results.N_SEARCHED)} samples to their nearest training samples."
    )
