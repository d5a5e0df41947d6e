"""Caches of several functions, bounded by their bytes instead of by the number of entries."""

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
    forget: Callable[[], None]
    size: int


class Budget:
    """The bytes that the results of some functions may take together.

    The least recently used result is dropped first; that of the last call stays, however large it is.

    Args:
        most: Bytes.
    """

    def __init__(self, most: int):
        self._most = most
        self._total = 0
        self._entries: collections.OrderedDict[int, _Entry] = collections.OrderedDict()
        self._lock = threading.Lock()

    @property
    def total(self) -> int:
        """Bytes that the results take now."""
        return self._total

    def cache_resource(
        self, function: Callable[..., Any] | None = None, **options: Any
    ) -> Callable[..., Any]:
        """`st.cache_resource` within this budget; takes the same options."""
        if function is None:
            return functools.partial(self.cache_resource, **options)
        cached = st.cache_resource(**options)(function)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            value = cached(*args, **kwargs)
            self._note(value, functools.partial(cached.clear, *args, **kwargs))
            return value

        call.clear = cached.clear
        return call

    def _note(self, value: Any, forget: Callable[[], None]) -> None:
        """Marks a result as the last used one, and drops the least recently used ones that are too much."""
        with self._lock:
            # The entry refers to the value, so no other one has its id.
            known = self._entries.pop(id(value), None)
            entry = known or _Entry(value, forget, measure(value))
            self._entries[id(value)] = entry
            self._total += 0 if known else entry.size
            dropped = []
            while self._total > self._most and len(self._entries) > 1:
                dropped.append(self._entries.popitem(last=False)[1])
                self._total -= dropped[-1].size
        for entry in dropped:
            entry.forget()


def measure(value: Any) -> int:
    """Bytes of the arrays, texts and files that a value is made of, each counted once."""
    total, seen, open_ends = 0, set(), [value]
    while open_ends:
        part = open_ends.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, np.ndarray):
            total += part.nbytes
        elif isinstance(part, bytes | str):
            total += len(part)
        elif isinstance(part, list | tuple):
            open_ends.extend(part)
        else:
            open_ends.extend((part if isinstance(part, dict) else getattr(part, "__dict__", {})).values())
    return total


# The largest data set that ships or is downloaded, CIFAR-10, takes 184 MB; MNIST 55.
DATASETS = Budget(192 * 2**20)
# Results: those of a map of 10,000 samples take about 2 MB, of 70,000 up to 300.
RESULTS = Budget(96 * 2**20)
