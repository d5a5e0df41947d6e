"""Our own pieces of the browser's side: how they are declared, and how arrays get there."""

import base64
from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

_UNPACK = (Path(__file__).parent / "unpack.js").read_text()


def declare(source: str, name: str, html: str = "<span></span>") -> Callable:
    """A component made of `<name>.js` and, if there is one, `<name>.css` beside the module that declares it.

    Its script can call `unpack` on what `pack` gave.

    Args:
        source: `__file__` of that module.
        name: Of the files; the component is called after folder and file.
        html: What the script finds in its place.
    """
    script, style = (Path(source).parent / f"{name}.{kind}" for kind in ("js", "css"))
    return st.components.v2.component(
        f"{script.parent.name}_{name}",
        html=html + "\n",
        js=script.read_text() + _UNPACK,
        css=style.read_text() if style.exists() else None,
    )


def pack(array: np.ndarray, dtype: type) -> str:
    """An array as text that `unpack` reads back."""
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode()
