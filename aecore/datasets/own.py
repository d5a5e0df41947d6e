"""A person's own picture as a sample of a data set."""

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL import Image

_LEAST_CONTRAST = 0.1
_NOTHING = "Expected a picture with something on it, got one of a single colour: draw something."
_MOST_PIXELS = 16_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_WEIGHTS = (0.299, 0.587, 0.114)  # of red, green and blue in grey: ITU-R BT.601, as Pillow has it


def read_picture(data: bytes) -> np.ndarray:
    """The pixels of an image file, upright as it was taken.

    Args:
        data: A PNG, JPEG, WebP, GIF (its first picture) or BMP file of at most 16 million pixels.

    Returns:
        Bytes, shape `(height, width, 3)`, or `(height, width, 4)` where something is transparent.

    Raises:
        ValueError: if it is no such file, is damaged, or is too large.
    """
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            warnings.simplefilter("error")
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError(
                    f"Expected a picture of at most {_MOST_PIXELS:,} pixels, got {image.width} x "
                    f"{image.height}: make it smaller."
                )
            if image.mode.startswith(("I", "F")):
                raise ValueError(
                    f"Expected a picture of 8 bits a colour, got one of mode {image.mode}: save it as 8-bit "
                    "grey or RGB."
                )
            upright = ImageOps.exif_transpose(image)
            return np.asarray(upright.convert("RGBA" if upright.has_transparency_data else "RGB"))
    except (OSError, SyntaxError, EOFError, Warning, Image.DecompressionBombError) as error:
        raise ValueError(
            "Expected a picture as PNG, JPEG, WebP, GIF or BMP, got a file that is none or is damaged: "
            "open it in a picture program and save it again."
        ) from error


def fit_picture(picture: np.ndarray, sample_shape: tuple[int, ...], *, box: int | None = None) -> np.ndarray:
    """A picture of any size as one sample of a data set of images.

    Without a box the picture is cut to the sample's proportions, about its middle, and made as large.

    With a box it is taken for a drawing and made as those of MNIST were: what differs from its background,
    dark on light or light on dark, becomes light on black, is fitted into a box of `box` pixels (20 of 28 for
    MNIST), and laid so that its centre of mass is in the middle.
    Source: Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits (1998).

    Args:
        picture: Bytes of shape `(h, w)`, `(h, w, 3)` or, with transparency, `(h, w, 4)`. What is transparent
            becomes black behind a light picture and white behind a dark one.
        sample_shape: `(height, width, channels)` with 1 or 3 channels; 1 for a drawing.
        box: Longer side of a drawing, at most the shorter side of a sample.

    Returns:
        float32 in [0, 1], shape `(height * width * channels,)`.

    Raises:
        ValueError: if the data set holds no images, the array is no picture, or nothing is drawn on it.
    """
    from PIL import Image, ImageOps

    if len(sample_shape) != 3 or sample_shape[2] not in ((1, 3) if box is None else (1,)):
        raise ValueError(
            f"Expected images of shape (height, width, channels), got a data set of shape {sample_shape}: "
            f"choose one of {'grey' if box else 'grey or coloured'} images."
        )
    height, width, channels = sample_shape
    image = _as_image(picture).convert("L" if channels == 1 else "RGB")
    if all(low == high for low, high in np.reshape(image.getextrema(), (-1, 2))):
        raise ValueError(_NOTHING)
    if box is not None:
        return _fit_drawing(np.asarray(image, np.float32) / 255, height, width, box).ravel()
    fitted = ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    return np.asarray(fitted, np.float32).ravel() / 255


def _as_image(picture: np.ndarray) -> "Image.Image":
    """The picture without its transparency."""
    from PIL import Image

    picture = np.asarray(picture)
    is_picture = picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] in (3, 4))
    if not is_picture or picture.dtype != np.uint8 or not picture.size:
        raise ValueError(
            f"Expected bytes of shape (h, w), (h, w, 3) or (h, w, 4), got {picture.dtype} of shape "
            f"{picture.shape}: open the picture as 8-bit grey, RGB or RGBA."
        )
    image = Image.fromarray(np.ascontiguousarray(picture))
    if image.mode != "RGBA":
        return image
    alpha = picture[:, :, 3].astype(float)
    if not alpha.any():
        raise ValueError(_NOTHING)
    is_light = np.average(picture[:, :, :3] @ _WEIGHTS, weights=alpha) > 127
    ground = Image.new("RGBA", image.size, "black" if is_light else "white")
    return Image.alpha_composite(ground, image)


def _fit_drawing(grey: np.ndarray, height: int, width: int, box: int) -> np.ndarray:
    """Light on black, in a box, with its centre of mass in the middle; shape `(height, width)`."""
    from PIL import Image

    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey - np.median(edge))
    if ink.max() < _LEAST_CONTRAST:
        raise ValueError(_NOTHING)
    is_drawn = ink > _LEAST_CONTRAST * ink.max()
    (top, bottom), (left, right) = (np.flatnonzero(is_drawn.any(axis=axis))[[0, -1]] for axis in (1, 0))
    drawing = Image.fromarray(ink[top : bottom + 1, left : right + 1])
    scale = box / max(drawing.size)
    size = [max(1, round(side * scale)) for side in drawing.size]
    ink = np.clip(np.asarray(drawing.resize(size, Image.Resampling.LANCZOS)), 0, None)
    ink /= ink.max()  # a thin line must not fade where many pixels become one
    sample = np.zeros((height, width), np.float32)
    row, column = (
        # A pixel stands for its place's number, and the middle for half of all, as in MNIST; nothing is cut.
        np.clip(round(whole / 2 - np.average(np.arange(side), weights=ink.sum(axis=axis))), 0, whole - side)
        for whole, side, axis in ((height, ink.shape[0], 1), (width, ink.shape[1], 0))
    )
    sample[row : row + ink.shape[0], column : column + ink.shape[1]] = ink
    return sample
