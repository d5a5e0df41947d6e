"""Views of variants whose latent vectors are trained to match a normal prior."""

import math

import numpy as np
import streamlit as st

from aecore.analysis.entropy import bernoulli_entropy
from aecore.analysis.latent import normal_grid, unit_effects
from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.figures.bars import draw_bars, draw_histograms
from aecore.runs import Run
from aecore.variants.latent_variable_model import MAX_NLL_SAMPLES
from pages.ui import cache, state
from pages.ui.cache_budget import RESULTS
from pages.ui.train.variant_views.divergence import show_divergence, show_noise
from pages.ui.train.variant_views.factors import show_factors
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.metrics import show_metrics

_GRID_SIZE = 15
_N_NEW_SAMPLES = 64
_N_BLOCKS = 16


def show_variational(run: Run) -> None:
    """Shows the ELBO and its terms, the KL term of each dimension, the latent plane and new samples."""
    floor = _compute_floor(run.spec.dataset) if _has_grey_targets(run) else 0.0
    _show_bound(run, floor)
    show_divergence(run)
    show_noise(run)
    left, right = st.columns(2)
    with left:
        _show_plane(run)
    with right:
        _show_new_samples(run)
    st.header("KL term of each dimension", anchor=False)
    kl, order = np.asarray(run.metrics["kl_per_dimension"]), _order_dimensions(run)
    names = [f"z{index + 1}" for index in order]
    figure = draw_bars(kl[order], x="dimension, highest KL first", y="KL in nats", names=names)
    show_chart(figure, f"kl-{run.id}")
    show_factors(run)


def show_adversarial(run: Run) -> None:
    """Shows the distribution of the latent vectors compared with the prior, and new samples."""
    _, Z, _ = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    prior = np.random.default_rng(0).standard_normal(Z.shape)
    left, right = st.columns([3, 2])
    with left:
        st.header("Latent vectors and prior", anchor=False)
        figure = draw_histograms(
            {"latent vectors": Z, "prior": prior}, x="value of a latent dimension", y="share"
        )
        show_chart(figure, f"prior-{run.id}")
        st.caption(
            f"All {Z.shape[1]} latent dimensions: mean {Z.mean():.2f}, standard deviation {Z.std():.2f}."
        )
    with right:
        _show_new_samples(run)


def _has_grey_targets(run: Run) -> bool:
    """Whether a run has a cross-entropy of values between 0 and 1 instead of drawn zeros and ones."""
    hyperparameters = run.spec.hyperparameters
    is_binarised = hyperparameters.get("binarisation", "off") != "off"
    return hyperparameters.get("loss") == "binary_crossentropy" and not is_binarised


@RESULTS.cache_resource(max_entries=8, show_spinner=False)
def _compute_floor(dataset_name: str) -> float:
    """Mean entropy of the test samples, in nats; 0 if all values are 0 or 1."""
    data = cache.dataset(dataset_name)
    blocks = np.array_split(data.part("test"), _N_BLOCKS)
    return float(np.concatenate([bernoulli_entropy(data.rows(ids)) for ids in blocks]).mean())


def _show_bound(run: Run, floor: float) -> None:
    """Shows the ELBO, its terms and the importance-weighted bound; the floor beside them if it is above 0."""
    metrics = run.metrics
    negative_elbo = metrics["negative_elbo"]
    n_samples = min(MAX_NLL_SAMPLES, len(cache.dataset(run.spec.dataset).part("test")))
    weighting = (
        f"Importance weighting with {metrics['nll_draws']:.0f} draws, on the first {n_samples} test samples"
    )
    shown = {
        "Negative ELBO": (
            f"{negative_elbo:.1f} nats",
            "Mean of the test samples; lower is better.",
        ),
        "Reconstruction term": (
            f"{metrics['reconstruction_nats']:.1f} nats",
            "Cross-entropy of a sample and its reconstruction from a drawn latent vector."
            if floor
            else "Negative log-likelihood of a sample given its latent vector.",
        ),
        "KL term": (f"{metrics['kl']:.1f} nats", "Information in the latent vector."),
        "Cross-entropy, upper bound" if floor else "NLL, upper bound": (
            f"{metrics['nll']:.1f} nats",
            f"{weighting}. Of values between 0 and 1 it is not a likelihood."
            if floor
            else f"Negative log-likelihood. {weighting}.",
        ),
        "Active units": (
            f"{metrics['active_units']:.0f} of {len(metrics['kl_per_dimension'])}",
            "Dimensions whose mean has a variance above 0.01.",
        ),
    }
    if floor:
        shown["Floor"] = (
            f"{floor:.1f} nats",
            "Entropy of the test samples, whose values are taken as probabilities: the smallest possible "
            "reconstruction term and upper bound, that of exact copies.",
        )
    show_metrics(shown)
    if floor:
        st.caption(
            "Values between 0 and 1 are taken as probabilities: these figures are cross-entropies, not "
            "likelihoods, and cannot be below the floor. For a likelihood, train with `dynamic` binarisation."
        )
    elif run.spec.hyperparameters.get("binarisation", "off") != "off":
        st.caption("All figures are of binarised samples: each value was drawn as 0 or 1, with a fixed seed.")


def _show_plane(run: Run) -> None:
    """Shows the decoded latent plane, or the effect of each dimension if there are more than two."""
    codec, renderer = cache.codec(run), cache.renderer(run.spec.dataset)
    if run.spec.hyperparameters["latent_dim"] == 2:
        st.header("The latent plane", anchor=False)
        show_sheet(renderer.draw(codec.decode(normal_grid(_GRID_SIZE))), _GRID_SIZE, "the latent plane")
        st.caption("Decoded latent vectors at even quantiles of the prior.")
        return
    st.header("Effect of each dimension", anchor=False)
    _, Z, _ = cache.encoded(run, "test", 2000)
    order = _order_dimensions(run)[: 2 * _GRID_SIZE]
    base, raised = unit_effects(codec.decode, Z, order)
    # As many rows as columns, so that the pictures of few dimensions are as large as those of new samples.
    columns = min(renderer.columns, math.ceil(math.sqrt(len(order))))
    show_sheet(renderer.draw_effects(base, raised), columns, "effect of each dimension")
    st.caption(
        "Difference of the decoded sample when one dimension is raised by two standard deviations: orange is "
        "added, blue is removed. Row by row in the order of the KL term: "
        + ", ".join(f"z{index + 1}" for index in order)
        + "."
    )


def _order_dimensions(run: Run) -> np.ndarray:
    """Indices of the latent dimensions, that with the highest KL term first."""
    return np.argsort(-np.asarray(run.metrics["kl_per_dimension"]), kind="stable")


def _show_new_samples(run: Run) -> None:
    st.header("New samples", anchor=False)
    seed = state.PRIOR_SEED.per(run.id).read()
    latent_dim = run.spec.hyperparameters["latent_dim"]
    Z = np.random.default_rng(seed).standard_normal((_N_NEW_SAMPLES, latent_dim)).astype(np.float32)
    renderer = cache.renderer(run.spec.dataset)
    show_sheet(renderer.draw(cache.codec(run).decode(Z)), renderer.columns * 4 // 5, "new samples")
    if st.button("Resample", icon=":material/casino:", key=state.RESAMPLE.per(run.id)):
        state.PRIOR_SEED.per(run.id).write(seed + 1)
        st.rerun()
