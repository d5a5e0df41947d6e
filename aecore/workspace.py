"""The workspace: the folder of runs, selections, downloads and logs."""

import functools
import os

from upath import UPath

from aecore.errors import AecoreError

_LOCAL = ("", "file", "local")
_UNSUPPORTED = {"memory": "which other processes cannot see, so nothing would be saved"}
_UNSUPPORTED |= dict.fromkeys(("http", "https", "data"), "which can only be read")


class WorkspaceUnavailable(AecoreError, RuntimeError):
    """`AECORE_HOME` cannot be used; the message says why and what to do."""


def home() -> UPath:
    """Returns the workspace: `AECORE_HOME` (a folder or a URL that `upath` supports) or `workspace/`.

    The folder is not created. A valid value of the variable is checked only once.

    Raises:
        WorkspaceUnavailable: if it is not a folder or URL that several processes can write to.
    """
    return _find_home(os.environ.get("AECORE_HOME") or "workspace", os.getcwd())


@functools.lru_cache(maxsize=8)
def _find_home(value: str, _folder: str) -> UPath:
    """Checks a value of `AECORE_HOME`, which is relative to the current folder."""
    # A URL can contain a password, so messages show only its protocol.
    protocol = f"{value.partition(':')[0]}://"
    try:
        path = UPath(value)
        if path.protocol in _LOCAL:
            path = path.absolute()
            _check_folder(path)
        else:
            _check_url(path)
    except ImportError as error:
        raise WorkspaceUnavailable(
            f"AECORE_HOME is a URL of {protocol}, whose driver is missing ({error}): install it in the "
            "environment of the dashboard, or set AECORE_HOME to a folder."
        ) from error
    except OSError as error:
        raise WorkspaceUnavailable(
            f"AECORE_HOME is a URL of {protocol} that cannot be reached ({error.strerror or 'no answer'}): "
            "check its address, or set AECORE_HOME to a folder."
        ) from error
    except ValueError as error:
        reason = f"the protocol {protocol} is unknown" if "Unsupported" in str(error) else str(error)
        raise WorkspaceUnavailable(
            f"AECORE_HOME must be a folder or a URL that fsspec can open, but {reason}: check its spelling."
        ) from error
    return path


def _check_url(path: UPath) -> None:
    """Loads the driver of a URL, and connects to it if the driver does so on creation."""
    if path.protocol in _UNSUPPORTED:
        raise WorkspaceUnavailable(
            f"AECORE_HOME is a URL of {path.protocol}://, {_UNSUPPORTED[path.protocol]}: set it to a folder, "
            "or to a URL that can be written to, such as s3://bucket/folder."
        )
    path.fs  # noqa: B018


def _check_folder(path: UPath) -> None:
    """Checks without writing whether a folder, or its nearest existing parent, can be written to."""
    nearest = path.path
    while not os.path.exists(nearest):
        nearest = os.path.dirname(nearest)
    if not os.path.isdir(nearest):
        raise WorkspaceUnavailable(
            f"AECORE_HOME must be a folder, but {nearest} is a file: set it to a folder, or remove the file."
        )
    effective = os.access in os.supports_effective_ids
    if not os.access(nearest, os.W_OK | os.X_OK, effective_ids=effective):
        raise WorkspaceUnavailable(
            f"AECORE_HOME must be a folder that can be written to, but files cannot be written in {nearest}: "
            "change its permissions, or set AECORE_HOME to another folder."
        )
