"""Usage of a codebook."""

import math

import numpy as np
import streamlit as st

from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.figures.bars import draw_bars
from aecore.runs import Run
from aecore.variants import make_variant
from pages.ui import cache
from pages.ui.train.variant_views.units import show_units
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.metrics import show_metrics


def show_codebook(run: Run) -> None:
    """Shows the perplexity, the information in a latent vector, and the share of each codeword."""
    variant = make_variant(run.spec.variant, run.spec.hyperparameters)
    _, Z, _ = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    # Runs of earlier versions do not have all metrics.
    metrics = variant.measure_codewords(Z) | run.metrics
    size = variant.codebook_size
    bits, entropy = metrics["bits_per_sample"], metrics["entropy_per_sample"]
    n_features = math.prod(cache.dataset(run.spec.dataset).card.sample_shape)
    show_metrics(
        {
            "Perplexity": (
                f"{metrics['perplexity']:.0f} of {size}",
                "Effective number of codewords: the size of the codebook if all are used equally often.",
            ),
            "Codewords used": (
                f"{metrics['used_codewords']:.0f} of {size}",
                "Codewords that encode at least one test sample.",
            ),
            "Bits per sample": (
                f"{bits:.0f}",
                "Size of a latent vector if each codeword takes the binary logarithm of the codebook size: "
                f"{bits / n_features:.2f} bits per feature.",
            ),
            "Entropy per sample": (
                f"{entropy:.1f} bits",
                "Mean size of a latent vector of the test samples if frequent codewords take fewer bits: the "
                "sum of the entropies of the codewords at each position.",
            ),
        }
    )
    _, counts = np.unique(Z.reshape(-1, variant.used_codeword_length), axis=0, return_counts=True)
    st.header("Codeword usage", anchor=False)
    figure = draw_bars(
        np.sort(counts)[::-1] / counts.sum(),
        x="codeword, most used first",
        y="share",
        line=(1 / size, "uniform usage"),
    )
    show_chart(figure, f"codebook-{run.id}")
    show_units(run)
