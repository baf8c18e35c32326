"""Tables and migrations agree, on both databases; rows survive every migration; starts at once do no harm."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, create_engine, func, insert, inspect, select, text
from sqlalchemy.pool import NullPool

from trigpoint.model.errors import Unavailable, WrongState
from trigpoint.store.migrate import HEAD, alembic_config, migrate, schema_version, upgrade
from trigpoint.store.opening import open_database
from trigpoint.store.schema import kind_of, tables_at
from trigpoint.store.tables import metadata
from trigpoint.store.whole_connection import connect_whole, with_driver

PATIENCE_SECONDS = 120


def revisions() -> list[str]:
    """All migrations, oldest first."""
    with create_engine("sqlite://", poolclass=NullPool).connect() as connection:
        script = ScriptDirectory.from_config(alembic_config(connection))
        return [each.revision for each in script.walk_revisions()][::-1]


def version_of(url: str) -> str | None:
    with connect_whole(url) as connection:
        return schema_version(connection)


# ---- what the tables are


def test_all_migrations_give_the_tables_of_this_version(database_url: str) -> None:
    migrate(database_url)
    with connect_whole(database_url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_catalogue_after_all_migrations_is_the_one_that_the_tables_make(database_url: str) -> None:
    """Alembic's comparison is blind to WHERE of indexes, primary keys and WITHOUT ROWID; this is not."""
    migrate(database_url)
    with connect_whole(database_url) as connection:
        migrated = catalogue(connection)
        for name in migrated:
            connection.execute(text(f'DROP TABLE "{name}"'))
        metadata.create_all(connection)
        made = catalogue(connection)
    assert migrated == made
    assert set(made) == set(metadata.tables)


def catalogue(connection: Connection) -> dict[str, Any]:
    """What the database itself says of each table, in no order where order means nothing."""
    read = _sqlite_table if connection.dialect.name == "sqlite" else _postgres_table
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {name: read(connection, name) for name in sorted(names)}


def _sqlite_table(connection: Connection, name: str) -> dict[str, Any]:
    found = connection.execute(
        text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :name"), {"name": name}
    ).all()
    indexes = {_plain(sql) for kind, sql in found if kind == "index" and sql}
    table = next(sql for kind, sql in found if kind == "table")
    columns = connection.exec_driver_sql(f'PRAGMA table_xinfo("{name}")').all()
    uniques = {
        (tuple(row[2] for row in connection.exec_driver_sql(f'PRAGMA index_info("{index[1]}")')), index[3])
        for index in connection.exec_driver_sql(f'PRAGMA index_list("{name}")').all()
        if index[3] != "c"
    }
    return {
        "columns": {column[1:] for column in columns},  # name, type, not null, default, place in the key
        "indexes": indexes,
        "uniques": uniques,
        "constraint names": set(re.findall(r"CONSTRAINT (\w+)", table)),
        "without rowid": "WITHOUT ROWID" in table,
    }


def _postgres_table(connection: Connection, name: str) -> dict[str, Any]:
    columns = text(
        "SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns"
        " WHERE table_name = :name AND table_schema = current_schema()"
    )
    constraints = text(
        "SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = cast(:name AS regclass) AND contype IN ('p', 'u', 'f', 'c')"
    )
    indexes = text("SELECT indexdef FROM pg_indexes WHERE tablename = :name")
    return {
        what: {tuple(row) for row in connection.execute(query, {"name": name})}
        for what, query in {"columns": columns, "constraints": constraints, "indexes": indexes}.items()
    }


def _plain(sql: str) -> str:
    return " ".join(sql.replace('"', "").split())


def test_every_partial_index_has_its_condition_in_the_database(database_url: str) -> None:
    migrate(database_url)
    wanted = {
        index.name: _plain(str(index.dialect_options["sqlite"]["where"]))
        for table in metadata.sorted_tables
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert {"ix_tasks_open", "ix_assignments_due"} <= set(wanted)
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index'",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes",
    }
    with connect_whole(database_url) as connection:
        found = dict(tuple(row) for row in connection.execute(text(query[connection.dialect.name])))
    for name, condition in wanted.items():
        column = condition.split()[0]
        assert re.search(rf" WHERE .*{column}", found[name]), name


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    migrate(database_url)
    assert version_of(database_url) == HEAD


