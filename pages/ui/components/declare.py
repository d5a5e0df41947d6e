"""Our own pieces of the browser's side: how they are declared, and how arrays get there."""

import base64
from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

_FOLDER = Path(__file__).parent
_UNPACK = (_FOLDER / "unpack.js").read_text()


def declare(name: str, html: str = "<span></span>") -> Callable:
    """A component made of `<name>/<name>.js` and, if there is one, `<name>/<name>.css`.

    Its script can call `unpack` on what `pack` gave.

    Args:
        name: Of the folder and its files.
        html: The element that the script finds.
    """
    script, style = (_FOLDER / name / f"{name}.{kind}" for kind in ("js", "css"))
    return st.components.v2.component(
        f"ui_{name}",
        html=html + "\n",
        js=script.read_text() + _UNPACK,
        css=style.read_text() if style.exists() else None,
    )


def pack(array: np.ndarray, dtype: type) -> str:
    """An array as text that `unpack` reads back."""
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode()
