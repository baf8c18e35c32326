"""Inserting where a row may stand already; the one construct that Core spells per database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from trigpoint.store.transaction import Statement, Transaction


class Upsert:
    """Inserts a row; where its key stands already, `replaces` those columns and `adds` to those, or does
    nothing."""

    def __init__(self, table: Table, *, replaces: tuple[str, ...] = (), adds: tuple[str, ...] = ()) -> None:
        self._statements = {
            "sqlite": Statement(_upsert(sqlite.insert(table), table, replaces, adds)),
            "postgresql": Statement(_upsert(postgresql.insert(table), table, replaces, adds)),
        }

    def run(self, tx: Transaction, **row: Any) -> int:
        return tx.run(self._statements[tx.dialect_name], **row)

    def send(self, tx: Transaction, **row: Any) -> None:
        """As `run`, where nobody asks for the outcome."""
        tx.send(self._statements[tx.dialect_name], **row)

    def run_many(self, tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
        tx.run_many(self._statements[tx.dialect_name], rows)


def _upsert(insert: Any, table: Table, replaces: tuple[str, ...], adds: tuple[str, ...]) -> Any:
    if not replaces and not adds:
        return insert.on_conflict_do_nothing()
    changed = {name: insert.excluded[name] for name in replaces}
    changed |= {name: table.c[name] + insert.excluded[name] for name in adds}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)
