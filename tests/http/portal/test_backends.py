"""The same job on PostgreSQL and S3 as on SQLite and a folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def grown_server(
    tmp_path: Path, postgres_url: str, seaweed: Any, unique: str, running_trigpoint: Any
) -> Iterator[Any]:
    """A server over PostgreSQL and an S3 service."""
    import psycopg
    from sqlalchemy.engine import make_url

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE grown_{unique}")  # type: ignore[arg-type]
    database = make_url(postgres_url).set(database=f"grown_{unique}")
    environment = {
        **os.environ,
        "TRIGPOINT_DATABASE_URL": database.render_as_string(hide_password=False),
        "TRIGPOINT_STORAGE": "s3://",
        "TRIGPOINT_STORAGE_ENDPOINT": seaweed.endpoint,
        "TRIGPOINT_STORAGE_ACCESS_KEY": seaweed.access_key_id,
        "TRIGPOINT_STORAGE_SECRET_KEY": seaweed.secret_key,
    }
    data = tmp_path / "data"
    command = [sys.executable, "-m", "trigpoint.cli.main", "up", "--data", str(data), "--port", "0"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment)
    until = time.monotonic() + 60
    while not (data / "server.json").exists():
        assert process.poll() is None and time.monotonic() < until, "the server did not start"
        time.sleep(0.05)
    yield running_trigpoint(json.loads((data / "server.json").read_text())["url"], data)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def test_a_job_is_labeled_on_postgresql_and_s3(
    grown_server: Any, make_site: Any, make_client: Any, unique: str
) -> None:
    site = make_site(grown_server, unique)
    username = site.worker("ann")
    site.cognito.admin_set_user_password(
        UserPoolId=site.pool, Username=username, Password="Own-pass-22", Permanent=True
    )
    worker = make_client(grown_server.url)
    assert worker.sign_in(username, "Own-pass-22").status_code == 200
    job = site.job(lines=4)
    held = worker.take(job)
    while held:
        response = worker.answer(held, "Dessert", next=True)
        assert response.status_code == 200
        held = response.json()["next"]
    assert site.wait(job, "Completed")["LabelCounters"]["TotalLabeled"] == 4
    key = f"out/{job}/manifests/output/output.manifest"
    lines = site.s3.get_object(Bucket=f"site-{unique}", Key=key)["Body"].read().splitlines()
    assert [json.loads(line)["kind"] for line in lines] == [1, 1, 1, 1]
    assert not list((grown_server.data).glob("*.db"))
