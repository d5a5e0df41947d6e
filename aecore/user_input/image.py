"""A person's own picture as a sample of a data set."""

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np

from aecore.errors import InvalidInput

if TYPE_CHECKING:
    from PIL import Image

_LEAST_CONTRAST = 0.1
_NOTHING = "Expected a picture with something on it, got one of a single colour: draw something."
# What can be decoded in about a second and 100 MB. A JPEG in one scan, as cameras write it, is decoded at a
# fraction of its size; one in several scans needs all its coefficients in memory.
_MOST_PIXELS = {"PNG": 8_500_000, "GIF": 8_500_000, "BMP": 8_500_000, "WEBP": 5_000_000}
_MOST_PIXELS_ONE_SCAN = 51_000_000
_MOST_PIXELS_SCANS = 12_500_000
_MOST_SCANS = 50
_LONGEST_SIDE = 1024
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_WEIGHTS = (0.299, 0.587, 0.114)  # of red, green and blue in grey: ITU-R BT.601, as Pillow has it


class InvalidPicture(InvalidInput):
    """A file or an array that is no picture to make a sample of; the message says why and what to do."""


def read_picture(data: bytes) -> np.ndarray:
    """The pixels of an image file, upright as it was taken, and no more of them than a sample needs.

    Args:
        data: A PNG, GIF (its first picture) or BMP file of at most 8.5 million pixels, a WebP of at most 5
            million, or a JPEG of at most 51 million (12.5 million if it is progressive).

    Returns:
        Bytes, shape `(height, width, 3)`, or `(height, width, 4)` where something is transparent. A picture
        with a side of more than 1024 pixels is made smaller.

    Raises:
        InvalidPicture: if it is no such file, is damaged, or is too large.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            warnings.simplefilter("error")
            _check_size(image, data)
            return _decode(image)
    except InvalidPicture:
        raise
    except (OSError, SyntaxError, EOFError, ValueError, Warning, Image.DecompressionBombError) as error:
        raise InvalidPicture(
            "Expected a picture as PNG, JPEG, WebP, GIF or BMP, got a file that is none or is damaged: "
            "open it in a picture program and save it again."
        ) from error


def _check_size(image: "Image.Image", data: bytes) -> None:
    """Raises `InvalidPicture` where decoding would take too long or too much memory."""
    most = _MOST_PIXELS.get(image.format)
    if most is None:
        most = _MOST_PIXELS_ONE_SCAN if _has_one_scan(image, data) else _MOST_PIXELS_SCANS
    if image.width * image.height > most:
        raise InvalidPicture(
            f"Expected a picture of at most {most:,} pixels, got {image.width} x {image.height}: make it "
            "smaller."
        )
    if most == _MOST_PIXELS_SCANS and data.count(b"\xff\xda") > _MOST_SCANS:
        raise InvalidPicture(
            f"Expected a JPEG of at most {_MOST_SCANS} scans, got more: open it in a picture program and "
            "save it again."
        )
    if image.mode.startswith(("I", "F")):
        raise InvalidPicture(
            f"Expected a picture of 8 bits a colour, got one of mode {image.mode}: save it as 8-bit "
            "grey or RGB."
        )


def _has_one_scan(image: "Image.Image", data: bytes) -> bool:
    """Whether the first scan of a JPEG holds all its components whole (ITU-T T.81, B.2)."""
    i = 2  # behind the start of the image
    while data[i : i + 1] == b"\xff" and data[i + 1 : i + 2] != b"\xda":
        i += 2 + int.from_bytes(data[i + 2 : i + 4], "big")
    is_scan = data[i : i + 2] == b"\xff\xda"
    return is_scan and not image.info.get("progressive") and data[i + 4] == len(image.getbands())


def _decode(image: "Image.Image") -> np.ndarray:
    """Its pixels, made smaller as early as the format allows."""
    from PIL import ImageOps

    scale = max(1, max(image.size) / _LONGEST_SIDE)
    image.draft(None, tuple(max(1, round(side / scale)) for side in image.size))
    mode = "RGBA" if image.has_transparency_data else "RGB"
    picture = image if image.mode == mode else image.convert(mode)
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return np.asarray(ImageOps.exif_transpose(picture))


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
        InvalidPicture: if the data set holds no images, the array is no picture, or nothing is drawn on it.
    """
    from PIL import Image, ImageOps

    if len(sample_shape) != 3 or sample_shape[2] not in ((1, 3) if box is None else (1,)):
        raise InvalidPicture(
            f"Expected images of shape (height, width, channels), got a data set of shape {sample_shape}: "
            f"choose one of {'grey' if box else 'grey or coloured'} images."
        )
    height, width, channels = sample_shape
    image = _as_image(picture).convert("L" if channels == 1 else "RGB")
    if all(low == high for low, high in np.reshape(image.getextrema(), (-1, 2))):
        raise InvalidPicture(_NOTHING)
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
        raise InvalidPicture(
            f"Expected bytes of shape (h, w), (h, w, 3) or (h, w, 4), got {picture.dtype} of shape "
            f"{picture.shape}: open the picture as 8-bit grey, RGB or RGBA."
        )
    image = Image.fromarray(np.ascontiguousarray(picture))
    if image.mode != "RGBA":
        return image
    alpha = picture[:, :, 3].astype(float)
    if not alpha.any():
        raise InvalidPicture(_NOTHING)
    is_light = np.average(picture[:, :, :3] @ _WEIGHTS, weights=alpha) > 127
    ground = Image.new("RGBA", image.size, "black" if is_light else "white")
    return Image.alpha_composite(ground, image)


def _fit_drawing(grey: np.ndarray, height: int, width: int, box: int) -> np.ndarray:
    """Light on black, in a box, with its centre of mass in the middle; shape `(height, width)`."""
    from PIL import Image

    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey - np.median(edge))
    if ink.max() < _LEAST_CONTRAST:
        raise InvalidPicture(_NOTHING)
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
