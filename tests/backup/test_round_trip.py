"""A copy goes on as the original does: the same answers give the same files, on either database."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from trigpoint.backup.read import Backup
from trigpoint.model.s3_uri import S3Uri
from trigpoint.store.migrate import HEAD
from trigpoint.store.schema import PASSING, tables_at
from trigpoint.store.whole_connection import connect_whole

ROUTES = [
    ("sqlite", ["sqlite"]),
    ("sqlite", ["postgres"]),
    ("sqlite", ["postgres", "sqlite"]),
    ("postgres", ["postgres"]),
    ("postgres", ["sqlite"]),
    ("postgres", ["sqlite", "postgres"]),
]


@pytest.mark.parametrize(
    ("origin", "route"), ROUTES, ids=["-".join([origin, *route]) for origin, route in ROUTES]
)
def test_a_copy_finishes_the_job_with_the_same_files(
    origin: str, route: list[str], install: Any, new_url: Any, half_: Any, restore_: Any, tmp_path: Path
) -> None:
    first = half_(install(new_url(origin)))
    now, raw = first.clock.now(), first.backup()
    first.finish()
    for n, kind in enumerate(route):
        url, folder = new_url(kind), tmp_path / f"restored-{n}"
        restore_(raw, url, folder)
        copy = install(url, folder, now)
        if n < len(route) - 1:
            raw = copy.backup()
    copy.finish()
    assert copy.files() == first.files()
    assert len(first.files()) >= 30
    output = copy.files()["out/Menu/manifests/output/output.manifest"].splitlines()
    assert [json.loads(line)["Menu-metadata"]["class-name"] for line in output][1:4] == [
        "Mains",
        "Dessert",
        "Starter",
    ]
    assert len(output) == 12


@pytest.mark.parametrize(("origin", "target"), [("sqlite", "postgres"), ("postgres", "sqlite")])
def test_every_row_comes_over_as_it_was(
    origin: str,
    target: str,
    install: Any,
    new_url: Any,
    half_: Any,
    restore_: Any,
    rows_: Any,
    tmp_path: Path,
) -> None:
    first = half_(install(new_url(origin)))
    url = new_url(target)
    restore_(first.backup(), url, tmp_path / "restored")
    assert rows_(url) == rows_(first.url)
    assert sum(map(len, rows_(url).values())) > 60


def test_every_table_is_in_the_backup_but_those_of_who_is_here_now(half_done: Any) -> None:
    manifest = Backup(io.BytesIO(half_done.backup())).manifest
    assert {table.name for table in manifest.tables} == {table.name for table in tables_at(HEAD)}
    assert {"engines", "job_leases", "sessions", "sign_in_failures"} == PASSING


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_backup_is_the_moment_it_began_at_while_people_go_on_labeling(
    kind: str, install: Any, new_url: Any, half_: Any, restore_: Any, rows_: Any, tmp_path: Path
) -> None:
    first = half_(install(new_url(kind)))
    before = rows_(first.url)
    n_answered = []

    def label(step: str, done: int, total: int | None) -> None:
        n_answered.append(first.answer(len(n_answered) % 3))
        first.step()

    raw = first.backup(progress=label)
    assert sum(n_answered) >= 6
    url = new_url("sqlite")
    restore_(raw, url, tmp_path / "restored")
    assert rows_(url) == before
    assert rows_(first.url) != before
    copy = install(url, tmp_path / "restored", first.clock.now())
    copy.finish()
    responses = [key for key in copy.files() if "/worker-response/" in key]
    assert len(responses) == 12, "a file of a group that was formed during the backup would be one too many"


def test_a_held_task_and_its_draft_are_still_there(
    half_done: Any, install: Any, new_url: Any, restore_: Any, tmp_path: Path
) -> None:
    held = half_done.take(0)
    leases = half_done.place.leases
    asyncio.run(leases.save_draft(held.worker_id, held.assignment_id, held.token, {"kind": "half"}))
    url = new_url("sqlite")
    restore_(half_done.backup(), url, tmp_path / "restored")
    copy = install(url, tmp_path / "restored", half_done.clock.now())
    taken = copy.take(0)
    assert (taken.assignment_id, taken.token, taken.object_index) == (
        held.assignment_id,
        held.token,
        held.object_index,
    )
    draft = asyncio.run(copy.place.leases.draft(held.worker_id, held.assignment_id))
    assert draft == {"kind": "half"}


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_new_jobs_get_numbers_of_their_own_after_a_restore(
    kind: str, half_done: Any, install: Any, new_url: Any, restore_: Any, tmp_path: Path
) -> None:
    url = new_url(kind)
    restore_(half_done.backup(), url, tmp_path / "restored")
    with connect_whole(url) as connection:
        highest = connection.execute(text("SELECT max(job_id) FROM labeling_jobs")).scalar_one()
        names = [
            c.name
            for t in tables_at(HEAD)
            if t.name == "labeling_jobs"
            for c in t.columns
            if c.name != "job_id"
        ]
        columns = ", ".join(names)
        values = ", ".join(f"'copy of it' || {n}" if n in ("name", "name_key") else n for n in names)
        made = connection.execute(
            text(f"INSERT INTO labeling_jobs ({columns}) SELECT {values} FROM labeling_jobs RETURNING job_id")
        ).scalar_one()
    assert made > highest


def test_the_keys_and_the_objects_with_all_that_is_known_of_them_come_over(
    half_done: Any, restore_: Any, new_url: Any, install: Any, tmp_path: Path
) -> None:
    uri = S3Uri("lab", "images/cat 1.jpg")
    half_done.blobs.put(
        uri,
        b"\xff\xd8" + bytes(range(256)) * 9000 + b"\n",
        content_type="image/x-odd",
        metadata={"camera": "left"},
        headers={"cache-control": "max-age=60"},
    )
    half_done.blobs.put(S3Uri("lab", "marker/"), b"")
    half_done.blobs.put(S3Uri("lab", "nothing"), b"")
    url = new_url("sqlite")
    restore_(half_done.backup(), url, tmp_path / "restored")
    copy = install(url, tmp_path / "restored")
    assert copy.keys.read_bytes() == half_done.keys.read_bytes()
    assert copy.keys.stat().st_mode & 0o777 == 0o600
    assert [bucket.name for bucket in copy.blobs.buckets()] == ["empty-bucket", "lab"]
    ours, theirs = copy.blobs.head(uri), half_done.blobs.head(uri)
    assert (ours.content_type, ours.metadata, ours.headers, ours.etag, ours.size) == (
        theirs.content_type,
        theirs.metadata,
        theirs.headers,
        theirs.etag,
        theirs.size,
    )
    keys = [[blob.key for blob in store.list("lab").blobs] for store in (copy.blobs, half_done.blobs)]
    assert keys[0] == keys[1]
    assert {"marker/", "nothing", "images/cat 1.jpg"} <= set(keys[0])
    assert copy.blobs.read(uri) == half_done.blobs.read(uri)


def test_a_backup_of_an_older_schema_is_brought_to_this_one_on_the_way(
    new_url: Callable[[str], str], restore_: Any, rows_: Any, tmp_path: Path
) -> None:
    """A database of the first version is backed up as it is, and restored into this version's tables."""
    from sqlalchemy import insert

    from trigpoint.backup.write import write_backup
    from trigpoint.model.clock import SystemClock
    from trigpoint.store.migrate import schema_version, upgrade
    from trigpoint.store.snapshot import open_snapshot

    old = new_url("sqlite")
    tag = {"arn_key": "arn:aws:x", "tag_key": "owner", "value": "ann"}
    line = {"job_id": 1, "object_index": 0, "line": b'{"source": "\xc3\xbc"}', "prelabeled": 0}
    with connect_whole(old, alone=True) as connection:
        upgrade(connection, "0001")
        tables = {table.name: table for table in tables_at("0001")}
        connection.execute(insert(tables["tags"]), [tag])
        connection.execute(insert(tables["data_objects"]), [line])
    file = io.BytesIO()
    with open_snapshot(old) as snapshot:
        assert write_backup(file, snapshot, None, None, SystemClock().now()).schema_version == "0001"
    for kind in ("sqlite", "postgres"):
        url = new_url(kind)
        restore_(file.getvalue(), url, tmp_path / kind)
        with connect_whole(url) as connection:
            assert schema_version(connection) == HEAD
        found = rows_(url)
        assert found["tags"] == [tuple(tag.values())]
        assert sum(map(len, found.values())) == 2
