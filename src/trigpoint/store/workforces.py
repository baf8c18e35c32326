"""The private workforce: one row at most."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.workteam import Workforce
from trigpoint.store.tables import workforces
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.values import as_json, from_json

_t = workforces.c
_INSERT = Statement(insert(workforces))
_THE_ONE = Statement(select(_t.name, _t.arn, _t.created_at, _t.modified_at, _t.request).limit(1))
_UPDATE = Statement(
    update(workforces)
    .where(_t.name == bindparam("which"))
    .values(request=bindparam("request"), modified_at=bindparam("modified_at"))
)
_DELETE = Statement(delete(workforces).where(_t.name == bindparam("which")))


def insert_workforce(tx: Transaction, workforce: Workforce) -> None:
    tx.run(
        _INSERT,
        name=workforce.name,
        arn=workforce.arn,
        created_at=to_micros(workforce.created_at),
        modified_at=to_micros(workforce.modified_at),
        request=as_json(workforce.request),
    )


def the_workforce(tx: Transaction) -> Workforce | None:
    """The installation's workforce, when it has one."""
    row = tx.one(_THE_ONE)
    if row is None:
        return None
    return Workforce(
        name=row[0],
        arn=row[1],
        created_at=from_micros(row[2]),
        modified_at=from_micros(row[3]),
        request=from_json(row[4]),
    )


def update_workforce(tx: Transaction, name: str, request: dict[str, Any], now: datetime) -> None:
    tx.run(_UPDATE, which=name, request=as_json(request), modified_at=to_micros(now))


def delete_workforce(tx: Transaction, name: str) -> None:
    tx.run(_DELETE, which=name)
