"""Converts a row of numbers, a drawn line or a text to a sample of a data set."""

import numpy as np

from aecore.datasets.dataset import Dataset
from aecore.errors import InvalidInput

_MAX_VALUE = 1e30


def fit_row(values: np.ndarray, data: Dataset) -> np.ndarray:
    """Converts a row of numbers in original units to one sample of a table or series.

    Args:
        values: Numbers in the units in which samples are stored, shape `(n_features,)`.
        data: The data set whose format the sample gets.

    Returns:
        float32, shape `(n_features,)`, as `Dataset.rows` gives it.

    Raises:
        InvalidInput: if there are more or fewer numbers than features, or one is missing or not finite.
    """
    values = np.asarray(values, np.float64)
    n_features = data.X_train.shape[1]
    if values.shape != (n_features,):
        raise InvalidInput(f"Expected {n_features} numbers, got {values.size}: enter one for every column.")
    invalid = np.flatnonzero(~(np.abs(values) < _MAX_VALUE))
    if len(invalid):
        name = data.feature_names[invalid[0]] if data.feature_names else f"value {invalid[0] + 1}"
        raise InvalidInput(f"Expected a number for {name}, got {values[invalid[0]]}: enter a number.")
    return ((values - data.center) * data.scale).astype(np.float32)


def fit_series(heights: list[float | None], low: float, high: float, data: Dataset) -> np.ndarray:
    """Converts a drawn line to one sample of a data set of series with one channel.

    Args:
        heights: Heights at equal horizontal steps, from 0 (bottom) to 1 (top); None where nothing was drawn.
            Gaps are interpolated linearly; the ends are extended horizontally.
        low: Value at height 0, in units of `Dataset.rows`.
        high: Value at height 1, in units of `Dataset.rows`.
        data: The data set whose format the sample gets.

    Returns:
        float32, shape `(n_features,)`.

    Raises:
        InvalidInput: if fewer than two heights are drawn, or the series have several channels.
    """
    length, channels = data.card.sample_shape
    if channels != 1:
        raise InvalidInput(
            f"Expected series of one channel, got {channels}: choose a data set with one channel."
        )
    values = np.array([np.nan if height is None else height for height in heights], np.float64)
    positions = np.flatnonzero(np.isfinite(values))
    if len(positions) < 2:
        raise InvalidInput("Expected a line, got nothing: draw one from left to right.")
    line = np.interp(np.linspace(0, len(values) - 1, length), positions, values[positions])
    return (low + line * (high - low)).astype(np.float32)


def fit_text(text: str, data: Dataset) -> np.ndarray:
    """Converts a text to one sample of a data set of texts.

    Args:
        text: The text; letters are converted to the case used in the data, and the text is padded with the
            first symbol, the blank.
        data: The data set whose format the sample gets.

    Returns:
        One-hot encoded text, float32, shape `(length * symbols,)`.

    Raises:
        InvalidInput: if the text is blank or too long, or contains a symbol that does not occur in the data.
    """
    length, n_symbols = data.card.sample_shape
    symbols = data.card.symbols
    spelled = "".join(next((x for x in (s, s.upper(), s.lower()) if x in symbols), s) for s in text)
    unknown = sorted(set(spelled) - set(symbols))
    if unknown or not spelled.strip() or len(spelled) > length:
        got = f"{unknown[0]!r}" if unknown else f"{len(spelled.strip())} symbols"
        raise InvalidInput(
            f"Expected a text of 1 to {length} of the symbols {symbols.strip()}, got {got}: change the text."
        )
    indices = [symbols.index(symbol) for symbol in spelled.ljust(length, symbols[0])]
    return np.eye(n_symbols, dtype=np.float32)[indices].ravel()
