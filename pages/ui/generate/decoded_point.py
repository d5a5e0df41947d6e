"""The sample that the visitor's latent vector decodes to."""

import numpy as np
import streamlit as st

from aecore.analysis.generation.ranks import percentile_rank
from pages.ui import cache
from pages.ui.generate import results
from pages.ui.generate.latent_space import Space, read_latent_vector, read_sample
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.decoded_samples import show_decoded
from pages.ui.widgets.galleries import show_picture

_SAMPLE_WIDTH = 120


def show_decoded_point(space: Space) -> None:
    """Shows the decoded latent vector, how typical it is, and the sample that it was encoded from, if any."""
    data, z = cache.dataset(space.run.spec.dataset), read_latent_vector(space)
    show_decoded(data, {"decoded": space.decode(z[None])[0]}, "decoded")
    log_density = float(results.density(space.run).log_density(z[None])[0])
    rank = percentile_rank(log_density, results.log_densities(space.run))
    st.caption(
        f"More typical than {rank:.0f} % of the latent vectors of training samples."
        if rank >= 1
        else "Less typical than 99 % of the latent vectors of training samples: the decoder may extrapolate."
    )
    sample = read_sample(space)
    if sample is not None:
        label = data.class_names[data.labels[sample]]
        st.caption(escape_markdown(f"Started from test sample #{sample}, {label}:"))
        pictures = cache.renderer(data.card.name).draw(data.rows(np.array([sample])))
        show_picture(pictures[0], _SAMPLE_WIDTH, f"sample {sample}")
