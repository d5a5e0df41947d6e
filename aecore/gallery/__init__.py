"""Pre-trained runs, which ship with the package: the first visit shows finished models without training.

`specs.json` describes how each run is made; `aecore gallery` trains the runs and writes `runs/` (see
`export.py`). This module only reads what was written, so that the Home page opens quickly.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
THUMBNAIL, COVER = "thumbnail.png", "cover.json"


def read_recipes() -> list[dict[str, Any]]:
    """Reads `specs.json`: one recipe for each pre-trained run.

    Returns:
        Dictionaries with the run's `id`, its fixed date `created`, `variant`, `dataset`, `hyperparameters`,
        and `epochs`, the number of epochs whose latent vectors are shipped.
    """
    return json.loads((FOLDER / "specs.json").read_bytes())


def read_thumbnail(run_id: str) -> bytes:
    """Reads the thumbnail of a pre-trained run, a PNG image (see `draw_thumbnail`)."""
    return (FOLDER / "runs" / run_id / THUMBNAIL).read_bytes()


def read_cover() -> dict[str, Any]:
    """Reads the map on the Home page: a part of the map of one pre-trained run, encoded for the browser.

    Returns:
        A dictionary with the id of the `run`, the title of the projection `method`, `n_samples`, class
        `names`, their `colours` (separated by commas), `positions` (base64 of int16, shape `(n, 2)`, ±32,767
        for ±1), `labels` (base64 of uint8), and the images of the samples in one `atlas` (a data URL) with
        `columns` images in a row.
    """
    return json.loads((FOLDER / COVER).read_bytes())
