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

_LEAST, _MOST, _STEP = -2.0, 3.0, 0.1
_STRIP = np.linspace(-1, 2, 7, dtype=np.float32)
_THIRDS = ("low third", "high third")
# Mean cosine of resampled directions with this one: what to think of it.
_WORDS = ((0.95, "very stable", "green"), (0.8, "stable", "green"), (0.5, "shaky", "orange"))


@st.fragment
def show_direction(run: Run) -> None:
    """Asks for two groups, a sample and an amount; shows the sample on its way between them."""
    with show_errors():
        data = cache.dataset(run.spec.dataset)
        groups = _pick_groups(data)
        if groups is None:
            return
        (first, ids_a), (last, ids_b) = groups
        encode = cache.codec(run).encode
        found = results.direction(run, ids_a, ids_b)
        _say_stability(found, len(ids_a), len(ids_b))
        sample, amount = _ask_amount(data, ids_a, first, last)
        z = encode(data.rows(np.array([sample])))[0]
        _show_moved(run, data, sample, move(z, found, amount))
        renderer, decode = cache.renderer(data.card.name), cache.codec(run).decode
        strip = renderer.draw(decode(move(z, found, _STRIP)))
        show_sheet(strip, len(strip), f"from {first} to {last}")
        st.caption(
            escape_markdown(
                f"The sample moved by -1 to 2 times the way from {first} to {last}, in halves; the third "
                "picture is the sample as it comes back."
            )
        )


def _pick_groups(data: Dataset) -> tuple | None:
    """Name and sample ids of two groups; None if there is nothing to set apart."""
    saved = list_selections(data.card.name)
    kinds = {
        "two classes": len(data.class_names) > 1,
        "two saved selections": len(saved) > 1,
        "a column's ends": bool(data.feature_names),
    }
    offered = [kind for kind, is_there in kinds.items() if is_there]
    if not offered:
        st.info(
            "This data set has neither two classes nor columns: save two selections on the Map, and the "
            "direction from one to the other can be followed here."
        )
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Direction between",
            offered,
            default=offered[0],
            key=state.BETWEEN,
            bind="query-params",
            required=True,
        )
        if kind == "a column's ends":
            return _pick_column(data)
        names = list(data.class_names) if kind == "two classes" else saved
        first = st.selectbox("From", names, key=state.FROM, bind="query-params", width=180)
        last = st.selectbox("To", names, index=1, key=state.TO, bind="query-params", width=180)
    if first == last:
        raise InvalidInput("Expected two different groups, got one twice: choose another one.")
    return tuple((name, _find_members(data, kind, name)) for name in (first, last))


def _find_members(data: Dataset, kind: str, name: str) -> np.ndarray:
    if kind == "two saved selections":
        return load_selection(data.card.name, data.fingerprint, name)
    train = data.part("train")
    return train[data.labels[train] == data.class_names.index(name)][:MAX_ANALYSED_SAMPLES]


def _pick_column(data: Dataset) -> tuple:
    name = st.selectbox("Column", data.feature_names, key=state.COLUMN, bind="query-params", width=260)
    train = data.part("train")
    order = np.argsort(data.rows(train)[:, data.feature_names.index(name)], kind="stable")
    third = max(2, len(order) // len(_STRIP[:3]))
    ends = (train[order[:third]], train[order[-third:]])
    return tuple((f"{end} of {name}", ids) for end, ids in zip(_THIRDS, ends, strict=True))


def _say_stability(found: Direction, n: int, m: int) -> None:
    words = ((word, colour) for least, word, colour in _WORDS if found.stability >= least)
    word, colour = next(words, ("not to be trusted", "red"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(f"This direction is {word}", color=colour)
        st.caption(
            f"From {n:,} samples to {m:,}. Of 200 resamples of both groups, 95 % point within "
            f"{np.degrees(np.arccos(np.clip(found.stability_low, -1, 1))):.0f}° of it.",
            width="content",
        )


def _ask_amount(data: Dataset, ids: np.ndarray, first: str, last: str) -> tuple[int, float]:
    test = data.part("test")
    of_first = np.intersect1d(test, ids)
    start = of_first[0] if len(of_first) else _find_similar(data, ids, test)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sample = st.number_input(
            "Apply it to sample #",
            0,
            data.n_samples - 1,
            int(start),
            key=state.MOVED_SAMPLE.per(f"{data.card.name}-{first}"),
            width=220,
        )
        amount = st.slider(
            escape_markdown(f"Amount (1 is from {first} to {last})"),
            _LEAST,
            _MOST,
            1.0,
            _STEP,
            key=state.AMOUNT,
            bind="query-params",
            width=420,
        )
    return int(sample), amount


def _find_similar(data: Dataset, ids: np.ndarray, test: np.ndarray) -> int:
    """A test sample of the class that most members of a group have."""
    label = np.bincount(data.labels[ids]).argmax()
    same = test[data.labels[test] == label]
    return same[0] if len(same) else test[0]


def _show_moved(run: Run, data: Dataset, sample: int, z: np.ndarray) -> None:
    label = data.class_names[data.labels[sample]]
    original = data.rows(np.array([sample]))[0]
    moved = cache.codec(run).decode(z[None])[0]
    show_decoded(data, {f"sample #{sample}, {label}": original, "moved": moved}, "moved")