def test_head_names_the_newest_migration() -> None:
    assert revisions()[-1] == HEAD
    assert revisions() == sorted(revisions()), "versions are compared as text"


# ---- rows


def example_rows(table: Table, n_rows: int = 3) -> list[dict[str, Any]]:
    """Rows that fill every column, each value its own, the last row with every null that may be."""
    values: dict[str, Any] = {
        "int32": lambda n, k: 100 * k + n,
        "int64": lambda n, k: 1_933_664_102_117_000 + 100 * k + n,
        "float": lambda n, k: k + n / 8,
        "text": lambda n, k: f'{{"text {k}": "row {n}, ünïcode, \'quotes\', 100 %"}}',
        "bytes": lambda n, k: b'{"source": "\x00\xff line %d of %d"}' % (n, k),
    }
    rows = [
        {
            column.name: None if n == n_rows and column.nullable else values[kind_of(column)](n, k)
            for k, column in enumerate(table.columns)
        }
        for n in range(1, n_rows + 1)
    ]
    return [row | numbers for row, numbers in zip(rows, NUMBERS.get(table.name, [{}] * n_rows), strict=True)]


NUMBERS: dict[str, list[dict[str, int]]] = {
    "data_objects": [
        {"job_id": 1, "object_index": 0, "prelabeled": 0},
        {"job_id": 1, "object_index": 1, "prelabeled": 2},
        {"job_id": 2, "object_index": 0, "prelabeled": 0},
    ],
}
"""Where a migration counts on what the numbers of a table can be."""


def rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    return [dict(row) for row in rows]


def objects_of_pages(connection: Connection) -> list[dict[str, Any]]:
    """The rows of `data_objects`, out of the pages that 0003 put them into."""
    pages = connection.execute(
        text(
            "SELECT job_id, first_index, n_objects, n_waiting, prelabeled, lines FROM object_pages"
            " ORDER BY job_id, first_index"
        )
    )
    found = []
    for job_id, first, n_objects, n_waiting, prelabeled, joined in pages:
        marks = list(bytes(prelabeled)) if prelabeled is not None else [0] * n_objects
        assert (len(marks), marks.count(0)) == (n_objects, n_waiting)
        lines = bytes(joined).split(b"\n")
        found += [
            {"job_id": job_id, "object_index": first + n, "line": line, "prelabeled": mark}
            for n, (line, mark) in enumerate(zip(lines, marks, strict=True))
        ]
    return found


MOVED: dict[tuple[str, str], Callable[[Connection], list[dict[str, Any]]]] = {
    ("0003", "data_objects"): objects_of_pages,
}
"""Tables that a migration does away with, and how their rows are read where they are since."""


@pytest.mark.parametrize("revision", revisions()[1:])
def test_a_migration_keeps_the_rows_of_the_version_before_it(database_url: str, revision: str) -> None:
    before = revisions()[revisions().index(revision) - 1]
    tables = tables_at(before)
    with connect_whole(database_url, alone=True) as connection:
        upgrade(connection, before)
        for table in tables:
            connection.execute(insert(table), example_rows(table))
    with connect_whole(database_url, alone=True) as connection:
        upgrade(connection, revision)
    after = {table.name: table for table in tables_at(revision)}
    with connect_whole(database_url) as connection:
        for table in tables:
            given = example_rows(table)
            if table.name not in after:
                assert MOVED[revision, table.name](connection) == given
                continue
            kept = [column.name for column in table.columns if column.name in after[table.name].columns]
            found = [{name: row[name] for name in kept} for row in rows_of(connection, after[table.name])]
            assert found == [{name: row[name] for name in kept} for row in given], table.name


def test_an_old_database_with_rows_comes_to_this_version_when_it_is_opened(database_url: str) -> None:
    with connect_whole(database_url, alone=True) as connection:
        upgrade(connection, "0001")
        for table in tables_at("0001"):
            connection.execute(insert(table), example_rows(table))
    open_database(database_url).close()
    assert version_of(database_url) == HEAD
    names = {table.name for table in tables_at("0001")}
    with connect_whole(database_url) as connection:
        for table in tables_at(HEAD):
            if table.name in names:
                n_rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
                assert n_rows == 3, table.name


# ---- starts at once, and starts that are cut short

OPEN = "import sys; from trigpoint.store.opening import open_database; open_database(sys.argv[1]).close()"

