"""Where a person's runs and downloads live."""

import os

from upath import UPath


def home() -> UPath:
    """The workspace: `AECORE_HOME` (any folder or URL that `upath` can name) or `workspace/`."""
    path = UPath(os.environ.get("AECORE_HOME", "workspace"))
    return path.absolute() if path.protocol in ("", "file") else path
