"""Accuracy against labels spent, where the classes are known."""

import time

import pandas as pd
import streamlit as st

from aecore.applications.labels import Round
from aecore.figures.lines import draw_lines
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.labels import results
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.samples import Samples
from pages.ui.widgets.tables import show_table

_N_ROUNDS = 10


def show_simulation(run: Run, samples: Samples) -> None:
    """Simulates a person who answers ten questions a round with the known classes."""
    data = cache.dataset(run.spec.dataset)
    if len(data.class_names) < 2:
        st.info("This data set has no known classes, so the accuracy cannot be measured.")
        return
    n = len(cache.samples(run, *samples))
    n_rounds = min(_N_ROUNDS, (n - 1) // results.N_QUESTIONS)
    if not n_rounds:
        st.info(f"A round asks for {results.N_QUESTIONS} labels: choose a part with more samples.")
        return
    rounds = _simulate(run, samples, n_rounds)
    columns = {"Chosen questions": "chosen", "Random samples": "random", "Nearest label": "floor"}
    table = pd.DataFrame({"labels": [r.n_labels for r in rounds]})
    for title, name in columns.items():
        table[title] = [getattr(r, name) for r in rounds]
    last = rounds[-1]
    if last.chosen is not None and last.random is not None:
        verb = "reach" if last.chosen > last.random else "do not help here: they reach"
        st.markdown(
            f"**With {last.n_labels} labels, chosen questions {verb} {last.chosen:.1%}**; random samples "
            f"reach {last.random:.1%}, and copying the nearest labelled latent vector {last.floor:.1%}."
        )
    show_chart(draw_lines(table, x="labels", x_title="given labels", y_title="accuracy"), f"spent-{run.id}")
    st.caption(
        f"Accuracy on the samples without a given label, of {n:,} samples; one draw. Both strategies begin "
        f"with the same {results.N_QUESTIONS} random samples."
    )
    with st.expander("Values", icon=":material/table:"):
        show_table(table, dict.fromkeys(columns, "percent"), key=state.LABELS_VIEW.per("spent"))


def _simulate(run: Run, samples: Samples, n_rounds: int) -> list[Round]:
    """Simulates the rounds; shows the progress meanwhile."""
    rounds, bar, begin = [], st.empty(), time.monotonic()
    for i in range(1, n_rounds + 1):
        rounds.append(results.simulate(run, samples, i)[0])
        elapsed = time.monotonic() - begin
        if elapsed > 1 and i < n_rounds:
            left = elapsed / i * (n_rounds - i)
            bar.progress(i / n_rounds, f"Round {i} of {n_rounds}, {left:.0f} s left")
    bar.empty()
    return rounds
