"""A canvas to draw a picture or a line on."""

import base64
from typing import Any

from pages.ui.components.declare import declare

_CANVAS = declare("canvas", '<div class="canvas"><canvas></canvas><button type="button">Clear</button></div>')
_SIDE, _WIDE = 280, 560
_THINNEST = 22
_START = "data:image/png;base64,"


def draw_picture(key: str, height: int) -> bytes | None:
    """Asks for a drawing, light on black, with a pen as wide as strokes are in the data.

    Args:
        key: Of the canvas.
        height: Of a sample, in pixels.

    Returns:
        A PNG file, or None while nothing is drawn.
    """
    pen = max(_THINNEST, 1.1 * _SIDE / height)
    drawing = _ask(key, {"isLine": False, "width": _SIDE, "pen": pen, "label": "Draw here"})
    if not isinstance(drawing, str) or not drawing.startswith(_START):
        return None
    return base64.b64decode(drawing.removeprefix(_START))


def draw_line(key: str) -> list[float | None]:
    """Asks for a line; its heights from 0 to 1 at even steps, None where nothing is drawn."""
    drawing = _ask(key, {"isLine": True, "width": _WIDE, "pen": 3, "label": "Draw a line here"})
    return drawing if isinstance(drawing, list) else []


def _ask(key: str, data: dict[str, Any]) -> Any:
    return _CANVAS(key=key, data=data, on_drawing_change=lambda: None).drawing
