"""Converts an image file or a drawing to a sample of an image data set."""

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np

from aecore.errors import InvalidInput

if TYPE_CHECKING:
    from PIL import Image

_MIN_CONTRAST = 0.1
_BLANK = "Expected a picture or drawing, got a single colour: draw something."
# Sizes that are decoded in about a second with 100 MB. A JPEG with one scan, as cameras write it, is decoded
# at reduced size; one with several scans (progressive) needs all its coefficients in memory.
_MAX_PIXELS = {"PNG": 8_500_000, "GIF": 8_500_000, "BMP": 8_500_000, "WEBP": 5_000_000}
_MAX_PIXELS_ONE_SCAN = 51_000_000
_MAX_PIXELS_SCANS = 12_500_000
_MAX_SCANS = 50
_MAX_SIDE = 1024
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_WEIGHTS = (0.299, 0.587, 0.114)  # of red, green and blue in grey: ITU-R BT.601, as in Pillow


class InvalidPicture(InvalidInput):
    """A file or array that cannot be converted to a sample; the message says why and what to do."""


def read_picture(data: bytes) -> np.ndarray:
    """Decodes an image file, applies its orientation and reduces it to at most 1024 pixels per side.

    Args:
        data: Content of a PNG, GIF (only its first frame is read) or BMP file of at most 8.5 million pixels,
            a WebP file of at most 5 million, or a JPEG file of at most 51 million (12.5 million if
            progressive).

    Returns:
        uint8, shape `(height, width, 3)`, or `(height, width, 4)` for an image with transparency.

    Raises:
        InvalidPicture: if the file has another format, is damaged, or is too large.
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
            "Expected a picture as PNG, JPEG, WebP, GIF or BMP, got a file in another format or a damaged "
            "one: open it in an image editor and save it again."
        ) from error


def _check_size(image: "Image.Image", data: bytes) -> None:
    """Raises `InvalidPicture` if decoding would take too long or too much memory."""
    max_pixels = _MAX_PIXELS.get(image.format or "")
    if max_pixels is None:
        max_pixels = _MAX_PIXELS_ONE_SCAN if _has_one_scan(image, data) else _MAX_PIXELS_SCANS
    if image.width * image.height > max_pixels:
        raise InvalidPicture(
            f"Expected a picture of at most {max_pixels:,} pixels, got {image.width} x {image.height}: make "
            "it smaller."
        )
    if max_pixels == _MAX_PIXELS_SCANS and data.count(b"\xff\xda") > _MAX_SCANS:
        raise InvalidPicture(
            f"Expected a JPEG of at most {_MAX_SCANS} scans, got more: open it in an image editor and "
            "save it again."
        )
    if image.mode.startswith(("I", "F")):
        raise InvalidPicture(
            f"Expected a picture with 8 bits per channel, got one of mode {image.mode}: save it as 8-bit "
            "grey or RGB."
        )


def _has_one_scan(image: "Image.Image", data: bytes) -> bool:
    """Whether the first scan of a JPEG contains all components completely (ITU-T T.81, B.2)."""
    i = 2  # after the start-of-image marker
    while data[i : i + 1] == b"\xff" and data[i + 1 : i + 2] != b"\xda":
        i += 2 + int.from_bytes(data[i + 2 : i + 4], "big")
    is_start_of_scan = data[i : i + 2] == b"\xff\xda"
    return is_start_of_scan and not image.info.get("progressive") and data[i + 4] == len(image.getbands())


def _decode(image: "Image.Image") -> np.ndarray:
    """Decodes an image, reduced in size as early as its format allows."""
    from PIL import ImageOps

    scale = max(1, max(image.size) / _MAX_SIDE)
    width, height = (max(1, round(side / scale)) for side in image.size)
    image.draft(None, (width, height))
    mode = "RGBA" if image.has_transparency_data else "RGB"
    picture = image if image.mode == mode else image.convert(mode)
    picture.thumbnail((_MAX_SIDE, _MAX_SIDE))
    return np.asarray(ImageOps.exif_transpose(picture))


def fit_picture(picture: np.ndarray, sample_shape: tuple[int, ...], *, box: int | None = None) -> np.ndarray:
    """Converts a picture of any size to one sample of an image data set.

    Without `box`, the picture is cropped around its centre to the proportions of a sample and resized.

    With `box`, it is treated as a drawing and preprocessed like MNIST: whatever differs from the background,
    dark on light or light on dark, becomes light on black, is scaled to a box of `box` pixels (20 of 28 for
    MNIST), and placed so that its centre of mass is in the centre of the sample.
    Source: Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits (1998).

    Args:
        picture: uint8, shape `(h, w)`, `(h, w, 3)` or, with transparency, `(h, w, 4)`. A light picture gets a
            black background and a dark one a white background.
        sample_shape: `(height, width, channels)` with 1 or 3 channels; with `box` only 1.
        box: Longer side of the drawing in pixels, at most the shorter side of a sample.

    Returns:
        float32 in [0, 1], shape `(height * width * channels,)`.

    Raises:
        InvalidPicture: if the samples are not images, the array is not a picture, or it has a single colour.
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
        raise InvalidPicture(_BLANK)
    if box is not None:
        return _fit_drawing(np.asarray(image, np.float32) / 255, height, width, box).ravel()
    fitted = ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    return np.asarray(fitted, np.float32).ravel() / 255


