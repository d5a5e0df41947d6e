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
    """Shows the perplexity, the bits per sample and the share of each codeword."""
    hyperparameters, metrics = run.spec.hyperparameters, run.metrics
    size = int(hyperparameters["codebook_size"])
    bits = metrics["bits_per_sample"]
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
            "Bits per sample": (f"{bits:.0f}", f"{bits / n_features:.2f} bits per feature."),
        }
    )
    _, Z, _ = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    codewords = Z.reshape(-1, make_variant(run.spec.variant, hyperparameters).used_codeword_length)
    _, counts = np.unique(codewords, axis=0, return_counts=True)
    st.subheader("Codeword usage", anchor=False)
    figure = draw_bars(
        np.sort(counts)[::-1] / counts.sum(),
        x="codeword, most used first",
        y="share",
        line=(1 / size, "uniform usage"),
    )
    show_chart(figure, f"codebook-{run.id}")
    show_units(run)
