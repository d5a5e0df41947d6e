"""Views of variants whose latent vectors are trained to match a normal prior."""

import numpy as np
import streamlit as st

from aecore.analysis.latent import normal_grid, unit_effects
from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.figures.bars import draw_bars, draw_histograms
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.metrics import show_metrics

_GRID_SIZE = 15
_N_NEW_SAMPLES = 64


def show_variational(run: Run) -> None:
    """Shows the ELBO and its terms, the KL term of each dimension, the latent plane and new samples."""
    metrics = run.metrics
    show_metrics(
        {
            "Negative ELBO": (
                f"{metrics['negative_elbo']:.1f} nats",
                "Mean of the test samples; lower is better.",
            ),
            "Reconstruction term": (
                f"{metrics['reconstruction_nats']:.1f} nats",
                "Negative log-likelihood of a sample given its latent vector.",
            ),
            "KL term": (f"{metrics['kl']:.1f} nats", "Information in the latent vector."),
            "NLL, upper bound": (
                f"{metrics['nll']:.1f} nats",
                "Negative log-likelihood by importance weighting with "
                f"{metrics['nll_draws']:.0f} draws, on 500 test samples.",
            ),
            "Active units": (
                f"{metrics['active_units']:.0f} of {len(metrics['kl_per_dimension'])}",
                "Dimensions whose mean has a variance above 0.01.",
            ),
        }
    )
    left, right = st.columns(2)
    with left:
        _show_plane(run)
    with right:
        _show_new_samples(run)
    st.subheader("KL term of each dimension", anchor=False)
    figure = draw_bars(
        np.sort(metrics["kl_per_dimension"])[::-1], x="dimension, highest KL first", y="KL in nats"
    )
    show_chart(figure, f"kl-{run.id}")


def show_adversarial(run: Run) -> None:
    """Shows the distribution of the latent vectors compared with the prior, and new samples."""
    _, Z, _ = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    prior = np.random.default_rng(0).standard_normal(Z.shape)
    left, right = st.columns(2)
    with left:
        st.subheader("Latent vectors and prior", anchor=False)
        figure = draw_histograms(
            {"latent vectors": Z, "prior": prior}, x="value of a latent dimension", y="share"
        )
        show_chart(figure, f"prior-{run.id}")
        st.caption(
            f"All {Z.shape[1]} latent dimensions: mean {Z.mean():.2f}, standard deviation {Z.std():.2f}."
        )
    with right:
        _show_new_samples(run)


def _show_plane(run: Run) -> None:
    """Shows the decoded latent plane, or the effect of each dimension if there are more than two."""
    codec, renderer = cache.codec(run), cache.renderer(run.spec.dataset)
    if run.spec.hyperparameters["latent_dim"] == 2:
        st.subheader("The latent plane", anchor=False)
        show_sheet(renderer.draw(codec.decode(normal_grid(_GRID_SIZE))), _GRID_SIZE, "the latent plane")
        st.caption("Decoded latent vectors at even quantiles of the prior.")
        return
    st.subheader("Effect of each dimension", anchor=False)
    _, Z, _ = cache.encoded(run, "test", 2000)
    order = np.argsort(-np.asarray(run.metrics["kl_per_dimension"]))[: 2 * _GRID_SIZE]
    base, raised = unit_effects(codec.decode, Z, order)
    show_sheet(renderer.draw_effects(base, raised), renderer.columns, "effect of each dimension")
    st.caption(
        "Difference of the decoded sample when one dimension is raised by two standard deviations: orange is "
        "added, blue is removed."
    )


def _show_new_samples(run: Run) -> None:
    st.subheader("New samples", anchor=False)
    seed = state.PRIOR_SEED.per(run.id).read()
    latent_dim = run.spec.hyperparameters["latent_dim"]
    Z = np.random.default_rng(seed).standard_normal((_N_NEW_SAMPLES, latent_dim)).astype(np.float32)
    renderer = cache.renderer(run.spec.dataset)
    show_sheet(renderer.draw(cache.codec(run).decode(Z)), renderer.columns * 4 // 5, "new samples")
    if st.button("Resample", icon=":material/casino:", key=state.RESAMPLE.per(run.id)):
        state.PRIOR_SEED.per(run.id).write(seed + 1)
        st.rerun()
