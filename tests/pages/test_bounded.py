"""Caches share a budget of bytes."""

import threading

import numpy as np
import pytest
import streamlit as st

from pages.ui.cache_budget import Budget, measure


@pytest.fixture
def made() -> list[tuple[str, int]]:
    """What was computed, in order."""
    return []


@pytest.fixture
def budget() -> Budget:
    return Budget(1000)


@pytest.fixture
def rows(budget, made):
    st.cache_resource.clear()

    @budget.cache_resource(show_spinner=False)
    def rows(n: int) -> np.ndarray:
        made.append(("rows", n))
        return np.zeros(n, np.uint8)

    return rows


@pytest.fixture
def files(budget, made):
    @budget.cache_resource(show_spinner=False)
    def files(n: int) -> tuple[bytes, int]:
        made.append(("files", n))
        return b"." * n, n

    return files


def test_a_result_within_the_budget_is_computed_once(rows, made):
    assert rows(400) is rows(400)
    assert made == [("rows", 400)]


def test_what_was_not_asked_for_the_longest_is_forgotten_first(rows, files, budget, made):
    rows(400), files(500)
    rows(400)
    files(300)  # too much: `files(500)` goes
    assert budget.total == 700
    rows(400), files(300)
    assert made == [("rows", 400), ("files", 500), ("files", 300)]
    files(500)
    assert made[-1] == ("files", 500) and len(made) == 4


def test_many_results_never_take_more_than_the_budget(rows, budget):
    for n in range(100, 300):
        rows(n)
        assert budget.total <= 1000


def test_a_result_larger_than_the_budget_stays_while_it_is_in_use(rows, budget, made):
    rows(10)
    rows(5000), rows(5000)
    assert made == [("rows", 10), ("rows", 5000)] and budget.total == 5000
    rows(10)
    assert budget.total == 10


def test_threads_that_ask_for_different_things_leave_the_count_right(rows, budget):
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


def test_what_a_value_is_made_of_is_counted_once():
    class Holder:
        def __init__(self):
            self.array, self.itself = np.zeros(10, np.float32), self

    holder = Holder()
    assert measure([holder, holder.array, {"text": "four"}, b"123"]) == 40 + 4 + 3
