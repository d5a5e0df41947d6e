"""What the decisions of an audit change: classifiers trained with given and with corrected labels."""

import numpy as np
import pandas as pd
import streamlit as st

from aecore.applications.labels import Difference, compare_corrections, inject_noise
from aecore.runs import Run
from pages.ui import cache
from pages.ui.cache import cache_per_run
from pages.ui.widgets.samples import Samples
from pages.ui.widgets.tables import show_table

CERTAIN = 0.8
_MAX_TEST = 10_000


def show_difference(run: Run, samples: Samples, share: float, corrections: dict[int, int]) -> None:
    """Trains classifiers on the latent vectors with given and with corrected labels, when asked to."""
    st.header("Retrain and see the difference", anchor=False)
    st.caption(
        "A quick comparison: logistic regression and ten nearest neighbours on the latent vectors, trained "
        "with the labels as they are and with your corrections. The autoencoder learns without labels, so it "
        "stays the same."
    )
    if samples.part in ("test", "all"):
        st.info(
            "The difference is measured on the test part, whose labels must not be trained on: choose the "
            "part Train above, and correct labels there.",
            icon=":material/info:",
        )
        return
    if not corrections:
        st.caption("Relabel or drop at least one sample first.")
        return
    if st.button("Train both", icon=":material/model_training:"):
        _show(_compare(run, samples, share, tuple(sorted(corrections.items()))), run, samples)


def _show(differences: list[Difference], run: Run, samples: Samples) -> None:
    table = pd.DataFrame(
        [(d.probe, d.given, d.corrected) for d in differences],
        columns=["classifier", "error, given labels", "error, corrected labels"],
    )
    gain = np.mean([d.given - d.corrected for d in differences])
    verdict = "lower" if gain > 0 else "raise"
    text = (
        f"The corrections {verdict} the test error by {abs(gain):.2%} on average."
        if gain
        else ("The corrections do not change the test error.")
    )
    st.markdown(f"**{text}**")
    show_table(table, dict.fromkeys(table.columns[1:], "percent"), key="difference")
    n_test = len(cache.samples(run, "test", _MAX_TEST))
    st.caption(
        f"Trained on {len(cache.samples(run, *samples)):,} samples, measured once on {n_test:,} test samples "
        "with the labels that come with the data set."
    )


@cache_per_run(max_entries=4, show_spinner="Training classifiers …")
def _compare(
    run: Run, samples: Samples, share: float, corrections: tuple[tuple[int, int], ...]
) -> list[Difference]:
    data = cache.dataset(run.spec.dataset)
    ids, Z, _ = cache.encoded(run, *samples)
    given = inject_noise(data.labels[ids].astype(int), len(data.class_names), share)
    corrected = given.copy()
    for i, label in corrections:
        corrected[ids == i] = label
    test_ids, Z_test, _ = cache.encoded(run, "test", _MAX_TEST)
    return compare_corrections(Z, given, corrected, Z_test, data.labels[test_ids])
