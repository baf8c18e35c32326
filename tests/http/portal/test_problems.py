"""Problems with tasks: from a worker's page to the manager's command; and settings that follow a worker."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from trigpoint.cli.connection import Connection
from trigpoint.cli.job_problems import problems as problems_command
from trigpoint.cli.main import app
from trigpoint.cli.manage import manage
from trigpoint.model.errors import InvalidInput


@pytest.fixture
def connection(site: Any) -> Connection:
    credentials = site.sagemaker._request_signer._credentials
    return Connection(site.server.url, credentials.access_key, credentials.secret_key, "us-east-1")


def problems_of(connection: Connection, job: str, **query: Any) -> Any:
    return manage(connection, f"/trigpoint/api/jobs/{job}/problems", query)


def test_what_a_worker_reports_reaches_the_manager_newest_first(
    site: Any, worker: Any, connection: Connection
) -> None:
    held = worker.take(site.job())
    path = f"/assignments/{held['id']}/problems"
    assert problems_of(connection, held["job"])["problems"] == []
    for kind, message in [
        ("image", "The image was not found (404)."),
        ("image", "The image was not found (404)."),
        ("comment", "  <b>cut</b>\x00 off \U0001f600" + "x" * 5000),
    ]:
        assert worker.send("POST", path, {"kind": kind, "message": message}).status_code == 204
    found = problems_of(connection, held["job"])
    assert found["total"] == 2, "the same again is no new report"
    comment, image = found["problems"]
    assert (image["kind"], image["message"]) == ("image", "The image was not found (404).")
    assert comment["message"].startswith("<b>cut</b> off \U0001f600xxx")
    assert len(comment["message"]) == 2000
    assert comment["task"] == held["task"]
    assert comment["assignment"] == held["id"]
    assert comment["worker"] == f"ann-{site.name}"
    first = problems_of(connection, held["job"], limit=1)
    assert problems_of(connection, held["job"], limit=1, after=first["next"])["problems"] == [image]


def test_a_page_that_fails_in_a_loop_fills_no_disk(site: Any, worker: Any, connection: Connection) -> None:
    held = worker.take(site.job())
    for n in range(25):
        body = {"kind": "script", "message": f"failure {n}"}
        assert worker.send("POST", f"/assignments/{held['id']}/problems", body).status_code == 204
    assert problems_of(connection, held["job"])["total"] == 20


def test_nobody_reports_for_another_or_without_words(site: Any, worker: Any, new_client: Any) -> None:
    held = worker.take(site.job())
    path = f"/assignments/{held['id']}/problems"
    assert worker.send("POST", path, {"kind": "comment", "message": " "}).status_code == 422
    assert worker.send("POST", path, {"kind": "joke", "message": "x"}).status_code == 422
    other = new_client()
    other.sign_in(site.worker("bob", password="Temp-pass-1"), "Temp-pass-1")
    other.send("PUT", "/session/password", {"new_password": "Own-pass-22"})
    assert other.send("POST", path, {"kind": "comment", "message": "x"}).status_code == 404


def test_only_keys_read_reports_and_addresses_that_are_none_are_refused(
    site: Any, worker: Any, connection: Connection
) -> None:
    assert worker.http.get("/trigpoint/api/jobs/none/problems").status_code == 404
    for path, words in [
        ("/trigpoint/api/jobs/none/problems", "none"),
        ("/trigpoint/api/elsewhere", "nothing at"),
    ]:
        with pytest.raises(InvalidInput, match=words):
            manage(connection, path, {})
    with pytest.raises(InvalidInput, match="limit"):
        problems_of(connection, "none", limit=0)
    stranger = Connection(connection.endpoint, connection.access_key_id, "wrong", "us-east-1")
    with pytest.raises(InvalidInput, match="signature"):
        problems_of(stranger, "none")


def test_the_command_prints_reports_on_one_line_each(
    site: Any, worker: Any, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = worker.take(site.job())
    body = {"kind": "comment", "message": "two\nlines \x1b[2J"}
    worker.send("POST", f"/assignments/{held['id']}/problems", body)
    monkeypatch.setenv("AWS_ENDPOINT_URL", connection.endpoint or "")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", connection.access_key_id or "")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", connection.secret_key or "")
    said = CliRunner().invoke(app, ["jobs", "problems", held["job"]], env={"COLUMNS": "160"})
    assert said.exit_code == 0, said.output
    assert "two lines  [2J" in said.output
    assert problems_command.__doc__


def test_settings_follow_the_worker_to_another_browser(worker: Any, site: Any, new_client: Any) -> None:
    assert worker.get("/settings").json() == {}
    settings = {"language": "de", "hotkeys": {"Zoom in": ["Shift+I"]}}
    assert worker.send("PUT", "/settings", settings).status_code == 204
    elsewhere = new_client()
    elsewhere.sign_in(f"ann-{site.name}", "Own-pass-22")
    assert elsewhere.get("/settings").json() == settings
    assert worker.send("PUT", "/settings", {"much": "x" * 17_000}).status_code == 422
    assert worker.send("PUT", "/settings", ["no object"]).status_code == 422
    assert elsewhere.get("/settings").json() == settings
