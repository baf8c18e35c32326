"""Saying which index a query walks along, where SQLite would choose another.

SQLite knows nothing of how many rows a partial index holds: it takes the primary key for as good, and would
read all tasks of a job to find the few that are open. PostgreSQL counts, and needs no word of this.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql import Select


class _HintingCompiler(SQLiteCompiler):
    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


class SqliteDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's own, which leaves no hint out."""

    statement_compiler = _HintingCompiler
    supports_statement_cache = True


def along(index: str, table: Table, query: Select[Any]) -> Select[Any]:
    """The query over `table`, walking along the index. A partial one needs its condition in the query."""
    return query.with_hint(table, f"INDEXED BY {index}", "sqlite")
