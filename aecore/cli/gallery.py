"""The command `aecore gallery`, which trains the pre-trained examples and the models of the sweeps again."""

from typing import Any

from aecore import gallery
from aecore.cli.output import FAILURE, SUCCESS, print_error
from aecore.cli.quiet_tensorflow import import_tensorflow
from aecore.cli.train import create, train_run
from aecore.gallery.sweeps import SWEEPS, write_sweep


def make_gallery(*, projections: bool, sweeps: bool) -> int:
    """Recreates the pre-trained examples and the sweeps, or a part of them; returns the exit code.

    Args:
        projections: Whether to recompute only the projections of the examples, without training.
        sweeps: Whether to recreate only the sweeps.
    """
    if sweeps:
        return _make_sweeps()
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
    return SUCCESS if projections else _make_sweeps()


def _make_sweeps() -> int:
    import_tensorflow()
    from aecore.gallery.sweep_training import train_sweep

    for spec in SWEEPS.values():
        size = write_sweep(train_sweep(spec))
        print(f"{size / 1e3:8.1f} kB  sweeps/{spec.path.name}", flush=True)
    return SUCCESS


def _train_and_export(recipe: dict[str, Any]) -> dict[str, int]:
    """Trains and exports a run; returns file sizes in bytes by name, empty if the training did not finish."""
    run = create(recipe["variant"], recipe["hyperparameters"], recipe["dataset"])
    try:
        is_done = train_run(run) == SUCCESS and run.result is not None and run.result.state == "done"
        return gallery.export_run(run, recipe) if is_done else {}
    finally:
        run.delete()
