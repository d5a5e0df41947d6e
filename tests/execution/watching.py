"""Watches files while a task runs."""

import contextlib
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def meanwhile(watch: Callable[[], object]) -> Iterator[None]:
    """Calls `watch` repeatedly in a thread, until it returns something true or the body ends."""
    ended = threading.Event()

    def repeat() -> None:
        while not (watch() or ended.wait(0.005)):
            pass

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
