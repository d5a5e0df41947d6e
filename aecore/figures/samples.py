"""Pictures of samples: one renderer for each kind of data."""

import dataclasses

import numpy as np
from PIL import ImageDraw, ImageFont

from aecore.figures.canvases import HEIGHT, WIDTH, draw_canvases, scale_to_height

_LINE = (110, 178, 240)
_ADDED = (255, 169, 14)
_OMITTED = (63, 144, 218)
_NEUTRAL = (128, 128, 128)
_FAINT = (72, 78, 92)
_TEXT = (236, 238, 242)
_FULL = 2 / 3  # difference of images that is drawn in the full colour
_LETTER_WIDTH, _LETTER_HEIGHT = 9, 22
_CHANNEL_COLOURS = (_LINE, _ADDED, (148, 209, 133))


@dataclasses.dataclass(frozen=True)
class SampleRenderer:
    """Draws the samples of one data set.

    Args:
        sample_shape: Shape of one sample.
        symbols: For texts, the symbol of each channel.
        low: Value at the lower edge of the picture of a series or a table row.
        high: Value at the upper edge.

    Attributes:
        columns: Number of pictures that fit in a row.
        traversal_columns: Number of traversals that fit in a row.
        traversal_steps: Number of pictures of a traversal.
        draws_magnitudes: Whether `draw` accepts any array of the sample shape, such as mean errors.
        difference_has_reconstruction: Whether the picture of a difference shows the whole reconstruction.
        legend: What a picture shows, as a sentence; empty where it is evident.
        difference_legend: What the colours of a difference are, as a sentence.
    """

    sample_shape: tuple[int, ...]
    symbols: str = ""
    low: float = 0.0
    high: float = 1.0

    columns = 10
    traversal_columns = 1
    traversal_steps = 9
    draws_magnitudes = True
    difference_has_reconstruction = False
    legend = ""
    difference_legend = ""

    @property
    def is_grey(self) -> bool:
        """Whether the three colour channels of every picture are equal."""
        return False

    def draw(self, X: np.ndarray) -> np.ndarray:
        """Draws samples `(n, n_features)`; bytes `(n, height, width, 3)`."""
        raise NotImplementedError

    def draw_difference(self, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
        """Draws what reconstructions add (orange) and omit (blue); bytes `(n, height, width, 3)`."""
        raise NotImplementedError

    def draw_effects(self, base: np.ndarray, changed: np.ndarray) -> np.ndarray:
        """Draws differences; those of images are scaled by one factor, so that faint ones are visible."""
        return self.draw_difference(base, changed)


class ImageRenderer(SampleRenderer):
    """Draws images; a difference is drawn on a grey background."""

    traversal_columns = 2
    difference_legend = (
        f"Grey: no difference; orange: brighter than the original, full from +{_FULL:.2f}; blue: darker, "
        f"full from -{_FULL:.2f}, where black is 0 and white 1."
    )

    @property
    def is_grey(self) -> bool:
        return self.sample_shape[-1] == 1

    def draw(self, X: np.ndarray) -> np.ndarray:
        pictures = np.clip(X * 255, 0, 255).astype(np.uint8).reshape(len(X), *self.sample_shape)
        return np.broadcast_to(pictures, (*pictures.shape[:3], 3))

    def draw_difference(self, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
        d = (X_hat - X).reshape(len(X), *self.sample_shape).mean(axis=3, keepdims=True)
        neutral, added, omitted = np.array([_NEUTRAL, _ADDED, _OMITTED], np.float32)
        strength = np.minimum(np.abs(d) / _FULL, 1)
        return (neutral + strength * np.where(d > 0, added - neutral, omitted - neutral)).astype(np.uint8)

    def draw_effects(self, base: np.ndarray, changed: np.ndarray) -> np.ndarray:
        strongest = float(np.abs(changed - base).max())
        return self.draw_difference(base, base + (changed - base) / (strongest or 1.0))


class SeriesRenderer(SampleRenderer):
    """Draws series as lines, each channel in its own colour."""

    difference_legend = "Orange line: reconstruction minus original, on the scale of the series; grey: 0."

    def draw(self, X: np.ndarray) -> np.ndarray:
        series = X.reshape(len(X), *self.sample_shape)
        return draw_canvases(len(X), lambda draw, i: self._draw_lines(draw, series[i], _CHANNEL_COLOURS))

    def draw_difference(self, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
        d = (X_hat - X).reshape(len(X), *self.sample_shape)
        half = (self.high - self.low) / 2
        centred = dataclasses.replace(self, low=-half, high=half)

        def draw_one(draw: ImageDraw.ImageDraw, i: int) -> None:
            draw.line([(0, HEIGHT / 2), (WIDTH, HEIGHT / 2)], fill=_FAINT)
            centred._draw_lines(draw, d[i], (_ADDED,))

        return draw_canvases(len(X), draw_one)

    def _draw_lines(self, draw: ImageDraw.ImageDraw, values: np.ndarray, colours: tuple) -> None:
        x = np.linspace(2, WIDTH - 3, len(values)).tolist()
        for channel, y in enumerate(scale_to_height(values, self.low, self.high).T.tolist()):
            draw.line(list(zip(x, y, strict=True)), fill=colours[channel % len(colours)], width=2)


class TableRenderer(SampleRenderer):
    """Draws rows of a table: a bar for each column, up or down from the mean."""

    legend = "One bar for each column, in the order of the table: blue above its mean, orange below."
    difference_legend = "One bar for each column: blue where the reconstruction is higher, orange if lower."

    def draw(self, X: np.ndarray) -> np.ndarray:
        return draw_canvases(len(X), lambda draw, i: self._draw_bars(draw, X[i]))

    def draw_difference(self, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
        return self.draw(X_hat - X)

    def _draw_bars(self, draw: ImageDraw.ImageDraw, values: np.ndarray) -> None:
        edges = np.linspace(2, WIDTH - 2, len(values) + 1)
        gap = 1 if len(values) < 40 else 0
        middle = float(scale_to_height(np.zeros(1), self.low, self.high)[0])
        draw.line([(0, middle), (WIDTH, middle)], fill=_FAINT)
        for i, height in enumerate(scale_to_height(values, self.low, self.high)):
            top, bottom = sorted((middle, float(height)))
            left, right = float(edges[i]), max(float(edges[i + 1]) - 1 - gap, float(edges[i]))
            draw.rectangle([left, top, right, bottom], fill=_ADDED if height < middle else _OMITTED)


class TextRenderer(SampleRenderer):
    """Draws texts; in a difference the wrong symbols of the reconstruction are orange."""

    columns = 5
    traversal_steps = 7
    draws_magnitudes = False
    difference_has_reconstruction = True
    difference_legend = "Wrong letters are orange."

    def draw(self, X: np.ndarray) -> np.ndarray:
        texts = self.read(X)
        return self._write(texts, texts)

    def draw_difference(self, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
        return self._write(self.read(X_hat), self.read(X))

    def read(self, X: np.ndarray) -> list[str]:
        """Decodes samples `(n, n_features)` to texts: the most probable symbol at each position."""
        indices = X.reshape(len(X), *self.sample_shape).argmax(axis=2)
        return ["".join(self.symbols[i] for i in row) for row in indices]

    def _write(self, texts: list[str], expected: list[str]) -> np.ndarray:
        font = ImageFont.load_default(size=14)

        def draw_one(draw: ImageDraw.ImageDraw, i: int) -> None:
            for position, (symbol, correct) in enumerate(zip(texts[i], expected[i], strict=True)):
                is_wrong = symbol != correct
                x = 4 + (position + 0.5) * _LETTER_WIDTH
                shown = "·" if is_wrong and symbol == " " else symbol
                draw.text((x, 3), shown, fill=_ADDED if is_wrong else _TEXT, font=font, anchor="ma")

        size = (self.sample_shape[0] * _LETTER_WIDTH + 8, _LETTER_HEIGHT)
        return draw_canvases(len(texts), draw_one, size)


RENDERERS: dict[str, type[SampleRenderer]] = {
    "image": ImageRenderer,
    "series": SeriesRenderer,
    "table": TableRenderer,
    "text": TextRenderer,
}


def make_renderer(kind: str, sample_shape: tuple[int, ...], symbols: str, X: np.ndarray) -> SampleRenderer:
    """Makes the renderer of a kind of data.

    Args:
        kind: `image`, `series`, `table` or `text`.
        sample_shape: Shape of one sample.
        symbols: The symbol of each channel of a text; empty for other kinds.
        X: Samples, shape `(n, n_features)`; nearly all of their values fit into a picture.
    """
    low, high = np.percentile(X, (0.1, 99.9))
    return RENDERERS[kind](sample_shape, symbols, float(low), float(high))
