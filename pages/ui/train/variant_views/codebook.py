"""How a codebook is used."""

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
    """Perplexity, bits a sample, and how often each word is used."""
    chosen, measured = run.spec.hyperparameters, run.metrics
    size = int(chosen["codebook_size"])
    bits = measured["bits_per_sample"]
    numbers = math.prod(cache.dataset(run.spec.dataset).card.sample_shape)
    show_metrics(
        {
            "Perplexity": (
                f"{measured['perplexity']:.0f} of {size}",
                "How many words of the codebook are in even use.",
            ),
            "Words used": (f"{measured['used_codewords']:.0f} of {size}", "By the test part."),
            "Bits a sample": (f"{bits:.0f}", f"{bits / numbers:.2f} for each of its {numbers} numbers."),
        }
    )
    _, Z, _ = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    words = Z.reshape(-1, make_variant(run.spec.variant, chosen).used_codeword_length)
    _, counts = np.unique(words, axis=0, return_counts=True)
    st.subheader("Use of the words", anchor=False)
    figure = draw_bars(
        np.sort(counts)[::-1] / counts.sum(),
        x="word, most used first",
        y="share",
        line=(1 / size, "even use"),
    )
    show_chart(figure, f"codebook-{run.id}")
    show_units(run)
