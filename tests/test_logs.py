"""Logs that cannot be written are given up; nobody who logs hears of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import structlog

from trigpoint.logs import Unfailing


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
