"""Declaration of browser components, and transfer of arrays to them."""

import base64
from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

_FOLDER = Path(__file__).parent
_UNPACK = (_FOLDER / "unpack.js").read_text()


def declare(name: str, html: str = "<span></span>") -> Callable:
    """Declares a component of `<name>/<name>.js` and, if it exists, `<name>/<name>.css`.

    The script can read arrays from `pack` with `unpack`.

    Args:
        name: Name of the folder and its files.
        html: Initial HTML of the component.

    Returns:
        A function that mounts the component on a page.
    """
    script, style = (_FOLDER / name / f"{name}.{kind}" for kind in ("js", "css"))
    return st.components.v2.component(
        f"ui_{name}",
        html=html + "\n",
        js=script.read_text() + _UNPACK,
        css=style.read_text() if style.exists() else None,
    )


def pack(array: np.ndarray, dtype: type) -> str:
    """Encodes an array as text, which `unpack` decodes in the browser."""
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode()
