"""How a sample looks: every kind of data as small pictures, so that all else can show any of them."""

import dataclasses

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_BACKGROUND = (30, 34, 44)
_LINE = (110, 178, 240)
_ADDED = (255, 169, 14)
_LEFT_OUT = (63, 144, 218)
_FAINT = (72, 78, 92)
_TEXT = (236, 238, 242)
_HEIGHT, _WIDTH = 56, 96
_LETTER_WIDTH, _LETTER_HEIGHT = 9, 22
_CHANNEL_COLOURS = (_LINE, (255, 169, 14), (148, 209, 133))


@dataclasses.dataclass(frozen=True)
class SampleRenderer:
    """What has to be known of a data set to draw its samples.

    Args:
        kind: `image`, `series`, `table` or `text`.
        sample_shape: Shape of one sample.
        symbols: Of a text, what each channel stands for.
        low: Value at the lower edge of a drawn series or table row.
        high: Value at the upper edge.
    """

    kind: str
    sample_shape: tuple[int, ...]
    symbols: str = ""
    low: float = 0.0
    high: float = 1.0

    @property
    def is_grey(self) -> bool:
        """Whether the three colours of a picture are always the same."""
        return self.kind == "image" and self.sample_shape[-1] == 1

    def draw(self, X: np.ndarray) -> np.ndarray:
        """Samples `(n, n_features)` as bytes `(n, height, width, 3)`."""
        return _KINDS[self.kind][0](X, self)

    def draw_difference(self, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
        """What reconstructions add (orange) and leave out (blue); bytes `(n, height, width, 3)`."""
        return _KINDS[self.kind][1](X, X_hat, self)

    def draw_effects(self, base: np.ndarray, changed: np.ndarray) -> np.ndarray:
        """Differences as in `draw_difference`; those of images all stronger by one factor, if faint."""
        strongest = float(np.abs(changed - base).max())
        if self.kind in _AMPLIFIED and strongest > 0:
            changed = base + (changed - base) / strongest
        return self.draw_difference(base, changed)

    @property
    def columns(self) -> int:
        """How many pictures stand well in a line."""
        return 5 if self.kind == "text" else 10

    def read(self, X: np.ndarray) -> list[str]:
        """Texts: the likeliest symbol at each place."""
        places = X.reshape(len(X), *self.sample_shape).argmax(axis=2)
        return ["".join(self.symbols[symbol] for symbol in row) for row in places]


def _draw_images(X: np.ndarray, look: SampleRenderer) -> np.ndarray:
    pictures = np.clip(X * 255, 0, 255).astype(np.uint8).reshape(len(X), *look.sample_shape)
    return np.broadcast_to(pictures, (*pictures.shape[:3], 3))


def _image_differences(X: np.ndarray, X_hat: np.ndarray, look: SampleRenderer) -> np.ndarray:
    d = (X_hat - X).reshape(len(X), *look.sample_shape).mean(axis=3, keepdims=True)
    neutral = np.array([128, 128, 128], np.float32)
    strength = np.minimum(np.abs(d) * 1.5, 1)
    colours = np.where(d > 0, np.float32(_ADDED) - neutral, np.float32(_LEFT_OUT) - neutral)
    return (neutral + strength * colours).astype(np.uint8)


def _draw_series(X: np.ndarray, look: SampleRenderer) -> np.ndarray:
    series = X.reshape(len(X), *look.sample_shape)
    return _canvases(len(X), lambda draw, n: _draw_lines(draw, series[n], look, _CHANNEL_COLOURS))


def _series_differences(X: np.ndarray, X_hat: np.ndarray, look: SampleRenderer) -> np.ndarray:
    d = (X_hat - X).reshape(len(X), *look.sample_shape)
    half = (look.high - look.low) / 2
    around_zero = dataclasses.replace(look, low=-half, high=half)

    def draw_one(draw: ImageDraw.ImageDraw, n: int) -> None:
        draw.line([(0, _HEIGHT / 2), (_WIDTH, _HEIGHT / 2)], fill=_FAINT)
        _draw_lines(draw, d[n], around_zero, (_ADDED,) * d.shape[2])

    return _canvases(len(X), draw_one)


def _draw_lines(draw: ImageDraw.ImageDraw, values: np.ndarray, look: SampleRenderer, colours: tuple) -> None:
    x = np.linspace(2, _WIDTH - 3, len(values))
    for channel in range(values.shape[1]):
        y = _heights(values[:, channel], look)
        points = list(zip(x.tolist(), y.tolist(), strict=True))
        draw.line(points, fill=colours[channel % len(colours)], width=2)


def _heights(values: np.ndarray, look: SampleRenderer) -> np.ndarray:
    share = (np.clip(values, look.low, look.high) - look.low) / (look.high - look.low)
    return (1 - share) * (_HEIGHT - 5) + 2


def _draw_rows(X: np.ndarray, look: SampleRenderer) -> np.ndarray:
    """A bar for each column, up from the mean or down."""
    return _canvases(len(X), lambda draw, n: _draw_bars(draw, X[n], look))


def _row_differences(X: np.ndarray, X_hat: np.ndarray, look: SampleRenderer) -> np.ndarray:
    return _draw_rows(X_hat - X, look)


def _draw_bars(draw: ImageDraw.ImageDraw, values: np.ndarray, look: SampleRenderer) -> None:
    edges = np.linspace(2, _WIDTH - 2, len(values) + 1)
    gap = 1 if len(values) < 40 else 0
    middle = float(_heights(np.zeros(1), look)[0])
    draw.line([(0, middle), (_WIDTH, middle)], fill=_FAINT)
    for place, height in enumerate(_heights(values, look)):
        top, bottom = sorted((middle, float(height)))
        colour = _ADDED if height < middle else _LEFT_OUT
        left, right = float(edges[place]), max(float(edges[place + 1]) - 1 - gap, float(edges[place]))
        draw.rectangle([left, top, right, bottom], fill=colour)


def _draw_texts(X: np.ndarray, look: SampleRenderer) -> np.ndarray:
    return _write(look.read(X), look)


def _text_differences(X: np.ndarray, X_hat: np.ndarray, look: SampleRenderer) -> np.ndarray:
    """The reconstruction, wrong places in colour."""
    return _write(look.read(X_hat), look, expected=look.read(X))


def _write(texts: list[str], look: SampleRenderer, expected: list[str] | None = None) -> np.ndarray:
    font = ImageFont.load_default(size=14)
    size = (look.sample_shape[0] * _LETTER_WIDTH + 8, _LETTER_HEIGHT)
    expected = expected or texts

    def draw_one(draw: ImageDraw.ImageDraw, n: int) -> None:
        for place, (symbol, right) in enumerate(zip(texts[n], expected[n], strict=True)):
            is_wrong = symbol != right
            x = 4 + (place + 0.5) * _LETTER_WIDTH
            shown = "·" if is_wrong and symbol == " " else symbol
            draw.text((x, 3), shown, fill=_ADDED if is_wrong else _TEXT, font=font, anchor="ma")

    return _canvases(len(texts), draw_one, size)


def _canvases(n: int, draw_one: object, size: tuple[int, int] = (_WIDTH, _HEIGHT)) -> np.ndarray:
    pictures = np.empty((n, size[1], size[0], 3), np.uint8)
    for place in range(n):
        canvas = Image.new("RGB", size, _BACKGROUND)
        draw_one(ImageDraw.Draw(canvas), place)
        pictures[place] = np.asarray(canvas)
    return pictures


_AMPLIFIED = {"image"}

# Kind -> how a sample is drawn, how a difference.
_KINDS = {
    "image": (_draw_images, _image_differences),
    "series": (_draw_series, _series_differences),
    "table": (_draw_rows, _row_differences),
    "text": (_draw_texts, _text_differences),
}
