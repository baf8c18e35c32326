"""Sessions of signed-in workers, and the failures that slow guessing down."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, exists, insert, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.worker import Worker
from trigpoint.store.tables import group_members, labeling_jobs, sign_in_failures, workers, workteam_groups
from trigpoint.store.tables import sessions as t
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.upsert import Upsert
from trigpoint.store.values import from_json


class Session(NamedTuple):
    worker: Worker
    csrf: str
    expires_at: datetime


_WORKER = (
    workers.c.worker_id,
    workers.c.pool_id,
    workers.c.username,
    workers.c.sub,
    workers.c.status,
    workers.c.enabled,
    workers.c.created_at,
    workers.c.modified_at,
    workers.c.password_hash,
    workers.c.attributes,
)
_INSERT = Statement(insert(t))
_FIND = Statement(
    select(*_WORKER, t.c.csrf, t.c.expires_at)
    .select_from(t.join(workers, workers.c.worker_id == t.c.worker_id))
    .where(t.c.session_hash == bindparam("hash"), t.c.expires_at > bindparam("now"), workers.c.enabled == 1)
)
_EXTEND = Statement(
    update(t).where(t.c.session_hash == bindparam("hash")).values(expires_at=bindparam("until"))
)
_DELETE = Statement(delete(t).where(t.c.session_hash == bindparam("hash")))
_DELETE_OTHERS = Statement(
    delete(t).where(t.c.worker_id == bindparam("worker"), t.c.session_hash != bindparam("kept"))
)
_SWEEP = Statement(delete(t).where(t.c.expires_at <= bindparam("now")))
_EXACT = Statement(select(*_WORKER).where(workers.c.username == bindparam("username")).limit(2))
_ANY_CASE = Statement(select(*_WORKER).where(workers.c.username_key == bindparam("key")).limit(2))
_SET_PASSWORD = Statement(
    update(workers)
    .where(workers.c.worker_id == bindparam("worker"))
    .values(password_hash=bindparam("hash"), status="CONFIRMED", modified_at=bindparam("now"))
)
_TEAMS = Statement(
    select(workteam_groups.c.workteam_name)
    .distinct()
    .select_from(
        workteam_groups.join(
            group_members,
            (group_members.c.pool_id == workteam_groups.c.pool_id)
            & (group_members.c.group_name == workteam_groups.c.group_name),
        )
    )
    .where(group_members.c.worker_id == bindparam("worker"))
    .order_by(workteam_groups.c.workteam_name)
)
_in_team = exists().where(
    workteam_groups.c.workteam_name == labeling_jobs.c.workteam_name,
    workteam_groups.c.pool_id == group_members.c.pool_id,
    workteam_groups.c.group_name == group_members.c.group_name,
    group_members.c.worker_id == bindparam("worker"),
)
_OPEN_TO = Statement(
    select(labeling_jobs.c.status).where(labeling_jobs.c.job_id == bindparam("job"), _in_team)
)
_WORKABLE = Statement(
    select(labeling_jobs.c.job_id)
    .where(labeling_jobs.c.status == "InProgress", _in_team)
    .order_by(labeling_jobs.c.created_at)
    .limit(500)
)
_FAILURES = Statement(
    select(sign_in_failures.c.n_failures, sign_in_failures.c.last_at).where(
        sign_in_failures.c.username_key == bindparam("key")
    )
)
_NOTE_FAILURE = Upsert(sign_in_failures, replaces=("n_failures", "last_at"))
_FORGIVE = Statement(delete(sign_in_failures).where(sign_in_failures.c.username_key == bindparam("key")))


def _worker(row: Row) -> Worker:
    return Worker(
        worker_id=row[0],
        pool_id=row[1],
        username=row[2],
        sub=row[3],
        status=row[4],
        enabled=bool(row[5]),
        created_at=from_micros(row[6]),
        modified_at=from_micros(row[7]),
        password_hash=row[8],
        attributes=from_json(row[9]),
    )


def insert_session(
    tx: Transaction, session_hash: str, worker_id: str, csrf: str, now: datetime, expires_at: datetime
) -> None:
    tx.run(_SWEEP, now=to_micros(now))
    tx.run(
        _INSERT,
        session_hash=session_hash,
        worker_id=worker_id,
        csrf=csrf,
        created_at=to_micros(now),
        expires_at=to_micros(expires_at),
    )


def find_session(tx: Transaction, session_hash: str, now: datetime) -> Session | None:
    """The live session of an enabled worker."""
    row = tx.one(_FIND, hash=session_hash, now=to_micros(now))
    return Session(_worker(row), row[10], from_micros(row[11])) if row else None


def extend_session(tx: Transaction, session_hash: str, expires_at: datetime) -> None:
    tx.run(_EXTEND, hash=session_hash, until=to_micros(expires_at))


def delete_session(tx: Transaction, session_hash: str) -> None:
    tx.run(_DELETE, hash=session_hash)


def set_own_password(
    tx: Transaction, worker_id: str, password_hash: str, now: datetime, *, kept_session: str
) -> None:
    """Sets the password and ends the worker's other sessions."""
    tx.run(_SET_PASSWORD, worker=worker_id, hash=password_hash, now=to_micros(now))
    tx.run(_DELETE_OTHERS, worker=worker_id, kept=kept_session)


def worker_signing_in(tx: Transaction, username: str) -> Worker | None:
    """The worker of exactly that name, else the only one of that name in any case."""
    for statement, given in ((_EXACT, {"username": username}), (_ANY_CASE, {"key": username.lower()})):
        rows = tx.all(statement, **given)
        if len(rows) == 1:
            return _worker(rows[0])
    return None


def teams_of(tx: Transaction, worker_id: str) -> list[str]:
    return [row[0] for row in tx.all(_TEAMS, worker=worker_id)]


def status_for_worker(tx: Transaction, job_id: int, worker_id: str) -> str | None:
    """The job's state, when the worker is in its team; else None."""
    status: str | None = tx.value(_OPEN_TO, job=job_id, worker=worker_id)
    return status


def workable_job_ids(tx: Transaction, worker_id: str) -> list[int]:
    """Jobs in progress for the teams of the worker, oldest first."""
    return [row[0] for row in tx.all(_WORKABLE, worker=worker_id)]


def recent_failures(tx: Transaction, username: str) -> tuple[int, int]:
    """(failed sign-ins in a row, micros of the last)."""
    row = tx.one(_FAILURES, key=username.lower())
    return (row[0], row[1]) if row else (0, 0)


def note_failure(tx: Transaction, username: str, n_failures: int, now: datetime) -> None:
    _NOTE_FAILURE.run(tx, username_key=username.lower(), n_failures=n_failures, last_at=to_micros(now))


def forgive_failures(tx: Transaction, username: str) -> None:
    tx.run(_FORGIVE, key=username.lower())
