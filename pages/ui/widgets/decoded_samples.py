"""What a code decodes to, as its kind of data is best read."""

import base64

import numpy as np
import streamlit as st

from aecore.analysis.comparison import describe_columns
from aecore.analysis.generation.ranks import percentile_rank
from aecore.datasets import Dataset
from aecore.figures.pictures import as_png
from aecore.figures.series import draw_series
from pages.ui import cache
from pages.ui.generate import results
from pages.ui.generate.latent_space import Space, read_latent_vector, read_sample
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.charts import show_chart

_WIDTH = 300


def show_decoded_point(space: Space) -> None:
    """What the visitor's code decodes to, the sample it started from, and how usual such a code is."""
    data, code = cache.dataset(space.run.spec.dataset), read_latent_vector(space)
    show_decoded(data, {"decoded": cache.codec(space.run).decode(code[None])[0]}, "decoded")
    mixture, densities = results.density(space.run), results.densities(space.run)
    rarer = percentile_rank(float(mixture.log_density(code[None])[0]), densities)
    st.caption(
        f"{rarer:.0f} % of the training latent vectors are less typical."
        if rarer >= 1
        else "Less typical than every training latent vector: the decoder extrapolates."
    )
    sample = read_sample(space)
    if sample is not None:
        label = data.class_names[data.labels[sample]]
        st.caption(escape_markdown(f"Started from test sample #{sample}, {label}:"))
        pictures = cache.renderer(data.card.name).draw(data.rows(np.array([sample])))
        show_picture(pictures[0], 120, f"sample {sample}")


def show_decoded(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    """One sample, or several to be held against each other, large.

    Args:
        data: What they are samples of.
        samples: By their name, each of shape `(n_features,)`.
        key: Of the table or the figure.
    """
    _KINDS[data.card.kind](data, samples, key)


def show_columns(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    """Rows of a table in units, beside what is usual."""
    known = data.in_units(data.rows(data.part("train")))
    values = {name: data.in_units(x[None])[0] for name, x in samples.items()}
    table = describe_columns(data.feature_names, values, known)
    numbers = st.column_config.NumberColumn(format="%.4g")
    config = dict.fromkeys(table.columns[1:], numbers)
    st.dataframe(table, hide_index=True, height="content", column_config=config, key=f"{key}-table")


def _show_lines(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    renderer, shape = cache.renderer(data.card.name), data.card.sample_shape
    groups = {name: data.in_units(x).reshape(shape) for name, x in samples.items()}
    low, high = data.in_units(np.array([renderer.low, renderer.high]))
    show_chart(draw_series(groups, y="value", limits=(float(low), float(high))), f"{key}-lines")


def _show_text(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    texts = cache.renderer(data.card.name).read(np.stack(list(samples.values())))
    for name, text in zip(samples, texts, strict=True):
        shown = escape_markdown(text.strip() or "(blank)")
        st.markdown(f":gray[{escape_markdown(name)}]  \n**{shown}**" if len(texts) > 1 else f"## {shown}")


def _show_pictures(data: Dataset, samples: dict[str, np.ndarray], key: str) -> None:
    pictures = cache.renderer(data.card.name).draw(np.stack(list(samples.values())))
    with st.container(horizontal=True):
        for name, picture in zip(samples, pictures, strict=True):
            with st.container(width=_WIDTH // min(2, len(pictures))):
                show_picture(picture, _WIDTH // min(2, len(pictures)), name)
                if len(pictures) > 1:
                    st.caption(escape_markdown(name))


def show_picture(picture: np.ndarray, width: int, alt: str) -> None:
    """A picture `(height, width, 3)`, enlarged by whole steps."""
    factor = max(1, width // picture.shape[1])
    png = base64.b64encode(as_png(picture.repeat(factor, 0).repeat(factor, 1))).decode()
    st.image(f"data:image/png;base64,{png}", width=width, alt=alt)


_KINDS = {"image": _show_pictures, "table": show_columns, "series": _show_lines, "text": _show_text}
