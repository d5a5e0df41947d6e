"""Series and texts with their reconstructions."""

import streamlit as st

from aecore.analysis.latent import interpolate
from aecore.analysis.quality import symbol_accuracy
from aecore.analysis.reconstruction import error_sd, reconstruction_errors
from aecore.figures.bars import draw_band
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.metrics import show_metrics

_N_STEPS = 9
_N_SHOWN = 40


def show_sequences(run: Run) -> None:
    """Shows series or texts with their reconstructions and the error."""
    _BY_KIND[cache.dataset(run.spec.dataset).card.kind](run)


def _show_series(run: Run) -> None:
    data = cache.dataset(run.spec.dataset)
    ids = data.part("test")
    X = data.rows(ids)
    X_hat = cache.codec(run).reconstruct(X)
    pca = cache.pca_errors(run.spec.dataset)[run.spec.hyperparameters["latent_dim"]]
    error = reconstruction_errors(X, X_hat).mean()
    show_metrics(
        {
            "Test error": (f"{error:.4f}", "Mean squared error of standardised values."),
            "PCA error": (f"{pca:.4f}", "With as many components as latent dimensions."),
            "Relative to PCA": (f"{error / pca:.2f} ×", "Below 1 this run is better than PCA."),
        }
    )
    st.header("Series and its reconstruction", anchor=False)
    i = st.slider("Test sample", 0, len(ids) - 1, 0, key=state.SERIES.per(run.id))
    length, channels = data.card.sample_shape
    series, reconstructions = (
        data.in_units(rows).reshape(-1, length, channels)[:, :, 0] for rows in (X, X_hat)
    )
    figure = draw_band(series[i], reconstructions[i], error_sd(series, reconstructions), "value")
    show_chart(figure, f"band-{run.id}")


def _show_texts(run: Run) -> None:
    data = cache.dataset(run.spec.dataset)
    renderer, codec = cache.renderer(run.spec.dataset), cache.codec(run)
    ids = data.part("test")
    X = data.rows(ids)
    X_hat = codec.reconstruct(X)
    pca = cache.components(run.spec.dataset, run.spec.hyperparameters["latent_dim"])
    metrics = {}
    for model, decoded, name in (("", X_hat, "this run"), (", PCA", pca.decode(pca.encode(X)), "PCA")):
        accuracy = symbol_accuracy(X, decoded, data.card.sample_shape)
        source = f"Reconstructions by {name} of {len(ids):,} test texts"
        metrics |= {
            f"Correct letters{model}": (f"{accuracy.mean():.1%}", f"{source}, without blanks."),
            f"Correct texts{model}": (f"{(accuracy == 1).mean():.1%}", f"{source}: without a wrong letter."),
        }
    show_metrics(metrics)
    st.header("Texts and reconstructions", anchor=False)
    show_rows(
        {
            "Test samples": renderer.draw(X[:_N_SHOWN]),
            "Reconstructions (wrong letters in orange)": renderer.draw_difference(
                X[:_N_SHOWN], X_hat[:_N_SHOWN]
            ),
        },
        columns=renderer.columns,
    )
    texts = [text.strip() for text in renderer.read(X)]
    st.header("Interpolation between two texts", anchor=False)
    endpoints = [
        column.selectbox(label, range(len(texts)), i, format_func=texts.__getitem__, key=f"{label}-{run.id}")
        for i, (column, label) in enumerate(zip(st.columns(2), ("From", "To"), strict=True))
    ]
    Z = codec.encode(X[endpoints])
    steps = [text.strip() for text in renderer.read(codec.decode(interpolate(Z[0], Z[1], _N_STEPS)))]
    st.markdown(" → ".join(f"**{escape_markdown(text or '–')}**" for text in steps))


def _show_no_view(run: Run) -> None:
    st.info("There is no view for this kind of data: train on series or texts.", icon=":material/info:")


_BY_KIND = {"series": _show_series, "text": _show_texts, "image": _show_no_view, "table": _show_no_view}
