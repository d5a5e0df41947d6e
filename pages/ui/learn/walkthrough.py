"""One sample on its way through an autoencoder: sample, latent vector, reconstruction, error."""

import numpy as np
import streamlit as st

from aecore.analysis.reconstruction import encode_and_measure, squared_errors
from aecore.datasets import Dataset
from aecore.figures.bars import draw_bars
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.markdown import escape_markdown
from pages.ui.shell import make_run_query
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_picture
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.pickers import pick_run

_WIDTH = 168  # pixels
_N_SAMPLES = 500
_ANY = "Any"


def show_walkthrough() -> None:
    """Shows a sample, its latent vector, its reconstruction and the error, for any run."""
    st.markdown(
        "An autoencoder learns to copy a sample through a bottleneck. The **encoder** compresses the sample "
        "to a short **latent vector**, the **decoder** reconstructs the sample from the latent vector alone, "
        "and the **loss** measures how much the two differ. No labels are needed: the target is the sample."
    )
    run = pick_run()
    sample = _pick_sample(run)
    data, codec = cache.dataset(run.spec.dataset), cache.codec(run)
    X = data.rows(np.array([sample]))
    Z = codec.encode(X)
    X_hat = codec.decode(Z)
    _show_steps(data, X, Z, X_hat)
    st.page_link(
        "pages/explore_generate.py",
        label="Change the latent vector with sliders",
        icon=":material/tune:",
        query_params=make_run_query(run.id),
    )
    _show_errors(run, data, X, X_hat)


def _pick_sample(run: Run) -> int:
    """Asks for a validation sample by its class and its position in the class; returns its id."""
    data, ids = cache.dataset(run.spec.dataset), cache.samples(run, "validation", _N_SAMPLES)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Class", [_ANY, *data.class_names], key=state.CLASS, bind="query-params", width=180
        )
        if name != _ANY:
            of_class = ids[data.labels[ids] == data.class_names.index(name)]
            ids = of_class if len(of_class) else ids
        position = st.number_input(
            f"Sample, 1 to {len(ids)}",
            1,
            len(ids),
            key=state.LEARN_SAMPLE,
            bind="query-params",
            width=180,
            help="Samples of the validation part, from which the model has not learnt.",
        )
    return int(ids[position - 1])


def _show_steps(data: Dataset, X: np.ndarray, Z: np.ndarray, X_hat: np.ndarray) -> None:
    renderer = cache.renderer(data.card.name)
    n_features, latent_dim = X.shape[1], Z.shape[1]
    sample, latent, reconstruction, error = st.columns([3, 6, 3, 3], border=True)
    with sample:
        st.markdown("**1 · Sample**")
        show_picture(renderer.draw(X)[0], _WIDTH, "the sample")
        st.caption(f"{n_features:,} numbers: the input of the encoder.")
    with latent:
        st.markdown("**2 · Latent vector**")
        figure = draw_bars(Z[0], x="latent dimension", y="value")
        figure.update_layout(height=_WIDTH + 20)
        show_chart(figure, "latent-vector")
        st.caption(
            f"{latent_dim:,} numbers: the output of the encoder, and all that the decoder receives. The "
            f"sample has {n_features / latent_dim:.3g} times as many."
        )
    with reconstruction:
        st.markdown("**3 · Reconstruction**")
        show_picture(renderer.draw(X_hat)[0], _WIDTH, "the reconstruction")
        st.caption(f"{n_features:,} numbers: the output of the decoder.")
    with error:
        _show_error_picture(data, X, X_hat)


def _show_error_picture(data: Dataset, X: np.ndarray, X_hat: np.ndarray) -> None:
    renderer = cache.renderer(data.card.name)
    if not renderer.draws_magnitudes:
        st.markdown("**4 · Difference**")
        show_picture(renderer.draw_difference(X, X_hat)[0], _WIDTH, "wrong letters in orange")
        st.caption("Wrong letters are orange.")
        return
    errors = squared_errors(X, X_hat)
    largest = float(errors.max()) or 1.0
    st.markdown("**4 · Squared error**")
    show_picture(renderer.draw(errors / largest)[0], _WIDTH, "the squared error of each number")
    st.caption(f"Of each number, at most {largest:.2g}; their mean is the error of this sample.")


def _show_errors(run: Run, data: Dataset, X: np.ndarray, X_hat: np.ndarray) -> None:
    """Shows the error of the sample and of all validation samples, and that of PCA."""
    latent_dim = cache.codec(run).latent_dim
    ids = cache.samples(run, "validation", _N_SAMPLES)
    _, errors = cache.measured(run, ids)
    pca = cache.components(data.card.name, latent_dim)
    _, pca_errors = encode_and_measure(pca, data.rows, ids)
    of_pca = squared_errors(X, pca.decode(pca.encode(X))).mean()
    show_metrics(
        {
            "Error of this sample": (f"{squared_errors(X, X_hat).mean():.4f}", "Mean squared error."),
            "PCA, this sample": (
                f"{of_pca:.4f}",
                f"The same of principal component analysis with {latent_dim} components, the best linear "
                "autoencoder: an autoencoder should have a lower error.",
            ),
            "Mean error": (f"{errors.mean():.4f}", f"Mean over {len(ids):,} validation samples."),
            "PCA, mean": (f"{pca_errors.mean():.4f}", f"Mean over the same {len(ids):,} samples."),
        }
    )
    st.caption(escape_markdown(f"Data set: {data.card.title}. Run: {run.id}."))
