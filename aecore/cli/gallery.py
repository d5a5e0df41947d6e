"""The command `aecore gallery`, which trains the pre-trained examples again."""

from typing import Any

from aecore import gallery
from aecore.cli.output import FAILURE, SUCCESS, print_error
from aecore.cli.train import create, train_run


def make_gallery(*, projections: bool) -> int:
    """Recreates the pre-trained examples, or only their projections; returns the exit code.

    Args:
        projections: Whether to recompute only the projections, without training.
    """
    total = 0
    for recipe in gallery.read_recipes():
        sizes = gallery.export_projection(recipe) if projections else _train_and_export(recipe)
        if not sizes:
            return print_error(
                f"The training of {recipe['id']} did not finish: its files are unchanged.", FAILURE
            )
        for name, size in sizes.items():
            print(f"{size / 1e3:8.1f} kB  {recipe['id']}/{name}")
        total += sum(sizes.values())
    print(f"{total / 1e3:8.1f} kB  total")
    return SUCCESS


def _train_and_export(recipe: dict[str, Any]) -> dict[str, int]:
    """Trains and exports a run; returns file sizes in bytes by name, empty if the training did not finish."""
    run = create(recipe["variant"], recipe["hyperparameters"], recipe["dataset"])
    try:
        is_done = train_run(run) == SUCCESS and run.result is not None and run.result.state == "done"
        return gallery.export_run(run, recipe) if is_done else {}
    finally:
        run.delete()
