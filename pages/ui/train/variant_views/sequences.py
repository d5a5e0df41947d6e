"""Series and texts with their reconstructions."""

import streamlit as st

from aecore.analysis.latent import interpolate
from aecore.analysis.quality import symbol_accuracy
from aecore.figures.bars import draw_band
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.metrics import show_metrics

_STEPS = 9
_LISTED = 40


def show_sequences(run: Run) -> None:
    """The picture that the kind of data asks for."""
    _BY_KIND[cache.dataset(run.spec.dataset).card.kind](run)


def _show_series(run: Run) -> None:
    data = cache.dataset(run.spec.dataset)
    ids = data.part("test")
    X = data.rows(ids)
    X_hat = cache.codec(run).reconstruct(X)
    pca = cache.pca_errors(run.spec.dataset)[run.spec.hyperparameters["latent_dim"]]
    error = ((X - X_hat) ** 2).mean()
    show_metrics(
        {
            "Test error": (f"{error:.4f}", "Mean squared error, in squared standard deviations."),
            "PCA": (f"{pca:.4f}", "With as many latent dimensions."),
            "Against PCA": (f"{error / pca:.2f} ×", "Below 1 this run is better."),
        }
    )
    st.subheader("Series and reconstruction", anchor=False)
    place = st.slider("Test sample", 0, len(ids) - 1, 0, key=state.SERIES.per(run.id))
    length, channels = data.card.sample_shape
    one, other = (data.in_units(rows).reshape(-1, length, channels)[:, :, 0] for rows in (X, X_hat))
    figure = draw_band(one[place], other[place], (one - other).std(axis=0), "value")
    show_chart(figure, f"band-{run.id}")


def _show_texts(run: Run) -> None:
    data = cache.dataset(run.spec.dataset)
    renderer, codec = cache.renderer(run.spec.dataset), cache.codec(run)
    ids = data.part("test")
    X = data.rows(ids)
    X_hat = codec.reconstruct(X)
    right = symbol_accuracy(X, X_hat, data.card.sample_shape)
    show_metrics(
        {
            "Letters right": (f"{right.mean():.1%}", f"Of the {len(ids):,} test texts; blanks do not count."),
            "Texts right": (f"{(right == 1).mean():.1%}", "Texts without a wrong letter."),
        }
    )
    st.subheader("Texts and reconstructions", anchor=False)
    show_rows(
        {
            "Test samples": renderer.draw(X[:_LISTED]),
            "Reconstructions, wrong letters in orange": renderer.draw_difference(
                X[:_LISTED], X_hat[:_LISTED]
            ),
        },
        columns=renderer.columns,
    )
    texts = [text.strip() for text in renderer.read(X)]
    st.subheader("Between two texts", anchor=False)
    ends = [
        column.selectbox(
            label, range(len(texts)), place, format_func=texts.__getitem__, key=f"{label}-{run.id}"
        )
        for place, (column, label) in enumerate(zip(st.columns(2), ("From", "To"), strict=True))
    ]
    Z = codec.encode(X[ends])
    steps = [text.strip() for text in renderer.read(codec.decode(interpolate(Z[0], Z[1], _STEPS)))]
    st.markdown(" → ".join(f"**{escape_markdown(text or '–')}**" for text in steps))


def _show_pictures(run: Run) -> None:
    st.info("This run learnt neither series nor texts.", icon=":material/info:")


_BY_KIND = {"series": _show_series, "text": _show_texts, "image": _show_pictures, "table": _show_pictures}
