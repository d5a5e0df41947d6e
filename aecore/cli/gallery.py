"""The command `aecore gallery`, which trains the pre-trained runs and the models of the sweeps again."""

from typing import Any

from aecore.cli.output import FAILURE, SUCCESS, print_error
from aecore.cli.quiet_tensorflow import import_tensorflow
from aecore.cli.train import create, train_run
from aecore.errors import InvalidInput
from aecore.gallery import read_recipes
from aecore.gallery.sweeps import SWEEPS, write_sweep
from aecore.runs import find_run


def make_gallery(*, runs: list[str], projections: bool, sweeps: bool) -> int:
    """Makes pre-trained runs and sweeps, or a part of them, again; returns the exit code.

    Args:
        runs: Ids of the runs to make; all runs, and the sweeps, if empty.
        projections: Whether to recompute only the projections of the runs, without training.
        sweeps: Whether to make only the sweeps.

    Raises:
        InvalidInput: if there is no pre-trained run of a given id.
    """
    if sweeps:
        return _make_sweeps()
    # Imported here: it brings libraries that the other commands do not need.
    from aecore.gallery.export import export_cover, export_projection

    recipes = {recipe["id"]: recipe for recipe in read_recipes()}
    for run_id in runs:
        if run_id not in recipes:
            raise InvalidInput(f"There is no pre-trained run {run_id!r}: choose from {', '.join(recipes)}.")
    total = 0
    for run_id in runs or recipes:
        recipe = recipes[run_id]
        sizes = export_projection(recipe) if projections else _train_and_export(recipe)
        if not sizes:
            return print_error(f"The training of {run_id} did not finish: its files are unchanged.", FAILURE)
        for name, size in sizes.items():
            print(f"{size / 1e3:8.1f} kB  {run_id}/{name}", flush=True)
        total += sum(sizes.values())
        if recipe.get("is_cover"):
            total += export_cover(find_run(run_id))
    print(f"{total / 1e3:8.1f} kB  total")
    return SUCCESS if projections or runs else _make_sweeps()


def _make_sweeps() -> int:
    import_tensorflow()
    from aecore.gallery.sweep_training import train_sweep

    for spec in SWEEPS.values():
        size = write_sweep(train_sweep(spec))
        print(f"{size / 1e3:8.1f} kB  sweeps/{spec.path.name}", flush=True)
    return SUCCESS


def _train_and_export(recipe: dict[str, Any]) -> dict[str, int]:
    """Trains and exports a run; returns file sizes in bytes by name, empty if the training did not finish."""
    from aecore.gallery.export import export_run

    run = create(recipe["variant"], recipe["hyperparameters"], recipe["dataset"])
    try:
        is_done = train_run(run) == SUCCESS and run.result is not None and run.result.state == "done"
        return export_run(run, recipe) if is_done else {}
    finally:
        run.delete()
