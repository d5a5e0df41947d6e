"""Files that do not ship with the package: fetched once, checked, kept in the workspace."""

from pathlib import Path

from aecore import workspace
from aecore.errors import AecoreError


class DatasetUnavailable(AecoreError, RuntimeError):
    """A data set that could not be brought here; the message says what to do."""


def download(title: str, url: str, files: dict[str, str], folder: str) -> Path:
    """Brings the files of a data set into the workspace, unless they are there.

    Args:
        title: The data set's name for messages.
        url: Where the files are.
        files: Checksum of each file name.
        folder: Name of the data set's folder.

    Returns:
        The local folder that holds all files.

    Raises:
        DatasetUnavailable: if a file is neither there nor can be fetched whole.
    """
    import pooch
    import requests

    home = workspace.home()
    is_local = isinstance(home, Path)
    place = Path(home) / "datasets" / folder if is_local else pooch.os_cache("aecore") / folder
    fetcher = pooch.create(path=place, base_url=url, registry=files)
    pooch.get_logger().setLevel("ERROR")
    try:
        for name in files:
            fetcher.fetch(name)
    except ValueError as error:  # pooch's word for a wrong checksum
        raise DatasetUnavailable(
            f"{title} was downloaded, but {name} is not the file its authors published (its checksum "
            f"differs): try again later, or put the right one into {place}."
        ) from error
    except (requests.RequestException, OSError) as error:
        raise DatasetUnavailable(
            f"{title} could not be downloaded ({type(error).__name__}): connect to the internet and "
            f"try again, or put its files ({', '.join(files)}) from {url} into {place}."
        ) from error
    return place
