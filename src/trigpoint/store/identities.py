"""Who a worker is in answer files."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from trigpoint.model.worker import issuer_of
from trigpoint.store.tables import workers as t
from trigpoint.store.transaction import Statement, Transaction

_IDENTITY = Statement(select(t.c.pool_id, t.c.sub).where(t.c.worker_id == bindparam("worker")))


def identities_of(tx: Transaction, worker_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """The `identityData` of each worker (outputs.md 1.5)."""
    found = {}
    for worker_id in worker_ids:
        row = tx.one(_IDENTITY, worker=worker_id)
        assert row is not None
        found[worker_id] = {
            "identityProviderType": "Cognito",
            "issuer": issuer_of(row[0]),
            "sub": row[1],
        }
    return found
