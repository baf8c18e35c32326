"""Logs that cannot be written are given up; nobody who logs hears of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import structlog

from trigpoint.logs import Seldom, Unfailing


def test_a_log_on_a_full_disk_does_not_fail_its_writers() -> None:
    full = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - closing it fails, as writing did
    log = structlog.wrap_logger(structlog.PrintLogger(Unfailing(full)))  # type: ignore[arg-type]
    log.warning("a stage failed", trace="x" * 100_000)
    with suppress(OSError):
        full.close()


def test_a_log_goes_on_when_the_disk_has_room_again(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    with path.open("w", encoding="utf-8") as file:
        structlog.wrap_logger(structlog.PrintLogger(Unfailing(file))).warning("back")
        assert "back" in path.read_text()


def test_an_outage_is_said_once_a_minute_and_counted() -> None:
    now = 0.0
    processor = Seldom(lambda: now)

    def said(event: str) -> dict[str, object]:
        return dict(processor(None, "warning", {"event": event, "seldom": True, "error": "disk full"}))

    assert said("not available") == {"event": "not available", "error": "disk full"}
    for _ in range(3):
        with pytest.raises(structlog.DropEvent):
            said("not available")
    assert said("another") == {"event": "another", "error": "disk full"}
    now = 61.0
    assert said("not available")["more_in_the_last_minutes"] == 3
    now = 130.0
    assert "more_in_the_last_minutes" not in said("not available")


def test_other_events_are_said_every_time() -> None:
    processor = Seldom(lambda: 0.0)
    for _ in range(3):
        assert processor(None, "error", {"event": "failed"}) == {"event": "failed"}