def _as_image(picture: np.ndarray) -> "Image.Image":
    """Converts an array to an image, and replaces transparency by a background."""
    from PIL import Image

    picture = np.asarray(picture)
    has_valid_shape = picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] in (3, 4))
    if not has_valid_shape or picture.dtype != np.uint8 or not picture.size:
        raise InvalidPicture(
            f"Expected bytes of shape (h, w), (h, w, 3) or (h, w, 4), got {picture.dtype} of shape "
            f"{picture.shape}: open the picture as 8-bit grey, RGB or RGBA."
        )
    image = Image.fromarray(np.ascontiguousarray(picture))
    if image.mode != "RGBA":
        return image
    alpha = picture[:, :, 3].astype(float)
    if not alpha.any():
        raise InvalidPicture(_BLANK)
    is_light = np.average(picture[:, :, :3] @ _WEIGHTS, weights=alpha) > 127
    background = Image.new("RGBA", image.size, "black" if is_light else "white")
    return Image.alpha_composite(background, image)


def _fit_drawing(grey: np.ndarray, height: int, width: int, box: int) -> np.ndarray:
    """Preprocesses a drawing like MNIST: light on black, scaled and centred; shape `(height, width)`."""
    from PIL import Image

    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey - np.median(border))
    if ink.max() < _MIN_CONTRAST:
        raise InvalidPicture(_BLANK)
    is_drawn = ink > _MIN_CONTRAST * ink.max()
    (top, bottom), (left, right) = (np.flatnonzero(is_drawn.any(axis=axis))[[0, -1]] for axis in (1, 0))
    drawing = Image.fromarray(ink[top : bottom + 1, left : right + 1])
    scale = box / max(drawing.size)
    size = [max(1, round(side * scale)) for side in drawing.size]
    ink = np.clip(np.asarray(drawing.resize(size, Image.Resampling.LANCZOS)), 0, None)
    ink /= ink.max()  # thin lines fade when many pixels are averaged
    sample = np.zeros((height, width), np.float32)
    row, column = (
        # As in MNIST, pixel `i` has the coordinate `i`, and the centre is at half the side.
        np.clip(
            round(sample_side / 2 - np.average(np.arange(side), weights=ink.sum(axis=axis))),
            0,
            sample_side - side,
        )
        for sample_side, side, axis in ((height, ink.shape[0], 1), (width, ink.shape[1], 0))
    )
    sample[row : row + ink.shape[0], column : column + ink.shape[1]] = ink
    return sample
