"""What a visitor of a public demo may do; elsewhere everybody may do everything."""

import math

from aecore.datasets import CARDS, Card, find_card
from aecore.limits import Limits, checks
from aecore.runs import Run
from aecore.runs.selections import find_owner
from aecore.variants import Autoencoder, make_variant
from pages.ui import visitor_tasks
from pages.ui.errors import find_problem
from pages.ui.visitor import find_limits, visitor_id


def highest_hyperparameters() -> dict[str, int]:
    """Of each limited hyperparameter the largest allowed value."""
    limits = find_limits()
    return limits.highest_hyperparameters() if limits else {}


def limit_sizes(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Of the numbers of samples that a map offers, those that are allowed; the smallest in any case."""
    limits = find_limits()
    allowed = sizes if limits is None else tuple(n for n in sizes if n <= limits.max_rows)
    return allowed or sizes[:1]


def time_limit() -> float | None:
    """Seconds after which a worker ends a task."""
    limits = find_limits()
    return limits.max_task_seconds if limits else None


def check_dataset(card: Card) -> None:
    """Refuses a data set that is too large to train on, and names those that are not.

    Raises:
        LimitExceeded: if it is.
    """
    limits = find_limits()
    if limits:
        allowed = [card.title for card in CARDS.values() if _is_allowed(limits, card)]
        checks.check_dataset(limits, card.n_train, math.prod(card.sample_shape), allowed)


def check_training(autoencoder: Autoencoder, n_rows: int, sample_shape: tuple[int, ...]) -> None:
    """Refuses a training that is too large, or one more than this visitor may have at a time.

    Call it when the workers are awake: before that nobody knows what is queued.

    Raises:
        LimitExceeded: names the limit.
    """
    limits = find_limits()
    if limits is None:
        return
    checks.check_training(
        limits,
        n_rows=n_rows,
        n_columns=math.prod(sample_shape),
        n_parameters=autoencoder.count_parameters(sample_shape),
        epochs=autoencoder.epochs,
        batch_size=autoencoder.batch_size,
    )
    visitor_tasks.check_queue(limits)


def check_resume(run: Run) -> None:
    """Refuses to go on with somebody else's run, or with one that is beyond the limits.

    Raises:
        NotOwner: if it is somebody else's.
        LimitExceeded: names the limit.
    """
    check_run_owner(run)
    limits = find_limits()
    if limits:
        spec = run.spec
        checks.check_resumed(limits, spec.time_limit)
        card = find_card(spec.dataset)
        autoencoder = make_variant(spec.variant, spec.hyperparameters)
        check_training(autoencoder, card.n_train, card.sample_shape)


def check_projection(n_rows: int) -> None:
    """Refuses a projection of too many samples, or one task more than this visitor may have at a time.

    Raises:
        LimitExceeded: names the limit.
    """
    limits = find_limits()
    if limits:
        checks.check_projection(limits, n_rows=n_rows)
        visitor_tasks.check_queue(limits)


def check_upload(n_bytes: int) -> None:
    """Refuses an uploaded file that is too large.

    Raises:
        LimitExceeded: if it is.
    """
    limits = find_limits()
    if limits:
        checks.check_upload(limits, n_bytes)


def limit_upload(megabytes: int) -> int:
    """The largest file that an upload takes, where it takes so many megabytes without limits."""
    limits = find_limits()
    return min(megabytes, limits.max_upload_mb) if limits else megabytes


def check_run_owner(run: Run) -> None:
    """Refuses, in a public demo, to change somebody else's run.

    Raises:
        NotOwner: if it is not this visitor's.
    """
    limits = find_limits()
    if limits:
        is_readable = find_problem(lambda: run.spec) is None
        checks.check_owner(run.spec.owner if is_readable else "", visitor_id(), "a run")


def check_selection_owner(dataset: str, name: str) -> None:
    """Refuses, in a public demo, to replace or delete somebody else's saved selection.

    Raises:
        NotOwner: if there is one of that name that is not this visitor's.
    """
    owner = find_owner(dataset, name)
    if owner is not None and find_limits():
        checks.check_owner(owner, visitor_id(), "a selection")


def find_run_refusal(run: Run) -> str | None:
    """Why this visitor may not change a run, or None if they may."""
    return find_problem(check_run_owner, run)


def find_selection_refusal(dataset: str, name: str) -> str | None:
    """Why this visitor may not delete a saved selection, or None if they may."""
    return find_problem(check_selection_owner, dataset, name)


def _is_allowed(limits: Limits, card: Card) -> bool:
    return find_problem(checks.check_dataset, limits, card.n_train, math.prod(card.sample_shape)) is None
