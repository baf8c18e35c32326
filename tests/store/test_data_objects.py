"""Data objects in pages: read one by one, in order, and from where staging left off."""

from __future__ import annotations

from typing import Any

import pytest

from trigpoint.store.data_objects import (
    ObjectPage,
    clear_objects,
    insert_pages,
    lines_at,
    object_line,
    pages_from,
    waiting_objects,
)

JOB, OTHER = 1, 2
SIZES = [3, 1, 5, 2, *[1] * 40, 4]


def line(index: int) -> bytes:
    return b'{"source":"%d","bytes":"\xc3\xb6 %s"}' % (index, b"x" * (index % 7))


def pages_of(sizes: list[int], prelabeled: dict[int, int]) -> list[ObjectPage]:
    pages, first = [], 0
    for n in sizes:
        indexes = range(first, first + n)
        marks = bytes(prelabeled.get(index, 0) for index in indexes)
        text = b"\n".join(map(line, indexes))
        pages.append(ObjectPage(first, n, text, marks if any(marks) else None))
        first += n
    return pages


@pytest.fixture
def filled(database: Any) -> Any:
    """A database with two jobs of pages of several sizes; every third object of the first has a label."""
    prelabeled = {index: 1 + index % 2 for index in range(0, sum(SIZES), 3)}
    for job, given in ((JOB, prelabeled), (OTHER, {})):
        database.write_now(
            lambda tx, job=job, given=given: insert_pages(tx, job, pages_of(SIZES, given))  # type: ignore[misc]
        )
    return database


def test_each_object_has_its_line_wherever_its_page_begins(filled: Any) -> None:
    total = sum(SIZES)
    found = filled.read_now(lambda tx: [object_line(tx, JOB, index) for index in range(total)])
    assert found == [line(index) for index in range(total)]


def test_lines_of_scattered_objects_are_found_in_any_order(filled: Any) -> None:
    wanted = [30, 0, 11, 2, 12, 1, 30, sum(SIZES) - 1]
    found = filled.read_now(lambda tx: lines_at(tx, JOB, wanted))
    assert found == {index: line(index) for index in wanted}
    assert filled.read_now(lambda tx: lines_at(tx, JOB, [])) == {}


@pytest.mark.parametrize("limit", [1, 4, 10, 1000])
def test_waiting_objects_come_in_order_from_any_start_and_leave_out_those_with_a_label(
    filled: Any, limit: int
) -> None:
    total = sum(SIZES)
    waiting = [(index, line(index)) for index in range(total) if index % 3]
    for start in range(total + 2):
        found = filled.read_now(lambda tx, at=start: waiting_objects(tx, JOB, at, limit))  # type: ignore[misc]
        assert found == [each for each in waiting if each[0] >= start][:limit]


def test_staging_goes_on_over_pages_whose_objects_are_all_labeled(database: Any) -> None:
    pages = pages_of([5] * 30, dict.fromkeys(range(1, 149), 2))
    database.write_now(lambda tx: insert_pages(tx, JOB, pages))
    found = database.read_now(lambda tx: [waiting_objects(tx, JOB, start, 2) for start in (0, 1, 149, 150)])
    assert [[index for index, _ in each] for each in found] == [[0, 149], [149], [149], []]


def test_pages_are_read_back_as_they_were_written(filled: Any) -> None:
    found, start = [], 0
    while pages := filled.read_now(lambda tx, at=start: pages_from(tx, JOB, at)):  # type: ignore[misc]
        found += pages
        start = pages[-1].last_index + 1
    prelabeled = {index: 1 + index % 2 for index in range(0, sum(SIZES), 3)}
    assert found == pages_of(SIZES, prelabeled)


def test_only_the_jobs_own_objects_are_cleared(filled: Any) -> None:
    filled.write_now(lambda tx: clear_objects(tx, JOB))
    assert filled.read_now(lambda tx: pages_from(tx, JOB, 0)) == []
    assert filled.read_now(lambda tx: object_line(tx, OTHER, 4)) == line(4)
