"""What is torn, changed, hostile or newer is refused with the reason, and nothing is changed."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trigpoint.backup.file import written_whole
from trigpoint.backup.objects import unpacked
from trigpoint.backup.read import Backup
from trigpoint.model.errors import BadBackup, InUse, InvalidInput, NameTaken, TrigpointError, WrongState
from trigpoint.model.s3_uri import S3Uri


@pytest.fixture
def raw(half_done: Any) -> bytes:
    backup: bytes = half_done.backup()
    return backup


@pytest.fixture
def refuses(new_url: Callable[[str], str], restore_: Any, tmp_path: Path) -> Callable[..., None]:
    """Checks that a file is refused for both databases, and that nothing is there afterwards."""

    def check(raw: bytes, reason: str, kind: type[TrigpointError] = BadBackup) -> None:
        for n, database in enumerate(("sqlite", "postgres")):
            url, folder = new_url(database), tmp_path / f"untouched-{n}"
            with pytest.raises(kind, match=reason):
                restore_(raw, url, folder)
            assert not (folder / "keys.json").exists()
            assert [bucket.name for bucket in (folder / "buckets").glob("[!.]*")] == []
            if database == "sqlite":
                assert list(Path(url.removeprefix("sqlite:///")).parent.iterdir()) == []
            else:
                assert tables_in(url) == []

    return check


def tables_in(url: str) -> list[Any]:
    import psycopg

    with psycopg.connect(url) as connection:
        return connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()


def changed(
    raw: bytes,
    *,
    manifest: Callable[[dict[str, Any]], None] = lambda found: None,
    members: dict[str, bytes] | None = None,
    sealed: bool = True,
) -> bytes:
    """The backup with other members or another manifest; `sealed` makes sizes and checksums fit again."""
    with zipfile.ZipFile(io.BytesIO(raw)) as source:
        content = {name: source.read(name) for name in source.namelist()} | (members or {})
    found = json.loads(content.pop("manifest.json"))
    if sealed:
        for member in members_of(found):
            data = content[member["path"]]
            member["n_bytes"], member["sha256"] = len(data), hashlib.sha256(data).hexdigest()
    manifest(found)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in content.items():
            target.writestr(name, data)
        target.writestr("manifest.json", json.dumps(found))
    return file.getvalue()


def members_of(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    tables = [table["member"] for table in manifest["tables"]]
    return [*tables, manifest["keys"], *(bucket["member"] for bucket in manifest["buckets"])]


def table(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in manifest["tables"] if each["name"] == name)
    return found


def test_the_backup_that_is_changed_in_nothing_is_taken(
    raw: bytes, new_url: Any, restore_: Any, tmp_path: Path
) -> None:
    restore_(changed(raw), new_url("sqlite"), tmp_path / "restored")


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_was_cut_short_is_refused(raw: bytes, refuses: Any, part: float) -> None:
    refuses(raw[: int(len(raw) * part)], "cut short")


def test_a_file_with_any_byte_changed_is_never_restored_wrongly(
    raw: bytes, new_url: Any, restore_: Any, rows_: Any, half_done: Any, tmp_path: Path
) -> None:
    """Most changes are refused; a few bytes of a ZIP file mean nothing, and then all rows are right."""
    rng = random.Random(5)
    n_refused = 0
    for n in range(40):
        torn = bytearray(raw)
        torn[rng.randrange(len(torn))] ^= 1 << rng.randrange(8)
        url = new_url("sqlite")
        try:
            restore_(bytes(torn), url, tmp_path / f"torn-{n}")
        except TrigpointError:
            n_refused += 1
            assert not Path(url.removeprefix("sqlite:///")).exists()
        else:
            assert rows_(url) == rows_(half_done.url)
    assert n_refused > 20


def test_a_row_that_somebody_changed_is_refused(raw: bytes, refuses: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as source:
        answers = source.read("tables/answers.jsonl")
    other = answers.replace(b"Mains", b"Snack", 1)
    assert other != answers
    refuses(changed(raw, members={"tables/answers.jsonl": other}, sealed=False), "SHA-256")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'["one", "two"]\n', "row 1 of table tags"),
        (b'["a", "b", 3]\n', "row 1 of table tags"),
        (b'["a", "b", null]\n', "row 1 of table tags"),
        (b'["a", "b", "c", "d"]\n', "row 1 of table tags"),
        (b'{"arn_key": "a"}\n', "row 1 of table tags"),
        (b'["a", "b", "\xff"]\n', "row 1 of table tags"),
        (b'["a", "b", "c"]', "cut short"),
        (b"[" * 100_000 + b"\n", "row 1 of table tags"),
        (b'["a", "b", "c"]\n["a", "b", "d"]\n', "2 rows, and should have"),
    ],
)
def test_a_row_of_the_wrong_kind_is_refused(raw: bytes, refuses: Any, line: bytes, reason: str) -> None:
    refuses(changed(raw, members={"tables/tags.jsonl": line}), reason)


def test_rows_that_the_database_would_not_take_leave_it_as_it_was(raw: bytes, refuses: Any) -> None:
    def two(manifest: dict[str, Any]) -> None:
        table(manifest, "tags")["n_rows"] = 2

    twice = b'["a", "b", "c"]\n["a", "b", "d"]\n'
    refuses(
        changed(raw, members={"tables/tags.jsonl": twice}, manifest=two),
        "the rows of tags do not fit",
        TrigpointError,
    )


def test_a_number_beyond_its_column_is_refused(raw: bytes, refuses: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as source:
        row = json.loads(source.read("tables/labels.jsonl").splitlines()[0])
    row[0] = 2**40
    refuses(
        changed(raw, members={"tables/labels.jsonl": json.dumps(row).encode() + b"\n"}),
        "row 1 of table labels",
    )


def test_an_endless_line_is_refused_before_it_fills_the_memory(
    raw: bytes, refuses: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trigpoint.backup.rows._LINE_BYTES", 3_000_000)
    refuses(changed(raw, members={"tables/tags.jsonl": b" " * 9_000_000 + b"\n"}), "a line of more than")


def test_a_newer_format_is_refused_with_what_to_install(raw: bytes, refuses: Any) -> None:
    newer = changed(raw, manifest=lambda found: found.update(format_version=2, product_version="9.9"))
    refuses(newer, r"format 2, newer than .* install Trigpoint 9\.9")


def test_a_newer_schema_is_refused(raw: bytes, refuses: Any) -> None:
    refuses(
        changed(raw, manifest=lambda found: found.update(schema_version="9000")), "schema 9000", WrongState
    )


@pytest.mark.parametrize("version", ["0000", "", "../../etc", "0001'; DROP TABLE answers; --"])
def test_a_schema_that_never_was_is_refused(raw: bytes, refuses: Any, version: str) -> None:
    other = changed(raw, manifest=lambda found: found.update(schema_version=version))
    refuses(other, "schema", InvalidInput)


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "tables/extra.jsonl", "buckets/../../x"])
def test_a_member_that_nobody_named_is_refused(raw: bytes, refuses: Any, name: str) -> None:
    refuses(changed(raw, members={name: b"evil"}), "does not hold what its manifest.json names")


@pytest.mark.parametrize("path", ["../../evil", "/etc/passwd", "tables/answers.jsonl"])
def test_a_manifest_that_names_other_paths_is_refused(raw: bytes, refuses: Any, path: str) -> None:
    refuses(
        changed(raw, manifest=lambda found: table(found, "tags")["member"].update(path=path)),
        "members have other names",
    )


def test_a_table_that_is_none_of_ours_is_refused(raw: bytes, refuses: Any) -> None:
    for name in ("sqlite_master", "alembic_version", "sessions", 'x"; DROP TABLE answers; --'):
        refuses(
            changed(raw, manifest=lambda found, name=name: table(found, "tags").update(name=name)),
            "tables are not those",
        )


def test_columns_that_are_none_of_ours_are_refused(raw: bytes, refuses: Any) -> None:
    def other(manifest: dict[str, Any]) -> None:
        table(manifest, "tags")["columns"][0]["name"] = 'x") VALUES (1); --'

    refuses(changed(raw, manifest=other), "columns of its table tags")


def framed(*entries: tuple[dict[str, Any], bytes]) -> bytes:
    return b"".join(json.dumps(header).encode() + b"\n" + data + b"\n" for header, data in entries)


@pytest.mark.parametrize(
    "key", ["../../evil", "a/../../b", "/etc/passwd", "", "a\0b", ".trigpoint-x", "a" * 2000]
)
def test_an_object_that_would_lie_outside_its_bucket_is_refused(raw: bytes, refuses: Any, key: str) -> None:
    stream = framed(({"key": key, "size": 2}, b"hi"))
    refuses(changed(raw, members={"buckets/lab.blobs": stream}), "holds an object that cannot be")


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (b'{"key":"a","size":5}\nhi\n', "cut short"),
        (b'{"key":"a","size":1}\nhi\n', "longer than it says"),
        (b'{"key":"a","size":-1}\n\n', "cannot be"),
        (b'{"key":"a","size":99999999999999999999}\nhi\n', "cut short|cannot be"),
        (b'{"key":"a"}\n\n', "cannot be"),
        (b"x" * 200_000, "without a name"),
        (b'{"key":"a","size":2', "cut short"),
    ],
)
def test_objects_that_are_not_as_they_say_are_refused(
    raw: bytes, refuses: Any, stream: bytes, reason: str
) -> None:
    refuses(changed(raw, members={"buckets/lab.blobs": stream}), reason)


@pytest.mark.parametrize("name", ["..", "UPPER", "a/b", ""])
def test_a_bucket_that_is_none_is_refused(raw: bytes, refuses: Any, name: str) -> None:
    refuses(
        changed(raw, manifest=lambda found: found["buckets"][0].update(name=name)), "its buckets are none"
    )


def test_a_zip_bomb_is_read_to_its_declared_length_and_no_further(raw: bytes, refuses: Any) -> None:
    def small(manifest: dict[str, Any]) -> None:
        table(manifest, "tags")["member"]["n_bytes"] = 100

    refuses(changed(raw, members={"tables/tags.jsonl": b" " * 50_000_000}, manifest=small), "not as long as")


def test_other_zip_files_are_no_backups(refuses: Any) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    refuses(file.getvalue(), "not a backup of Trigpoint")
    refuses(b"", "not a backup of Trigpoint")


# ---- what is there already


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_database_that_holds_something_is_never_replaced(
    raw: bytes, kind: str, install: Any, new_url: Any, half_: Any, restore_: Any, rows_: Any
) -> None:
    there = half_(install(new_url(kind)))
    before = rows_(there.url)
    with pytest.raises(InUse, match=r"not empty .* replaces nothing"):
        restore_(raw, there.url, there.folder)
    assert rows_(there.url) == before


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_database_that_was_opened_once_and_is_empty_is_filled(
    raw: bytes, kind: str, new_url: Any, install: Any, restore_: Any, rows_: Any, half_done: Any
) -> None:
    first = install(new_url(kind))
    first.keys.write_bytes(b"of the first start")
    first.close()
    restore_(raw, first.url, first.folder)
    assert rows_(first.url) == rows_(half_done.url)
    assert first.keys.read_bytes() == half_done.keys.read_bytes()
    assert first.keys.with_name("keys.json.before-restore").read_bytes() == b"of the first start"


def test_a_file_that_a_server_has_open_is_not_replaced(
    raw: bytes, new_url: Any, install: Any, restore_: Any
) -> None:
    running = install(new_url("sqlite"))
    running.database.read_now(lambda tx: None)
    running.job_count = running.database.write_now(lambda tx: 1)
    with pytest.raises(InUse, match="stop the server first"):
        restore_(raw, running.url, running.folder)


def test_objects_that_are_there_already_are_kept_and_others_are_in_the_way(
    raw: bytes, new_url: Any, install: Any, restore_: Any, tmp_path: Path
) -> None:
    url = new_url("sqlite")
    there = install(new_url("sqlite"), tmp_path / "restored")
    there.blobs.create_bucket("lab")
    uri = S3Uri("lab", "in/menu.liquid")
    there.blobs.put(uri, b"somebody else's")
    with pytest.raises(InUse, match=r"s3://lab/in/menu\.liquid"):
        restore_(raw, url, tmp_path / "restored")
    assert there.blobs.read(uri) == b"somebody else's"
    assert [blob.key for blob in there.blobs.list("lab").blobs] == ["in/menu.liquid"]
    there.blobs.delete(uri)
    restore_(raw, url, tmp_path / "restored")
    assert there.blobs.read(uri) != b"somebody else's"


def test_a_restore_that_failed_half_way_can_be_made_again(
    raw: bytes, new_url: Any, restore_: Any, rows_: Any, half_done: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    for kind in ("sqlite", "postgres"):
        url, folder = new_url(kind), tmp_path / kind
        with monkeypatch.context() as broken:
            broken.setattr("trigpoint.backup.restore.write_private", full)
            with pytest.raises(OSError, match="No space left"):
                restore_(raw, url, folder)
        assert not (folder / "keys.json").exists()
        restore_(raw, url, folder)
        assert rows_(url) == rows_(half_done.url)


def test_a_log_without_its_database_is_not_mixed_in(
    raw: bytes, new_url: Any, restore_: Any, tmp_path: Path
) -> None:
    url = new_url("sqlite")
    Path(url.removeprefix("sqlite:///") + "-wal").write_bytes(b"of another database")
    with pytest.raises(InUse, match=r"trigpoint\.db-wal is what is left"):
        restore_(raw, url, tmp_path / "restored")


# ---- the file that is written


def test_a_backup_file_is_whole_or_not_there_and_private(tmp_path: Path) -> None:
    path = tmp_path / "lab.zip"

    def fail_half_way() -> None:
        with written_whole(path, replace=False) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert list(tmp_path.iterdir()) == []
    with written_whole(path, replace=False) as file:
        file.write(b"whole")
        assert not path.exists()
        with pytest.raises(InUse, match="another backup"), written_whole(path, replace=False):
            pass
    assert path.read_bytes() == b"whole"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["lab.zip"]


def test_a_file_that_is_there_is_replaced_only_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "lab.zip"
    path.write_bytes(b"yesterday")
    with pytest.raises(NameTaken, match="--force"), written_whole(path, replace=False):
        pass
    assert path.read_bytes() == b"yesterday"
    with written_whole(path, replace=True) as file:
        file.write(b"today")
    assert path.read_bytes() == b"today"


def test_what_a_killed_backup_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "lab.zip.part").write_bytes(b"torn" * 1000)
    with written_whole(tmp_path / "lab.zip", replace=False) as file:
        file.write(b"whole")
    assert (tmp_path / "lab.zip").read_bytes() == b"whole"


def test_pieces_never_reach_beyond_their_object() -> None:
    stream = framed(
        ({"key": "a", "size": 3}, b"abc"), ({"key": "b", "size": 0}, b""), ({"key": "c", "size": 2}, b"\n\n")
    )
    found = [(each.header.key, b"".join(each.pieces)) for each in unpacked(io.BytesIO(stream), "lab")]
    assert found == [("a", b"abc"), ("b", b""), ("c", b"\n\n")]


def test_bytes_are_base64_in_the_file(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        found = json.loads(archive.read("manifest.json"))
        name, column = next(
            (table["name"], n)
            for table in found["tables"]
            for n, each in enumerate(table["columns"])
            if each["kind"] == "bytes" and table["n_rows"] and each["name"] in ("line", "lines")
        )
        row = json.loads(archive.read(f"tables/{name}.jsonl").splitlines()[0])
    assert json.loads(base64.b64decode(row[column]).split(b"\n")[0]) == {"source": "dish 0, ünïcode"}


def test_opening_a_backup_reads_nothing_of_its_rows(raw: bytes) -> None:
    assert Backup(io.BytesIO(raw)).manifest.n_rows > 50
