"""Description of a variant."""

import re

import streamlit as st

from aecore.variants import Autoencoder
from aecore.variants.description import Source

# What separates the loss from the definitions that follow it.
_DEFINITION = re.compile(r",\\quad | \\quad (?=\\begin)")


def show_description(variant: type[Autoencoder]) -> None:
    """Shows title and key idea of a variant; benefit, use case and loss are in an expander."""
    st.title(variant.title, anchor=False)
    st.markdown(variant.key_idea)
    with st.expander("About this method", icon=":material/school:"):
        st.markdown(f"**Benefit.** {variant.benefit}\n\n**Use case.** {variant.use_case}\n\n**Loss**")
        show_formula(variant)
        st.caption(
            "The loss of n samples with d features, for squared errors; other losses replace the first term "
            f"by their mean over features or symbols. Source: {link_sources(variant.papers)}"
        )


def show_formula(variant: type[Autoencoder]) -> None:
    """Shows the loss of a variant, with each definition in its own line."""
    lines = _DEFINITION.split(variant.formula)
    st.latex(r"\begin{gathered} " + r" \\[1ex] ".join(lines) + r" \end{gathered}")


def link_sources(sources: tuple[Source, ...]) -> str:
    """Returns links to publications or tutorials in one line."""
    return "; ".join(f"[{source.title}]({source.url})" for source in sources)
