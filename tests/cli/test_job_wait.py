from __future__ import annotations

from trigpoint.cli.job_wait import look


class Script:
    """A job that goes through the given states, and a clock that moves when somebody sleeps."""

    def __init__(self, *states: str) -> None:
        self._states = list(states)
        self.seconds = 0.0

    def describe(self) -> dict[str, str]:
        return {"LabelingJobStatus": self._states.pop(0) if len(self._states) > 1 else self._states[0]}

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def states(script: Script, timeout_seconds: float | None = None) -> list[str]:
    seen = look(script.describe, 2, timeout_seconds, now=script.now, sleep=script.sleep)
    return [each["LabelingJobStatus"] for each in seen]


def test_looking_ends_with_the_job() -> None:
    script = Script("Initializing", "InProgress", "Stopping", "Stopped")
    assert states(script) == ["Initializing", "InProgress", "Stopping", "Stopped"]
    assert script.seconds == 6


def test_a_job_that_has_ended_is_looked_at_once() -> None:
    script = Script("Completed")
    assert states(script) == ["Completed"]
    assert script.seconds == 0


def test_looking_ends_when_the_time_is_over() -> None:
    script = Script("InProgress")
    assert states(script, 5) == ["InProgress"] * 3
    assert script.seconds <= 5
