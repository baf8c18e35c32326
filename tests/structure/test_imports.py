"""Imports run one way: `model <- store, blobs, ... <- functions <- tasktypes <- engine <- http <- cli`."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "trigpoint"

ROWS = (
    {"model"},
    {
        "store",
        "blobs",
        "formats",
        "consolidate",
        "learn",
        "templates",
        "settings",
        "keyring",
        "logs",
        "tallies",
        "tls",
    },
    {"metrics"},
    {"functions"},
    {"tasktypes"},
    {"engine"},
    {"http", "backup"},
    {"app"},
    {"cli"},
)
CLIENTS = {"setup": {"model", "formats"}, "pose": {"model", "formats", "consolidate", "setup"}}
"""Clients of the public API and what they know; only `cli` knows them."""
NUMERICS = {"consolidate", "learn"}

MODULES = sorted(SOURCE.rglob("*.py"))


def room_of(module: str) -> str:
    """`trigpoint.http.aws.s3` is in the room http; the package itself is in none."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def allowed(room: str) -> set[str]:
    """Rooms that `room` may import from, itself included."""
    if room in CLIENTS:
        return CLIENTS[room] | {room}
    below: set[str] = set()
    for row in ROWS:
        if room in row:
            return below | {room} | (set(CLIENTS) if room == "cli" else set())
        below |= row
    raise AssertionError(f"{room!r} is a new room: give it a place in ROWS or CLIENTS")


def module_name(path: Path) -> str:
    return ".".join(("trigpoint", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")


@cache
def imports(path: Path) -> list[tuple[int, str]]:
    """Line and full name of each module that a file imports from; relative ones begin with a dot."""
    return list(_imports(path))


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")
            yield from (
                (node.lineno, f"{node.module}.{alias.name}") for alias in node.names if not node.level
            )


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_from_rooms_before_its_own(path: Path) -> None:
    room = room_of(module_name(path))
    wrong = [
        f"line {line}: {name}"
        for line, name in imports(path)
        if name.startswith("trigpoint.") and room_of(name) not in allowed(room) | {"__version__"}
    ]
    assert not wrong, f"{room} may import from {sorted(allowed(room))}"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_name_their_module_in_full(path: Path) -> None:
    assert not [name for _, name in imports(path) if name.startswith(".")]


def test_only_the_store_knows_sql() -> None:
    knowing = {
        room_of(module_name(path))
        for path in MODULES
        for _, name in imports(path)
        if name.split(".")[0] in {"sqlalchemy", "alembic", "sqlite3", "psycopg"}
    }
    assert knowing == {"store"}


def test_only_the_templates_know_liquid() -> None:
    knowing = {
        room_of(module_name(path))
        for path in MODULES
        for _, name in imports(path)
        if name.split(".")[0] == "liquid"
    }
    assert knowing == {"templates"}


def test_only_metrics_and_operations_know_prometheus() -> None:
    """Engine and store are given callables."""
    knowing = {
        module_name(path)
        for path in MODULES
        for _, name in imports(path)
        if name.split(".")[0] == "prometheus_client"
    }
    operations = "trigpoint.http.operations."
    assert {name for name in knowing if not name.startswith(operations)} == {
        "trigpoint.metrics",
        "trigpoint.tallies",
    }


def test_the_engine_knows_no_http() -> None:
    for path in (SOURCE / "engine").rglob("*.py"):
        known = {name.split(".")[0] for _, name in imports(path)}
        assert not known & {"starlette", "uvicorn", "http"}, path


def test_numerics_know_only_the_model_and_numeric_libraries() -> None:
    for room in NUMERICS:
        for path in (SOURCE / room).rglob("*.py"):
            known = {name.split(".")[0] for _, name in imports(path)}
            assert not known & {"starlette", "sqlalchemy", "botocore", "obstore"}, path


def test_aws_and_portal_do_not_know_each_other() -> None:
    for room, other in (("aws", "portal"), ("portal", "aws")):
        for path in (SOURCE / "http" / room).rglob("*.py"):
            assert not [name for _, name in imports(path) if name.startswith(f"trigpoint.http.{other}")], path


def test_the_server_starts_without_numerics() -> None:
    """Numerics run in worker processes; in the server they would cost 100 MB and a second."""
    script = "import sys, trigpoint.app.server, trigpoint.app.engine; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"numpy", "scipy", "sklearn", "pandas"} & set(said.stdout.split())


def test_every_module_can_be_imported_where_posix_modules_are_missing() -> None:
    """As on Windows, where commands that only talk to a server are used; locks there are its own."""
    script = """
import builtins, importlib, sys

missing = {"fcntl", "resource", "termios", "tty", "pwd", "grp", "pty", "syslog", "uvloop"}
real = builtins.__import__

def as_on_windows(name, globals=None, *rest):
    ours = str((globals or {}).get("__name__", "")).startswith("trigpoint")
    if ours and name in missing:
        raise ImportError(name)
    if ours and name == "msvcrt":  # the one that is there instead
        return sys
    return real(name, globals, *rest)

builtins.__import__ = as_on_windows
for name in sys.argv[1:]:
    importlib.import_module(name)
"""
    names = [name for path in MODULES if ".migrations." not in (name := module_name(path))]
    command = [sys.executable, "-W", "ignore", "-c", script, *names]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr[-2000:]
