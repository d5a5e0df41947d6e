"""What is normal, and which score is shown."""

import dataclasses

import numpy as np
import streamlit as st

from aecore.applications.anomalies import SCORES, ScoreInfo
from aecore.datasets import Dataset
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.anomalies import results
from pages.ui.markdown import escape_markdown

EVERYTHING = "Everything (mostly normal)"


@dataclasses.dataclass(frozen=True, eq=False)
class Setup:
    """The choices of the page.

    Args:
        run: The run whose model scores.
        normal: Names of the normal classes; empty if everything is taken as mostly normal.
        score: Key of `SCORES`.
    """

    run: Run
    normal: tuple[str, ...]
    score: str

    @property
    def data(self) -> Dataset:
        """The data set of the run."""
        return cache.dataset(self.run.spec.dataset)

    @property
    def info(self) -> ScoreInfo:
        """Title and summary of the score."""
        return SCORES[self.score]

    def score_part(self, part: str) -> np.ndarray:
        """Returns the chosen score of all samples of a part."""
        return results.scores(self.run, self.normal, part, self.score)

    def find_anomalies(self, part: str) -> np.ndarray | None:
        """Returns whether each sample of a part is of another class; None if there is no normal class."""
        return results.find_anomalies(self.data, self.normal, part) if self.normal else None


def pick_setup(run: Run) -> Setup:
    """Asks for the normal class and the score."""
    data = cache.dataset(run.spec.dataset)
    learnt = run.spec.normal_classes
    options = _list_options(data, learnt)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        option = st.selectbox(
            "Normal",
            options,
            index=1 if learnt else 0,
            key=state.NORMAL,
            bind="query-params",
            width=280,
            help="Samples of one class, or all samples: then a few unusual ones among them do little harm.",
        )
        names = results.detector(run, options[option]).names
        titles = [SCORES[name].title for name in names]
        title = st.selectbox("Score", titles, key=state.SCORE, bind="query-params", width=330)
    setup = Setup(run, options[option], names[titles.index(title)])
    st.caption(escape_markdown(f"{setup.info.summary} {_describe(setup)}"))
    return setup


def _list_options(data: Dataset, learnt: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Returns the normal classes by option; those that the run learnt come first."""
    options: dict[str, tuple[str, ...]] = {EVERYTHING: ()}
    if learnt:
        options[f"Only {', '.join(learnt)}"] = learnt
    if len(data.class_names) > 1:
        options |= {f"Only {name}": (name,) for name in data.class_names}
    return options


def _describe(setup: Setup) -> str:
    """Says which samples are compared with which."""
    n_train, n_validation = results.count_normal(setup.data, setup.normal)
    what = f"samples of {', '.join(setup.normal)}" if setup.normal else "samples"
    return (
        f"Test samples are compared with {n_train:,} training {what}; thresholds and ranks are those of "
        f"{n_validation:,} validation {what}."
    )
