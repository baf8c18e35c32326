"""A part that hangs is asked by one thread, and nobody waits for it longer than the limit."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from trigpoint.http.operations.probe import Probe


def test_what_a_part_answers_is_found() -> None:
    finding = Probe("p", lambda: 7, limit_seconds=30, keep_seconds=0).look()
    assert (finding.ok, finding.value, finding.error) == (True, 7, None)


def test_what_a_part_raises_is_found() -> None:
    def work() -> None:
        raise OSError("gone")

    finding = Probe("p", work, limit_seconds=30, keep_seconds=0).look()
    assert not finding.ok
    assert isinstance(finding.error, OSError)


def test_many_who_ask_a_hanging_part_are_told_so_by_one_thread() -> None:
    release, n_asked = threading.Event(), 0

    def hang() -> str:
        nonlocal n_asked
        n_asked += 1
        release.wait(60)
        return "back"

    probe = Probe("p", hang, limit_seconds=0.2, keep_seconds=0)
    with ThreadPoolExecutor(16) as askers:
        findings = list(askers.map(lambda _: probe.look(), range(64)))
    assert all(finding.timed_out and not finding.ok for finding in findings)
    assert n_asked == 1
    release.set()
    patient = Probe("p", hang, limit_seconds=30, keep_seconds=0)
    assert patient.look().value == "back"


def test_a_part_that_came_back_is_found_back() -> None:
    release, started = threading.Event(), threading.Event()

    def hang() -> str:
        started.set()
        release.wait(60)
        return "back"

    probe = Probe("p", hang, limit_seconds=0.05, keep_seconds=60)
    assert probe.look().timed_out
    release.set()
    # The attempt that hung is the one that ends: wait for it, then ask again.
    probe._limit = 30
    assert probe.look().value == "back"


def test_an_answer_is_good_for_a_while() -> None:
    n_asked = 0

    def count() -> int:
        nonlocal n_asked
        n_asked += 1
        return n_asked

    kept = Probe("p", count, limit_seconds=30, keep_seconds=3600)
    assert [kept.look().value for _ in range(5)] == [1] * 5
    fresh = Probe("p", count, limit_seconds=30, keep_seconds=0)
    assert [fresh.look().value for _ in range(3)] == [2, 3, 4]
