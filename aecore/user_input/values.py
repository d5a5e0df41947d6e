"""What a person draws or types that is no picture, as a sample of a data set."""

import numpy as np

from aecore.datasets.dataset import Dataset
from aecore.errors import InvalidInput

_LARGEST = 1e30


def fit_row(values: np.ndarray, data: Dataset) -> np.ndarray:
    """Numbers in the units of a table or a series as one sample.

    Args:
        values: In the units in which samples are stored, shape `(n_features,)`.
        data: The data set that the sample is to belong to.

    Returns:
        float32, shape `(n_features,)`, as `Dataset.rows` gives it.

    Raises:
        InvalidInput: if there are more or fewer numbers or one is missing or no finite number.
    """
    values = np.asarray(values, np.float64)
    expected = data.X_train.shape[1]
    if values.shape != (expected,):
        raise InvalidInput(f"Expected {expected} numbers, got {values.size}: fill in every column once.")
    bad = np.flatnonzero(~(np.abs(values) < _LARGEST))
    if len(bad):
        name = data.feature_names[bad[0]] if data.feature_names else f"value {bad[0] + 1}"
        raise InvalidInput(f"Expected a number for {name}, got {values[bad[0]]}: type one in.")
    return ((values - data.center) * data.scale).astype(np.float32)


def fit_series(heights: list[float | None], low: float, high: float, data: Dataset) -> np.ndarray:
    """A drawn line as one sample of a data set of series with one channel.

    Args:
        heights: From 0 (bottom) to 1 (top) at even steps; None where nothing was drawn: between drawn places
            the line is straight, before and after them it is level.
        low: What the bottom stands for, in units of `Dataset.rows`.
        high: What the top stands for.
        data: The data set that the sample is to belong to.

    Returns:
        float32, shape `(n_features,)`.

    Raises:
        InvalidInput: if less than two places are drawn, or series have several channels.
    """
    length, channels = data.card.sample_shape
    if channels != 1:
        raise InvalidInput(f"Expected series of one channel, got {channels}: a line can only be one of them.")
    drawn = np.array([np.nan if height is None else height for height in heights], np.float64)
    places = np.flatnonzero(np.isfinite(drawn))
    if len(places) < 2:
        raise InvalidInput("Expected a line, got nothing: draw one from left to right.")
    line = np.interp(np.linspace(0, len(drawn) - 1, length), places, drawn[places])
    return (low + line * (high - low)).astype(np.float32)


def fit_text(text: str, data: Dataset) -> np.ndarray:
    """A typed text as one sample of a data set of texts.

    Args:
        text: Letters are taken as they are written in the data, capital or small; the rest is filled up with
            the first symbol, the blank.
        data: The data set that the sample is to belong to.

    Returns:
        float32 zeros and ones, shape `(length * symbols,)`.

    Raises:
        InvalidInput: if the text is blank or too long, or has a symbol that the data have not.
    """
    length, n_symbols = data.card.sample_shape
    symbols = data.card.symbols
    known = "".join(next((x for x in (s, s.upper(), s.lower()) if x in symbols), s) for s in text)
    strange = sorted(set(known) - set(symbols))
    if strange or not known.strip() or len(known) > length:
        got = f"{strange[0]!r}" if strange else f"{len(known.strip())} symbols"
        raise InvalidInput(
            f"Expected a text of 1 to {length} of the symbols {symbols.strip()}, got {got}: respell it."
        )
    numbers = [symbols.index(symbol) for symbol in known.ljust(length, symbols[0])]
    return np.eye(n_symbols, dtype=np.float32)[numbers].ravel()
