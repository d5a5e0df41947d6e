"""The description of a variant."""

import streamlit as st

from aecore.variants import Autoencoder


def show_idea(variant: type[Autoencoder]) -> None:
    """What a variant is, in a sentence, with the rest to unfold."""
    st.title(variant.title, anchor=False)
    st.markdown(variant.key_idea)
    with st.expander("About this method", icon=":material/school:"):
        st.markdown(f"**Benefit.** {variant.benefit}\n\n**Use case.** {variant.use_case}\n\n**Loss**")
        st.latex(variant.formula)
        st.caption(f"Source: {variant.paper}")
