"""Attribute arithmetic: the direction from one group of samples to another, applied to any sample."""

import numpy as np
import streamlit as st

from aecore.analysis.generation.attributes import Direction, move
from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.datasets import Dataset
from aecore.errors import InvalidInput
from aecore.runs import Run
from aecore.runs.selections import list_selections, load_selection
from pages.ui import cache, state
from pages.ui.errors import show_errors
from pages.ui.generate import results
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.decoded_samples import show_decoded
from pages.ui.widgets.galleries import show_sheet

_MIN_STRENGTH, _MAX_STRENGTH, _STEP = -2.0, 3.0, 0.1
_STRENGTHS = np.linspace(-1, 2, 7, dtype=np.float32)
_CLASSES, _SELECTIONS, _COLUMN = "Classes", "Saved selections", "Thirds of a column"
_THIRDS = ("low third", "high third")
_MAX_P_VALUE = 0.05
# Minimum cosine similarity of the directions from two halves, its rating and the colour of the badge.
_RATINGS = ((0.9, "very stable", "green"), (0.6, "stable", "green"), (-np.inf, "unstable", "orange"))


@st.fragment
def show_direction(run: Run) -> None:
    """Asks for two groups, a sample and a strength; shows the sample moved along the direction."""
    with show_errors():
        data = cache.dataset(run.spec.dataset)
        groups = _pick_groups(data)
        if groups is None:
            return
        (first, ids_a), (last, ids_b) = groups
        encode = cache.codec(run).encode
        direction = results.direction(run, ids_a, ids_b)
        _show_reliability(direction, len(ids_a), len(ids_b))
        # On a narrow screen, the samples stand above the slider.
        left, right = st.columns([3, 2], gap="large")
        with right:
            sample, strength = _ask_strength(data, ids_a, first)
        z = encode(data.rows(np.array([sample])))[0]
        with left:
            _show_moved(run, data, sample, move(z, direction, strength))
        strip = cache.renderer(data.card.name).draw(results.decode(run, move(z, direction, _STRENGTHS)))
        show_sheet(strip, len(strip), f"from {first} to {last}")
        st.caption(
            escape_markdown(
                f"The sample moved along the direction from {first} to {last} with strengths from -1 to 2 in "
                "steps of 0.5; the third picture, strength 0, is its reconstruction."
            )
        )


def _pick_groups(data: Dataset) -> tuple | None:
    """Asks for two groups; returns their names and sample ids, or None if the data set has no groups."""
    saved = list_selections(data.card.name)
    available = {
        _CLASSES: len(data.class_names) > 1,
        _SELECTIONS: len(saved) > 1,
        _COLUMN: bool(data.feature_names),
    }
    offered = [name for name, is_available in available.items() if is_available]
    if not offered:
        st.info(
            "This data set has neither classes nor columns: save two selections on the Map page to use the "
            "direction from one to the other."
        )
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        groups = st.segmented_control(
            "Direction between",
            offered,
            default=offered[0],
            key=state.BETWEEN,
            bind="query-params",
            required=True,
        )
        if groups == _COLUMN:
            return _pick_column(data)
        names = list(data.class_names) if groups == _CLASSES else saved
        first = st.selectbox("From", names, key=state.FROM, bind="query-params", width=180)
        last = st.selectbox("To", names, index=1, key=state.TO, bind="query-params", width=180)
    if first == last:
        raise InvalidInput("Expected two different groups, got the same one twice: choose another one.")
    return tuple((name, _find_members(data, groups, name)) for name in (first, last))


def _find_members(data: Dataset, groups: str, name: str) -> np.ndarray:
    """Returns the sample ids of a class or of a saved selection."""
    if groups == _SELECTIONS:
        return load_selection(data.card.name, data.fingerprint, name)
    train = data.part("train")
    return train[data.labels[train] == data.class_names.index(name)][:MAX_ANALYSED_SAMPLES]


def _pick_column(data: Dataset) -> tuple:
    """Asks for a column; returns the names and sample ids of its lowest and highest third."""
    name = st.selectbox("Column", data.feature_names, key=state.COLUMN, bind="query-params", width=260)
    train = data.part("train")
    order = np.argsort(data.rows(train)[:, data.feature_names.index(name)], kind="stable")
    third = max(2, len(order) // 3)
    ends = (train[order[:third]], train[order[-third:]])
    return tuple((f"{end} of {name}", ids) for end, ids in zip(_THIRDS, ends, strict=True))


def _show_reliability(direction: Direction, n_from: int, n_to: int) -> None:
    """Shows how likely such a direction is by chance, and whether other samples would give the same."""
    ratings = ((text, colour) for low, text, colour in _RATINGS if direction.split_half_cosine >= low)
    rating, colour = next(ratings)
    if direction.p_value > _MAX_P_VALUE:
        rating, colour = "not distinguishable from chance", "red"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(f"This direction is {rating}", color=colour)
        st.caption(
            f"A difference this large occurs by chance in {100 * direction.p_value:.1f} % of random splits "
            f"into {n_from:,} and {n_to:,} samples. Directions from two halves of the samples have a "
            f"cosine similarity of {direction.split_half_cosine:.2f}.",
            width="content",
        )


def _ask_strength(data: Dataset, ids: np.ndarray, first: str) -> tuple[int, float]:
    """Asks for a sample and the strength; the initial sample is in the first group or similar to it."""
    test = data.part("test")
    in_group = np.intersect1d(test, ids)
    start = in_group[0] if len(in_group) else _find_similar(data, ids, test)
    sample = st.number_input(
        "Apply to sample #",
        0,
        data.n_samples - 1,
        int(start),
        key=state.MOVED_SAMPLE.per(f"{data.card.name}-{first}"),
        width=220,
    )
    strength = st.slider(
        "Strength (1 = full difference of the means)",
        _MIN_STRENGTH,
        _MAX_STRENGTH,
        1.0,
        _STEP,
        key=state.AMOUNT,
        bind="query-params",
    )
    return int(sample), strength


def _find_similar(data: Dataset, ids: np.ndarray, test: np.ndarray) -> int:
    """Returns the id of a test sample of the most frequent class of a group."""
    label = np.bincount(data.labels[ids]).argmax()
    same = test[data.labels[test] == label]
    return same[0] if len(same) else test[0]


def _show_moved(run: Run, data: Dataset, sample: int, z: np.ndarray) -> None:
    """Shows a sample and its decoded moved latent vector."""
    label = data.class_names[data.labels[sample]]
    original = data.rows(np.array([sample]))[0]
    moved = results.decode(run, z[None])[0]
    show_decoded(data, {f"sample #{sample}, {label}": original, "moved": moved}, "moved")
