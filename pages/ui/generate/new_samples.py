"""New samples from the prior, the codes' own density or one class, each with what it may be a copy of."""

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui import cache, state
from pages.ui.generate import results
from pages.ui.generate.latent_space import Space, list_sources
from pages.ui.widgets.galleries import show_sheet

_SIZES = (10, 20, 40)
_ABOUT = {
    "prior": "the normal distribution that the codes were trained to fill",
    "mixture": "a mixture of Gaussians fitted to the codes of training samples",
}
_NOTES = {
    "prior": "drawn from the prior",
    "mixture": "drawn from the mixture",
    "reconstructions": "of test samples: as good as this decoder gets",
    "PCA": "as many principal components, a normal distribution fitted to their codes",
}


def show_samples(space: Space) -> None:
    """The choice, the samples above their nearest training samples, and how good each source is."""
    source, n, temperature = _ask_source(space)
    seed = state.NEW_SAMPLES_SEED.read()
    sources = list_sources(space)
    mixture = sources.get(source) or results.class_density(space.run, _find_class(space, source))
    X, ids, distances = results.drawn(space.run, source, mixture, n, seed, temperature)
    data, renderer = cache.dataset(space.run.spec.dataset), cache.renderer(space.run.spec.dataset)
    columns = renderer.columns
    for start in range(0, n, columns):
        line = slice(start, start + columns)
        pictures = [renderer.draw(X[line]), renderer.draw(data.rows(ids[line]))]
        show_sheet(np.concatenate(pictures), columns, "new samples above their nearest training samples")
    st.caption(
        f"Each line: new samples, and below each the training sample nearest to it. They are "
        f"{np.median(distances):.2f} apart (median distance); 0 would be a copy."
    )
    _show_quality(space)


def _ask_source(space: Space) -> tuple[str, int, float]:
    data = cache.dataset(space.run.spec.dataset)
    names = list(list_sources(space))
    classes = list(data.class_names) if len(data.class_names) > 1 else []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = st.selectbox(
            "From",
            [*names, *(f"class {name}" for name in classes)],
            key=state.NEW_SAMPLES_SOURCE.per(space.run.id),
            help="; ".join(f"**{name}**: {_ABOUT[name]}" for name in names) + ". A class has one Gaussian.",
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
            help="What deviations are multiplied with: less gives usual samples, more unusual ones.",
            width=240,
        )
        if st.button("Resample", icon=":material/casino:"):
            state.NEW_SAMPLES_SEED.write(state.NEW_SAMPLES_SEED.read() + 1)
    return source, n, temperature


def _find_class(space: Space, source: str) -> int:
    return cache.dataset(space.run.spec.dataset).class_names.index(source.removeprefix("class "))


def _show_quality(space: Space) -> None:
    if not st.toggle("How good is each source?", key=state.FIDELITY, bind="query-params"):
        return
    found = results.fidelity(space.run, list_sources(space))
    table = pd.DataFrame(
        [(name, *values, _NOTES[name]) for name, values in found.items()],
        columns=["source", "Fréchet distance", "precision", "recall", "what it is"],
    )
    shares = st.column_config.NumberColumn(format="percent")
    config = {"precision": shares, "recall": shares}
    config["Fréchet distance"] = st.column_config.NumberColumn(format="%.3g")
    st.dataframe(table, hide_index=True, column_config=config)
    st.caption(
        "Test samples against as many drawn ones (at most 2,000), in one fixed space for every run on this "
        "data: the first 32 principal components of the training part. Precision: share of drawn samples "
        "that lie among real ones; recall: share of real ones that lie among drawn ones."
    )
