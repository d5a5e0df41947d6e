"""Permissions of the visitors of a public demo; outside a public demo everything is allowed."""

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
    """Returns the largest allowed value of each limited hyperparameter."""
    limits = find_limits()
    return limits.highest_hyperparameters() if limits else {}


def limit_sizes(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Returns the allowed numbers of samples in a map; at least the smallest one."""
    limits = find_limits()
    allowed = sizes if limits is None else tuple(n for n in sizes if n <= limits.max_rows)
    return allowed or sizes[:1]


def time_limit() -> float | None:
    """Returns the seconds after which a worker stops a task, or None without a limit."""
    limits = find_limits()
    return limits.max_task_seconds if limits else None


def check_dataset(card: Card) -> None:
    """Raises if a data set is too large for a training.

    Raises:
        LimitExceeded: names the data sets that are allowed.
    """
    limits = find_limits()
    if limits:
        allowed = [card.title for card in CARDS.values() if _is_allowed(limits, card)]
        checks.check_dataset(limits, card.n_train, math.prod(card.sample_shape), allowed)


def check_training(autoencoder: Autoencoder, n_rows: int, sample_shape: tuple[int, ...]) -> None:
    """Raises if a training is too large, or this visitor has too many tasks.

    Must be called after the workers have started: before that the queue is unknown.

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
    """Raises if this visitor may not resume a run, or the run exceeds the limits.

    Raises:
        NotOwner: if the run belongs to another visitor.
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
    """Raises if a projection has too many samples, or this visitor has too many tasks.

    Raises:
        LimitExceeded: names the limit.
    """
    limits = find_limits()
    if limits:
        checks.check_projection(limits, n_rows=n_rows)
        visitor_tasks.check_queue(limits)


def check_study() -> None:
    """Raises if this visitor has too many tasks for a further study.

    Raises:
        LimitExceeded: names the limit.
    """
    limits = find_limits()
    if limits:
        visitor_tasks.check_queue(limits)


def check_upload(n_bytes: int) -> None:
    """Raises if an uploaded file is too large.

    Raises:
        LimitExceeded: names the limit.
    """
    limits = find_limits()
    if limits:
        checks.check_upload(limits, n_bytes)


def limit_upload(megabytes: int) -> int:
    """Returns the maximum size of an upload in megabytes, at most the given one."""
    limits = find_limits()
    return min(megabytes, limits.max_upload_mb) if limits else megabytes


def check_run_owner(run: Run) -> None:
    """Raises if this visitor may not change a run.

    Raises:
        NotOwner: in a public demo, if the run does not belong to this visitor.
    """
    limits = find_limits()
    if limits:
        is_readable = find_problem(lambda: run.spec) is None
        checks.check_owner(run.spec.owner if is_readable else "", visitor_id(), "a run")


def check_selection_owner(dataset: str, name: str) -> None:
    """Raises if this visitor may not change a saved selection.

    Raises:
        NotOwner: in a public demo, if the selection exists and does not belong to this visitor.
    """
    owner = find_owner(dataset, name)
    if owner is not None and find_limits():
        checks.check_owner(owner, visitor_id(), "a selection")


def find_run_refusal(run: Run) -> str | None:
    """Returns the reason why this visitor may not change a run, or None if they may."""
    return find_problem(check_run_owner, run)


def find_selection_refusal(dataset: str, name: str) -> str | None:
    """Returns the reason why this visitor may not change a saved selection, or None if they may."""
    return find_problem(check_selection_owner, dataset, name)


def _is_allowed(limits: Limits, card: Card) -> bool:
    return find_problem(checks.check_dataset, limits, card.n_train, math.prod(card.sample_shape)) is None