SLOWLY = """
import sys, time
from sqlalchemy import event
from sqlalchemy.engine import Engine

@event.listens_for(Engine, "after_cursor_execute")
def linger(connection, cursor, statement, *_):
    if statement.lstrip().startswith("CREATE"):
        time.sleep(0.02)
"""

KILLED = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine

left = int(sys.argv[2])

@event.listens_for(Engine, "after_cursor_execute")
def die(connection, cursor, statement, *_):
    global left
    if statement.lstrip().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_processes_that_start_at_once_over_a_new_database_migrate_it_once(database_url: str) -> None:
    starting = [start(SLOWLY + OPEN, with_driver(database_url)) for _ in range(5)]
    for process in starting:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, said
    with connect_whole(database_url) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [(HEAD,)]


def test_processes_that_start_at_once_over_an_old_database_migrate_it_once(database_url: str) -> None:
    with connect_whole(database_url, alone=True) as connection:
        upgrade(connection, "0001")
        for table in tables_at("0001"):
            connection.execute(insert(table), example_rows(table))
    starting = [start(SLOWLY + OPEN, with_driver(database_url)) for _ in range(4)]
    for process in starting:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, said
    assert version_of(database_url) == HEAD


@pytest.mark.parametrize("n_statements", [1, 2, 7, 30])
def test_a_first_start_that_was_killed_is_made_good_by_the_next(database_url: str, n_statements: int) -> None:
    process = start(KILLED + OPEN, with_driver(database_url), str(n_statements))
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == -signal.SIGKILL, said
    open_database(database_url).close()
    with connect_whole(database_url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.parametrize("n_statements", [1, 2, 3])
def test_an_upgrade_that_was_killed_has_changed_nothing_and_is_made_good(
    database_url: str, n_statements: int
) -> None:
    with connect_whole(database_url, alone=True) as connection:
        upgrade(connection, "0001")
        for table in tables_at("0001"):
            connection.execute(insert(table), example_rows(table))
        before = catalogue(connection)
    process = start(KILLED + OPEN, with_driver(database_url), str(n_statements))
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == -signal.SIGKILL, said
    with connect_whole(database_url) as connection:
        assert (schema_version(connection), catalogue(connection)) == ("0001", before)
    open_database(database_url).close()
    assert version_of(database_url) == HEAD


# ---- newer databases, and the copy of what was before


def test_a_database_of_a_newer_version_is_refused_with_what_to_do(database_url: str) -> None:
    migrate(database_url)
    with connect_whole(database_url, alone=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9000'"))
    with pytest.raises(WrongState, match=r"schema 9000, newer than .* install the version that wrote it"):
        open_database(database_url)
    assert version_of(database_url) == "9000"


def test_up_says_in_one_sentence_that_the_database_is_newer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'trigpoint.db'}"
    migrate(url)
    with connect_whole(url, alone=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9000'"))
    command = [sys.executable, "-m", "trigpoint.cli.main", "up", "--data", str(tmp_path), "--port", "0"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert ended.returncode == 1
    assert "Error: the database has schema 9000" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """An SQLite database of the first version, with rows."""
    path = tmp_path / "trigpoint.db"
    with connect_whole(f"sqlite:///{path}", alone=True) as connection:
        upgrade(connection, "0001")
        for table in tables_at("0001"):
            connection.execute(insert(table), example_rows(table))
    return path


def test_an_sqlite_file_is_copied_before_it_is_changed(
    old_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_database(f"sqlite:///{old_file}").close()
    copy = old_file.with_name(f"trigpoint.db.before-{HEAD}")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert str(copy) in "".join(capsys.readouterr())
    with connect_whole(f"sqlite:///{copy}") as connection:
        assert schema_version(connection) == "0001"
        for table in tables_at("0001"):
            assert rows_of(connection, table) == example_rows(table), table.name
    assert not list(old_file.parent.glob("*.part"))


def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'trigpoint.db'}").close()
    assert not list(tmp_path.glob("*before*"))


def test_without_room_for_the_copy_nothing_is_changed(old_file: Path) -> None:
    old_file.with_name(f"trigpoint.db.before-{HEAD}").mkdir()
    with pytest.raises(Unavailable, match=r"make room for .*before-"):
        open_database(f"sqlite:///{old_file}")
    assert version_of(f"sqlite:///{old_file}") == "0001"
