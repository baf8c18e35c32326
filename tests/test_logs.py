"""Logs that cannot be written are given up; nobody who logs hears of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import structlog

from trigpoint.logs import Facts, Seldom, Unfailing, hide_secrets, set_up_logs
from trigpoint.model.errors import InvalidInput


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


def failing(words: str) -> Exception:
    """An exception raised always at the same line."""
    try:
        raise RuntimeError(words)
    except RuntimeError as exc:
        return exc


def test_the_same_traceback_is_said_once_a_minute_whatever_its_words() -> None:
    now = 0.0
    processor = Seldom(lambda: now)
    assert processor(None, "error", {"event": "failed", "exc_info": failing("1")})
    for n in range(120):
        with pytest.raises(structlog.DropEvent):
            processor(None, "error", {"event": "failed", "exc_info": failing(str(n))})
    other = {"event": "failed", "exc_info": ValueError("elsewhere")}
    assert processor(None, "error", other) == other
    now = 60.5
    said = processor(None, "error", {"event": "failed", "exc_info": failing("again")})
    assert said["more_in_the_last_minutes"] == 120


@pytest.mark.parametrize(
    "secret",
    [
        "GET /b/k?X-Amz-Credential=AKIDSECRETSECRET&X-Amz-Signature=SECRETSECRET HTTP",
        "/b/k?AWSAccessKeyId=AKIDSECRET&Signature=SECRETSECRET",
        "/t/01HX.SECRETSECRET was opened",
        "cannot connect to postgresql://trigpoint:SECRETSECRET@db/trigpoint",
        'null value in column "x"\nDETAIL: Failing row contains (a1, {"kind": "SECRET"}).',
    ],
)
def test_secrets_within_words_are_hidden(secret: str) -> None:
    shown = hide_secrets(None, "info", {"event": "e", "error": secret, "nested": {"deep": [secret]}})
    assert "SECRET" not in repr(shown)
    assert "[hidden]" in shown["error"]


def test_values_named_like_secrets_are_hidden_and_others_are_not() -> None:
    event = {"event": "e", "token": "abc", "draft": {"a": 1}, "answer": 7, "job": "cats", "attempt": 3}
    shown = hide_secrets(None, "info", event)
    hidden = dict.fromkeys(("token", "draft", "answer"), "[hidden]")
    assert shown == {"event": "e", "job": "cats", "attempt": 3, **hidden}


class Request:
    def log_facts(self) -> dict[str, str]:
        return {"request_id": "r1", "worker": "w1"}


def test_a_line_says_its_process_and_its_request() -> None:
    said = Facts("engine")(None, "info", {"event": "e", "request": Request(), "request_id": "own"})
    assert said == {
        "process": "engine",
        "pid": os.getpid(),
        "worker": "w1",
        "event": "e",
        "request_id": "own",
    }


LOG = """
import logging, structlog
from trigpoint.logs import set_up_logs
set_up_logs("info", "{form}", process="engine")
secret = "SECRET of a variable"
try:
    raise RuntimeError("broken")
except RuntimeError:
    structlog.get_logger("t").exception("failed", job="cats")
    logging.getLogger("uvicorn.error").exception("a library failed")
logging.getLogger("x").info("too quiet")
"""


@pytest.mark.parametrize("form", ["json", "text", "auto"])
def test_ours_and_libraries_lines_have_one_form(form: str) -> None:
    script = LOG.replace("{form}", form)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "SECRET of" not in ran.stderr.replace('secret = "SECRET', "")
    if form == "text":
        assert "failed" in ran.stderr
        assert "RuntimeError: broken" in ran.stderr
        return
    first, second = map(json.loads, ran.stderr.splitlines())
    assert (first["event"], first["job"], first["process"], first["level"]) == (
        "failed",
        "cats",
        "engine",
        "error",
    )
    assert "RuntimeError: broken" in first["exception"]
    assert (second["event"], second["logger"]) == ("a library failed", "uvicorn.error")


@pytest.mark.parametrize("given", [("loud", "json"), ("info", "yaml")])
def test_what_is_no_level_or_form_is_refused(given: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput, match="it is one of"):
        set_up_logs(*given)
