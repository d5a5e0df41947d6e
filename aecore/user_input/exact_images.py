"""Image files whose size is that of the samples of a data set: taken pixel by pixel, without resizing."""

import numpy as np

from aecore.datasets.dataset import Dataset
from aecore.user_input.image import InvalidPicture, read_picture


def read_images(files: dict[str, bytes], data: Dataset) -> np.ndarray:
    """Reads image files that have the size of a sample.

    Args:
        files: Contents of the files by name; see `read_picture`.
        data: The data set of images.

    Returns:
        float32 in [0, 1], shape `(n, n_features)`.

    Raises:
        InvalidPicture: if the samples are not images, or a file cannot be read or has another size.
    """
    if data.card.kind != "image":
        raise InvalidPicture(
            f"Expected a table of samples of {data.card.title}, got images: choose a CSV file."
        )
    height, width, channels = data.card.sample_shape
    samples = []
    for name, content in files.items():
        picture = read_picture(content)[:, :, :3]
        if picture.shape[:2] != (height, width):
            raise InvalidPicture(
                f"Expected images of {width} x {height} pixels, got {picture.shape[1]} x {picture.shape[0]} "
                f"in {name[-40:]}: crop or resize it."
            )
        values = picture.astype(np.float32) / 255
        samples.append(values.mean(axis=2) if channels == 1 else values)
    return np.stack([sample.ravel() for sample in samples])
