"""The variants: a table of what each changes, and the details of one."""

import pandas as pd
import streamlit as st

from aecore.variants import VARIANTS, Autoencoder
from aecore.variants.description import Changes
from pages.ui import state
from pages.ui.widgets.variant_info import link_sources, show_formula

_NONE = "–"
_COLUMNS = {name: name.capitalize() for name in Changes._fields}


def show_variants() -> None:
    """Shows a table of all variants, and idea, loss, use case and sources of one."""
    st.markdown(
        "Every variant has an encoder, a latent vector and a decoder. They differ in four places: the "
        "**corruption** of the input in training, the **bottleneck** that the latent vector passes, a "
        "**penalty** in the loss, and the **network**, the layers of encoder and decoder."
    )
    show_details(pick_variant())
    st.header("All variants", anchor=False)
    st.table(_tabulate(), border="horizontal", hide_index=True)


def pick_variant() -> type[Autoencoder]:
    """Asks for a variant."""
    titles = {variant.title: variant for variant in VARIANTS.values()}
    return titles[st.selectbox("Variant", titles, key=state.VARIANT, bind="query-params", width=320)]


def show_details(variant: type[Autoencoder]) -> None:
    """Shows idea, benefit, use case, loss and sources of a variant, with a link to its training page."""
    with st.container(border=True):
        st.markdown(
            f"**Key idea.** {variant.key_idea}\n\n**Benefit.** {variant.benefit}\n\n"
            f"**Use case.** {variant.use_case}\n\n**Loss** of n samples with d features"
        )
        show_formula(variant)
        st.markdown(f"**Source.** {link_sources(variant.papers)}")
        if variant.tutorials:
            st.markdown(f"**Tutorial of Keras.** {link_sources(variant.tutorials)}")
        st.page_link(
            f"pages/train_{variant.name}.py", label=f"Train a {variant.title.lower()}", icon=variant.icon
        )


def _tabulate() -> pd.DataFrame:
    rows = []
    for variant in VARIANTS.values():
        changes = {_COLUMNS[name]: text or _NONE for name, text in variant.changes._asdict().items()}
        prior = "yes" if variant.has_prior else "no"
        title = variant.title.removesuffix(" autoencoder")
        rows.append({"Variant": f"**{title}**", **changes, "Use case": variant.use_case, "Prior": prior})
    return pd.DataFrame(rows)
