"""Nothing can be deleted by accident: what people have done has no statement that removes it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Delete, Insert, Update

import trigpoint.store
from trigpoint.store.tables import metadata
from trigpoint.store.transaction import Statement
from trigpoint.store.upsert import Upsert

SOURCE = Path(__file__).resolve().parents[2] / "src" / "trigpoint"

KEPT = {
    "labeling_jobs",
    "labels",
    "tasks",
    "task_inputs",
    "assignments",
    "answers",
    "groups",
    "worker_jobs",
    "workers",
    "problem_reports",
    "worker_settings",
    "job_priors",
}
"""The work, and who did it. A worker who is deleted only loses teams and sign-ins."""
CLEARED_BY_INGEST = {"object_pages", "data_objects"}
"""Lines of a manifest: cleared when a reading that was interrupted starts over, before the job has a task."""
REMOVABLE = {
    "offers": "a task's free slot, which goes when it is taken; the task stays",
    "drafts": "what was typed before the answer, which goes when the answer is saved",
    "sessions": "sign-ins",
    "sign_in_failures": "mistyped passwords",
    "console_users": "managers who left; what they did is in the jobs",
    "console_sessions": "sign-ins",
    "access_keys": "keys that were given to people; what was done with them stays",
    "engines": "who is running",
    "job_leases": "who is running which job",
    "user_pools": "set up by the customer, deleted by the customer",
    "user_pool_clients": "as user_pools",
    "user_pool_domains": "as user_pools",
    "user_groups": "as user_pools",
    "group_members": "as user_pools",
    "workforces": "as user_pools",
    "workteams": "as user_pools; jobs keep their team's name and ARN",
    "workteam_groups": "as user_pools",
    "task_uis": "as user_pools; jobs keep the template that they began with",
    "tags": "as user_pools",
}


def statements() -> Iterator[tuple[str, Any]]:
    """Every statement of the store, with the module that it is in."""
    for found in pkgutil.iter_modules(trigpoint.store.__path__):
        if found.ispkg:
            continue
        module = importlib.import_module(f"trigpoint.store.{found.name}")
        for value in vars(module).values():
            yield from ((found.name, clause) for clause in clauses(value))


def clauses(value: Any) -> Iterator[Any]:
    if isinstance(value, Statement):
        yield value._clause
    elif isinstance(value, Upsert):
        yield from (each._clause for each in value._statements.values())
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from clauses(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from clauses(each)


def test_every_table_is_either_kept_or_may_be_removed_from_for_a_reason() -> None:
    known = KEPT | CLEARED_BY_INGEST | set(REMOVABLE)
    assert set(metadata.tables) <= known, "a new table: say whether its rows may ever go"


def test_no_statement_of_the_store_deletes_what_is_kept() -> None:
    deleted = {(module, clause.table.name) for module, clause in statements() if isinstance(clause, Delete)}
    assert len(deleted) >= len(REMOVABLE) - 2, "the statements were not found"
    assert not [each for each in deleted if each[1] in KEPT]
    assert {module for module, table in deleted if table in CLEARED_BY_INGEST} == {"data_objects"}


def test_answers_are_never_changed() -> None:
    for module, clause in statements():
        assert not (isinstance(clause, Update) and clause.table.name == "answers"), module
        if isinstance(clause, Insert) and clause.table.name == "answers":
            how = clause._post_values_clause
            assert how is None or "DO NOTHING" in str(how) or type(how).__name__ == "OnConflictDoNothing"


def test_the_store_writes_its_deletes_with_core_where_this_test_sees_them() -> None:
    """Text that deletes, or a delete built inside a function, would not be found among the statements."""
    for path in (SOURCE / "store").glob("*.py"):
        tree = ast.parse(path.read_text())
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        inside = [node for function in functions for node in ast.walk(function)]
        built = [n for n in inside if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "delete"]
        assert not built, f"{path.name}: build it at the top of the module"
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        raw = [text for text in texts if text.lstrip().startswith(("DELETE ", "DROP ", "TRUNCATE "))]
        assert raw == ([] if path.name != "fill.py" else ['DROP TABLE "']), path.name


def test_the_one_drop_of_the_store_is_of_tables_that_were_found_empty() -> None:
    """A restore makes the tables of PostgreSQL anew; it looks into them first, and holds them locked."""
    tree = ast.parse((SOURCE / "store" / "fill.py").read_text())
    fill = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "fill_empty")
    called = [getattr(n.func, "id", "") for n in ast.walk(fill) if isinstance(n, ast.Call)]
    order = [name for name in called if name in ("_lock_tables", "_check_empty", "_drop_tables")]
    assert order == ["_lock_tables", "_check_empty", "_drop_tables"]
    callers = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "_drop_tables"
    ]
    assert len(callers) == 1


def test_lines_of_a_manifest_are_cleared_by_its_reading_alone() -> None:
    users = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "clear_objects" in path.read_text()
    }
    assert users == {"store/data_objects.py", "engine/ingest.py"}


@pytest.mark.parametrize("room", ["cli", "app", "engine", "backup"])
def test_files_that_these_rooms_remove_are_their_own_half_written_ones(room: str) -> None:
    allowed = {"backup/file.py": {"partial"}, "backup/restore.py": {"passing"}}
    for path in (SOURCE / room).rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in {"unlink", "rmtree", "rmdir", "removedirs"}:
                assert ast.unparse(node.value) in allowed.get(name, set()), f"{name}:{node.lineno}"
