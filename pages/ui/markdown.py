"""Escaping text for Streamlit's markdown."""

import re
import unicodedata

_MAX_LENGTH = 1000
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Invisible. Streamlit replaces some patterns after backslashes are resolved, but within one text node: this
# directive splits a pattern into two nodes.
_SEPARATOR = ":small[]"
_SPLIT = re.compile(
    r"(?<=http)(?=://|$)|(?<=https)(?=://|$)|(?<=www)(?=\.|$)|(?=@)"  # links
    r"|(?<=:)(?=[\w+-]+(?::|$))"  # icons and emoji
    r"|(?<=[<>~-])(?=[-=>])",  # arrows and dashes
    re.IGNORECASE,
)
# Line breaks, control characters and lone surrogates, which no message can hold.
_CONTROL = {"Cc", "Zl", "Zp", "Cs"}
# These marks change the direction of the text that follows.
_DIRECTIONS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def escape_markdown(text: object, max_length: int = _MAX_LENGTH) -> str:
    """Escapes a text so that markdown shows it literally: no links, pictures, icons, colours or formulas.

    Text from the address, a file, a run or a visitor must be escaped before it is passed to an element that
    renders markdown; labels and help texts render markdown, too. Control characters and line breaks are
    replaced by spaces.

    Args:
        text: The text, or a value that is converted to text.
        max_length: A longer text is cut, with an ellipsis.

    Returns:
        Markdown in one line. It is also literal inside bold text and colour directives, but not inside
        backticks.
    """
    line = str(text)
    if len(line) > max_length:
        line = line[: max_length - 1] + "…"
    line = "".join(" " if _is_control(c) else c for c in line)
    return _SEPARATOR.join(_PUNCTUATION.sub(r"\\\1", piece) for piece in _SPLIT.split(line))


def _is_control(character: str) -> bool:
    return character in _DIRECTIONS or unicodedata.category(character) in _CONTROL
