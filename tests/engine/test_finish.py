"""A final pass whose function fails: tried three times, then the job ends with the labels that it has."""

from __future__ import annotations

import json
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

import pytest

from trigpoint.functions.consolidation import consolidate_file
from trigpoint.functions.workers import LocalWorkers


class DyingProcess(Executor):
    """Runs what it is given, but dies so many times of a final pass, as for want of memory."""

    def __init__(self, deaths: int) -> None:
        self.deaths_left = deaths
        self.n_final_passes = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if fn is consolidate_file:
            self.n_final_passes += 1
            if self.deaths_left:
                self.deaths_left -= 1
                future.set_exception(BrokenExecutor("killed"))
                return future
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture
def labeled(lab: Any) -> Any:
    """A job of whose three objects all are answered."""
    lab.started(lines=3, n_workers=2)
    for _ in range(3):
        lab.answer_next(0, "Mains")
        lab.answer_next(1, "Mains")
    return lab


def balance_of(lab: Any) -> dict[str, Any]:
    (key,) = [key for key in lab.keys("out/") if "balance" in key]
    found: dict[str, Any] = json.loads(lab.read(f"s3://lab/{key}"))
    return found


def test_a_final_pass_that_always_fails_is_given_up_and_the_job_keeps_its_labels(
    labeled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, pauses = DyingProcess(100), []
    monkeypatch.setattr(labeled.finish._functions, "_workers", LocalWorkers(process))
    monkeypatch.setattr(labeled.finish, "_pause", pauses.append)
    job = labeled.step(times=2)
    assert (job.status, job.counters.labeled, job.counters.failed) == ("Completed", 3, 0)
    assert process.n_final_passes == 3
    assert pauses == [2.0, 4.0]
    assert [line["Menu-metadata"]["class-name"] for line in labeled.output()] == ["Mains"] * 3
    reason = balance_of(labeled)["final-pass-failure"]
    assert reason.startswith("ClientError: the post-annotation function failed: ")
    assert "ended unexpectedly" in reason


def test_a_final_pass_that_fails_twice_is_done_at_the_third_attempt(
    labeled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = DyingProcess(2)
    monkeypatch.setattr(labeled.finish._functions, "_workers", LocalWorkers(process))
    assert labeled.step(times=2).status == "Completed"
    assert process.n_final_passes == 3
    assert "final-pass-failure" not in balance_of(labeled)


def test_a_group_whose_function_always_fails_fails_with_a_reason_and_the_job_ends(
    labeled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dead(Executor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            raise BrokenExecutor("killed")

    monkeypatch.setattr(labeled.finish._functions, "_workers", LocalWorkers(Dead()))
    job = labeled.step(times=3)
    assert (job.status, job.counters.labeled, job.counters.failed) == ("Completed", 0, 3)
    for line in labeled.output():
        assert "Menu" not in line
        reason = line["Menu-metadata"]["failure-reason"]
        assert reason.startswith("ClientError: the post-annotation function failed: ")
