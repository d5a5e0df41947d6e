"""A canvas to draw a picture or a line on."""

import base64
from typing import Any

from pages.ui.components.declare import declare

_CANVAS = declare(
    "canvas",
    '<div class="canvas"><div class="sheet"><canvas role="application" tabindex="0"></canvas><i></i></div>'
    '<button type="button">Clear</button></div>',
)
_KEYS = "the arrow keys move the pen, the space bar lowers and lifts it"
_SIDE, _LINE_WIDTH = 280, 560  # pixels
_MIN_PEN_WIDTH = 22
_PNG_PREFIX = "data:image/png;base64,"


def draw_picture(key: str, height: int) -> bytes | None:
    """Asks for a drawing, light on black, with a pen about as wide as the strokes in the data set.

    Args:
        key: Key of the canvas.
        height: Height of a sample in pixels.

    Returns:
        A PNG file, or None if nothing is drawn.
    """
    pen_width = max(_MIN_PEN_WIDTH, 1.1 * _SIDE / height)
    drawing = _ask(
        key, {"isLine": False, "width": _SIDE, "penWidth": pen_width, "label": f"Draw here: {_KEYS}"}
    )
    if not isinstance(drawing, str) or not drawing.startswith(_PNG_PREFIX):
        return None
    return base64.b64decode(drawing.removeprefix(_PNG_PREFIX))


def draw_line(key: str) -> list[float | None]:
    """Asks for a line; returns its heights from 0 to 1 at even steps, None where nothing is drawn."""
    drawing = _ask(
        key, {"isLine": True, "width": _LINE_WIDTH, "penWidth": 3, "label": f"Draw a line here: {_KEYS}"}
    )
    return drawing if isinstance(drawing, list) else []


def _ask(key: str, data: dict[str, Any]) -> Any:
    return _CANVAS(key=key, data=data, on_drawing_change=lambda: None).drawing
