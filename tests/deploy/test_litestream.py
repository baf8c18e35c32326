"""A database that Litestream copies while people label is restored after everything was killed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

pytestmark = pytest.mark.timeout(600)  # many processes, on machines of any speed
WORKERS = ["ana", "ben", "cleo"]
N_OBJECTS = 300
N_FIRST, N_SECOND = 40, 60


class Litestream:
    """Litestream with the configuration that we ship, from a data folder to a replica."""

    def __init__(self, starter: Any, config: Path, data: Path, replica: dict[str, str]) -> None:
        self._program = starter.bin("litestream")
        self._config = ["-config", str(config)]
        self._environment = {
            "TRIGPOINT_DATA": str(data),
            "LITESTREAM_ENDPOINT": "",
            "AWS_CA_BUNDLE": "",
            **replica,
        }
        self._database = data / "trigpoint.db"
        command = [self._program, "replicate", *self._config]
        self.process = starter.program(f"litestream-{data.name}", command, self._environment)

    def look(self, database: Path) -> set[int]:
        """What `restore` would give back now, nothing when there is no copy yet."""
        return answered(database) if self._restored(database).returncode == 0 else set()

    def restore(self, database: Path) -> set[int]:
        """Restores to a new file, checks it, and gives back the objects that are answered in it."""
        ended = self._restored(database)
        assert ended.returncode == 0, ended.stderr
        return answered(database)

    def _restored(self, database: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._program, "restore", *self._config, "-force", "-o", str(database), str(self._database)],
            env={**os.environ, **self._environment},
            capture_output=True,
            text=True,
            check=False,
        )


def answered(database: Path) -> set[int]:
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {index for (index,) in connection.execute("SELECT object_index FROM answers")}
    finally:
        connection.close()


@pytest.fixture(params=["folder", "s3"])
def replica(request: pytest.FixtureRequest, tmp_path: Path, unique: str) -> dict[str, str]:
    """Where the copy goes, as the environment of Litestream says it."""
    if request.param == "folder":
        return {"LITESTREAM_URL": f"file://{tmp_path / 'replica'}"}
    seaweed = request.getfixturevalue("seaweed")
    boto3.client(
        "s3",
        endpoint_url=seaweed.endpoint,
        aws_access_key_id=seaweed.access_key_id,
        aws_secret_access_key=seaweed.secret_key,
        region_name="us-east-1",
    ).create_bucket(Bucket=f"replica-{unique}")
    return {
        "LITESTREAM_URL": f"s3://replica-{unique}/trigpoint",
        "LITESTREAM_ENDPOINT": seaweed.endpoint,
        "LITESTREAM_ACCESS_KEY_ID": seaweed.access_key_id,
        "LITESTREAM_SECRET_ACCESS_KEY": seaweed.secret_key,
    }


def test_what_was_copied_is_restored_and_the_job_goes_on_to_its_end(
    replica: dict[str, str],
    starter: Any,
    deploy: Path,
    make_crew: Any,
    make_steady_labeler: Any,
    wait_for: Callable[..., Any],
    unique: str,
    tmp_path: Path,
) -> None:
    data = starter.folder / f"lab-{unique}"
    server, url = starter.trigpoint(data)
    crew = make_crew(url, data, f"crew-{unique}").hire(*WORKERS)
    litestream = Litestream(starter, deploy / "litestream.yml", data, replica)
    job = crew.job("dishes", [f"dish {n}" for n in range(N_OBJECTS)])

    def label_until(n_answers: int) -> list[Any]:
        labelers = [make_steady_labeler(crew.labeler(name), job) for name in WORKERS]
        wait_for(lambda: sum(len(each.acknowledged) for each in labelers) >= n_answers, "the labeling")
        return labelers

    first = label_until(N_FIRST)
    for each in first:
        each.finish()
    safe = {index for each in first for index in each.acknowledged}
    wait_for(lambda: litestream.look(tmp_path / "look.db") >= safe, "the copying")

    second = label_until(N_SECOND)
    litestream.process.kill()  # first: what copies must not outlive what writes, see the unit
    server.kill()
    moved = starter.folder / f"moved-{unique}"
    moved.mkdir()
    restored = litestream.restore(moved / "trigpoint.db")
    assert restored >= safe
    for each in second:
        each.finish()
        found = [index in restored for index in each.acknowledged]
        assert found == sorted(found, reverse=True), "an answer is missing before one that is there"

    shutil.copy(data / "keys.json", moved)
    shutil.copytree(data / "buckets", moved / "buckets")
    _, crew.url = starter.trigpoint(moved)
    crew = make_crew(crew.url, moved, crew.name)
    third = [make_steady_labeler(crew.labeler(name), job) for name in WORKERS]
    output = crew.output(job)
    for each in third:
        each.finish()
    assert not restored & {index for each in third for index in each.acknowledged}
    assert [line["source"] for line in output] == [f"dish {n}" for n in range(N_OBJECTS)]
    assert [line["kind"] for line in output] == [n % 2 for n in range(N_OBJECTS)]
