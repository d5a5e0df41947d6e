"""Caches of several functions with a common limit in bytes instead of a number of entries."""

import collections
import dataclasses
import functools
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st


@dataclasses.dataclass(frozen=True)
class _Entry:
    value: Any
    clear: Callable[[], None]
    size: int


class Budget:
    """A limit on the total size of the cached results of several functions.

    The least recently used result is dropped first. The result of the last call is kept, whatever its size.

    Args:
        max_bytes: The limit.
    """

    def __init__(self, max_bytes: int):
        self._max_bytes = max_bytes
        self._total = 0
        self._entries: collections.OrderedDict[int, _Entry] = collections.OrderedDict()
        self._lock = threading.Lock()

    @property
    def total(self) -> int:
        """The present total size of the results in bytes."""
        return self._total

    def cache_resource(
        self, function: Callable[..., Any] | None = None, **options: Any
    ) -> Callable[..., Any]:
        """Caches a function like `st.cache_resource`, with the same options, within this budget."""
        if function is None:
            return functools.partial(self.cache_resource, **options)
        cached = st.cache_resource(**options)(function)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            value = cached(*args, **kwargs)
            self._record_use(value, functools.partial(cached.clear, *args, **kwargs))
            return value

        call.clear = cached.clear
        return call

    def _record_use(self, value: Any, clear: Callable[[], None]) -> None:
        """Marks a result as the last used one, and drops the least recently used ones beyond the limit."""
        with self._lock:
            # An entry holds a reference to its value, so that no other value can have the same id.
            cached = self._entries.pop(id(value), None)
            entry = cached or _Entry(value, clear, count_bytes(value))
            self._entries[id(value)] = entry
            self._total += 0 if cached else entry.size
            dropped = []
            while self._total > self._max_bytes and len(self._entries) > 1:
                dropped.append(self._entries.popitem(last=False)[1])
                self._total -= dropped[-1].size
        for entry in dropped:
            entry.clear()


def count_bytes(value: Any) -> int:
    """Returns the size in bytes of all arrays and texts inside a value, each counted once."""
    total, seen, pending = 0, set(), [value]
    while pending:
        part = pending.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, np.ndarray):
            total += part.nbytes
        elif isinstance(part, bytes | str):
            total += len(part)
        elif isinstance(part, list | tuple):
            pending.extend(part)
        else:
            pending.extend((part if isinstance(part, dict) else getattr(part, "__dict__", {})).values())
    return total


# The largest data set, CIFAR-10, takes 184 MB; MNIST takes 55 MB.
DATASETS = Budget(192 * 2**20)
# The results of a map take about 2 MB with 10,000 samples, and up to 300 MB with 70,000.
RESULTS = Budget(96 * 2**20)
