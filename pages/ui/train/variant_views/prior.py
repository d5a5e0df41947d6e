"""What comes out of a latent space that was shaped like a normal distribution."""

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

_GRID = 15
_DRAWN = 64


def show_variational(run: Run) -> None:
    """The bound with its parts, how much each dimension carries, the latent plane, and new samples."""
    measured = run.metrics
    show_metrics(
        {
            "Minus ELBO": (f"{measured['negative_elbo']:.1f} nats", "A sample, test part; lower is better."),
            "Reconstruction": (f"{measured['reconstruction_nats']:.1f} nats", "Its first part."),
            "KL": (f"{measured['kl']:.1f} nats", "KL term: information in the latent vector."),
            "NLL at most": (
                f"{measured['nll']:.1f} nats",
                f"Importance-weighted with {measured['nll_draws']:.0f} draws, on 500 test samples.",
            ),
            "Active units": (
                f"{measured['active_units']:.0f} of {len(measured['kl_per_dimension'])}",
                "Dimensions whose mean varies by more than 0.01.",
            ),
        }
    )
    left, right = st.columns(2)
    with left:
        _show_plane(run)
    with right:
        _show_drawn(run)
    st.subheader("What each dimension carries", anchor=False)
    figure = draw_bars(
        np.sort(measured["kl_per_dimension"])[::-1], x="dimension, highest KL first", y="KL in nats"
    )
    show_chart(figure, f"kl-{run.id}")


def show_adversarial(run: Run) -> None:
    """The codes against the normal distribution they should fill, and new samples."""
    _, Z, _ = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    normal = np.random.default_rng(0).standard_normal(Z.shape)
    left, right = st.columns(2)
    with left:
        st.subheader("Codes against the prior", anchor=False)
        figure = draw_histograms(
            {"codes": Z, "normal distribution": normal}, x="value of a dimension", y="share"
        )
        show_chart(figure, f"prior-{run.id}")
        st.caption(f"All {Z.shape[1]} dimensions together. Mean {Z.mean():.2f}, deviation {Z.std():.2f}.")
    with right:
        _show_drawn(run)


def _show_plane(run: Run) -> None:
    """The whole plane of a code of two dimensions; of longer ones what each dimension does."""
    codec, renderer = cache.codec(run), cache.renderer(run.spec.dataset)
    if run.spec.hyperparameters["latent_dim"] == 2:
        st.subheader("The latent plane", anchor=False)
        show_sheet(renderer.draw(codec.decode(normal_grid(_GRID))), _GRID, "the latent plane")
        st.caption("Decoded at even shares of the prior, from the middle outwards.")
        return
    st.subheader("What each dimension does", anchor=False)
    _, Z, _ = cache.encoded(run, "test", 2000)
    order = np.argsort(-np.asarray(run.metrics["kl_per_dimension"]))[: 2 * _GRID]
    base, raised = unit_effects(codec.decode, Z, order)
    show_sheet(renderer.draw_effects(base, raised), renderer.columns, "what each dimension does")
    st.caption("Raised by two standard deviations: what it adds (orange) and takes away (blue).")


def _show_drawn(run: Run) -> None:
    st.subheader("New samples", anchor=False)
    seed = state.PRIOR_SEED.per(run.id).read()
    latent_dim = run.spec.hyperparameters["latent_dim"]
    Z = np.random.default_rng(seed).standard_normal((_DRAWN, latent_dim)).astype(np.float32)
    renderer = cache.renderer(run.spec.dataset)
    show_sheet(renderer.draw(cache.codec(run).decode(Z)), renderer.columns * 4 // 5, "new samples")
    if st.button("Resample", icon=":material/casino:", key=state.RESAMPLE.per(run.id)):
        state.PRIOR_SEED.per(run.id).write(seed + 1)
        st.rerun()
