"""Downloads data sets that are not included in the package into the workspace, verified by checksum."""

from pathlib import Path

from aecore import workspace
from aecore.errors import AecoreError


class DatasetUnavailable(AecoreError, RuntimeError):
    """A data set cannot be downloaded."""


def download(title: str, url: str, files: dict[str, str], folder: str) -> Path:
    """Downloads the files of a data set into the workspace, unless they exist already.

    Args:
        title: Title of the data set, for error messages.
        url: URL of the folder of the files.
        files: File names and their checksums, as `pooch` expects them.
        folder: Name of the local folder.

    Returns:
        The local folder that contains all files.

    Raises:
        DatasetUnavailable: if a file is missing and cannot be downloaded completely.
    """
    import pooch
    import requests

    home = workspace.home()
    is_local = isinstance(home, Path)
    path = Path(str(home)) / "datasets" / folder if is_local else pooch.os_cache("aecore") / folder
    fetcher = pooch.create(path=path, base_url=url, registry=files)
    pooch.get_logger().setLevel("ERROR")
    try:
        for name in files:
            fetcher.fetch(name)
    except ValueError as error:  # raised by pooch for a wrong checksum
        raise DatasetUnavailable(
            f"{title} was downloaded, but {name} is not the file that its authors published (the checksum "
            f"differs): try again later, or copy the correct file to {path}."
        ) from error
    except (requests.RequestException, OSError) as error:
        raise DatasetUnavailable(
            f"{title} could not be downloaded ({type(error).__name__}): connect to the internet and "
            f"try again, or copy its files ({', '.join(files)}) from {url} to {path}."
        ) from error
    return path
