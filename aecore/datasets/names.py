"""First names as one-hot encoded sequences of letters."""

from pathlib import Path

import numpy as np

from aecore.datasets.dataset import Card, Dataset, split
from aecore.errors import InvalidInput

_LENGTH = 12
CARD = Card(
    name="names",
    title="First names",
    kind="text",
    sample_shape=(_LENGTH, 27),
    n_train=4_130,
    n_test=1_033,
    about="5,163 first names of the US census of 1990, each of up to 12 letters (the longest "
    "has 11), padded with blanks to 12 positions. The label is the list, female or male, in which a name is "
    "more frequent.",
    source="US Census Bureau: Frequently occurring first names of the 1990 census",
    licence="public domain",
    symbols=" ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)


def load() -> Dataset:
    """Loads the names and one-hot encodes each position."""
    import pandas as pd

    table = pd.read_csv(Path(__file__).parent / "files" / "names.csv", keep_default_na=False)
    y = (table["list"] == "male").to_numpy().astype(np.uint8)
    X = encode_texts(list(table["name"]))
    X_train, X_test, y_train, y_test = split(X, y)
    return Dataset(CARD, X_train, X_test, y_train, y_test, ("female", "male"))


def encode_texts(texts: list[str]) -> np.ndarray:
    """One-hot encodes texts of up to 12 letters from A to Z.

    Returns:
        uint8, shape `(n, length * symbols)`.

    Raises:
        InvalidInput: if a text is too long or contains an unknown symbol.
    """
    X = np.zeros((len(texts), _LENGTH, len(CARD.symbols)), np.uint8)
    for row, text in enumerate(texts):
        if len(text) > _LENGTH or not set(text) <= set(CARD.symbols):
            raise InvalidInput(
                f"A name has up to {_LENGTH} letters from A to Z, but {text!r} was given: shorten or "
                "change it."
            )
        X[row, np.arange(_LENGTH), [CARD.symbols.index(letter) for letter in text.ljust(_LENGTH)]] = 1
    return X.reshape(len(texts), -1)
