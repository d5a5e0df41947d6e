"""Cached results of several functions share a limit in bytes."""

import threading

import numpy as np
import pytest
import streamlit as st

from pages.ui.cache_budget import Budget, count_bytes


@pytest.fixture
def calls() -> list[tuple[str, int]]:
    """The computed results, in order."""
    return []


@pytest.fixture
def budget() -> Budget:
    return Budget(1000)


@pytest.fixture
def rows(budget, calls):
    st.cache_resource.clear()

    @budget.cache_resource(show_spinner=False)
    def rows(n: int) -> np.ndarray:
        calls.append(("rows", n))
        return np.zeros(n, np.uint8)

    return rows


@pytest.fixture
def files(budget, calls):
    @budget.cache_resource(show_spinner=False)
    def files(n: int) -> tuple[bytes, int]:
        calls.append(("files", n))
        return b"." * n, n

    return files


def test_a_result_within_the_budget_is_computed_once(rows, calls):
    assert rows(400) is rows(400)
    assert calls == [("rows", 400)]


def test_the_least_recently_used_result_is_dropped_first(rows, files, budget, calls):
    rows(400), files(500)
    rows(400)
    files(300)  # beyond the limit: `files(500)` is dropped
    assert budget.total == 700
    rows(400), files(300)
    assert calls == [("rows", 400), ("files", 500), ("files", 300)]
    files(500)
    assert calls[-1] == ("files", 500) and len(calls) == 4


def test_many_results_never_exceed_the_budget(rows, budget):
    for n in range(100, 300):
        rows(n)
        assert budget.total <= 1000


def test_the_last_result_is_kept_even_if_it_exceeds_the_budget(rows, budget, calls):
    rows(10)
    rows(5000), rows(5000)
    assert calls == [("rows", 10), ("rows", 5000)] and budget.total == 5000
    rows(10)
    assert budget.total == 10


def test_the_total_is_correct_with_several_threads(rows, budget):
    threads = [
        threading.Thread(target=lambda start=start: [rows(n) for n in range(start, 300, 4)])
        for start in range(1, 9)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert 0 < budget.total <= 1000
    assert budget.total == sum(entry.size for entry in budget._entries.values())


def test_each_part_of_a_value_is_counted_once():
    class Holder:
        def __init__(self):
            self.array, self.cycle = np.zeros(10, np.float32), self

    holder = Holder()
    assert count_bytes([holder, holder.array, {"text": "four"}, b"123"]) == 40 + 4 + 3
