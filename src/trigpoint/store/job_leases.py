"""Engines that are alive, and which of them works on which job."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, delete, exists, literal, null, or_, select, update

from trigpoint.store.tables import engines as e
from trigpoint.store.tables import job_leases as t
from trigpoint.store.tables import labeling_jobs, tasks
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert


class RunningJob(NamedTuple):
    """A job that an engine has something to do for."""

    job_id: int
    status: str
    engine_id: str | None
    has_answered: bool
    """Whether closed tasks wait to be consolidated."""


class Beat(NamedTuple):
    """The sign of life of an engine."""

    engine_id: str
    name: str
    beat: int
    seen_at: int


_answered = exists().where(tasks.c.job_id == labeling_jobs.c.job_id, tasks.c.state == literal("answered"))
_RUNNING = Statement(
    select(labeling_jobs.c.job_id, labeling_jobs.c.status, t.c.engine_id, _answered)
    .select_from(labeling_jobs.outerjoin(t, t.c.job_id == labeling_jobs.c.job_id))
    .where(or_(*(labeling_jobs.c.status == literal(s) for s in ("Initializing", "InProgress", "Stopping"))))
    .order_by(labeling_jobs.c.job_id)
)
_ENGINES = Statement(select(e.c.engine_id, e.c.name, e.c.beat, e.c.seen_at).order_by(e.c.engine_id))
_REGISTER = Upsert(e, replaces=("name", "beat", "seen_at"))
_LAST_BEAT = Statement(select(e.c.beat).where(e.c.engine_id == bindparam("engine")))
_BEAT = Statement(
    update(e).where(e.c.engine_id == bindparam("engine")).values(beat=e.c.beat + 1, seen_at=bindparam("now"))
)
_BURY = Statement(delete(e).where(e.c.engine_id == bindparam("engine"), e.c.beat == bindparam("last_beat")))
_SIGN_OFF = Statement(delete(e).where(e.c.engine_id == bindparam("engine")))
_TAKE = Upsert(t)
_HOLDER = Statement(select(t.c.engine_id).where(t.c.job_id == bindparam("job")).with_for_update(read=True))
_DROP = Statement(delete(t).where(t.c.job_id == bindparam("job"), t.c.engine_id == bindparam("engine")))
_DROP_ALL = Statement(delete(t).where(t.c.engine_id == bindparam("engine")))
_ended = ~exists().where(
    labeling_jobs.c.job_id == t.c.job_id,
    or_(*(labeling_jobs.c.status == literal(s) for s in ("Initializing", "InProgress", "Stopping"))),
)
_DROP_ENDED = Statement(delete(t).where(t.c.engine_id == bindparam("engine"), _ended))
_ORPHANED = Statement(
    select(t.c.engine_id)
    .distinct()
    .select_from(t.outerjoin(e, e.c.engine_id == t.c.engine_id))
    .where(e.c.engine_id == null())
)


def running_jobs(tx: Transaction) -> list[RunningJob]:
    """Every job that is not in a final state, with the engine that holds it."""
    return [RunningJob(row[0], row[1], row[2], bool(row[3])) for row in tx.all(_RUNNING)]


def living_engines(tx: Transaction) -> list[Beat]:
    """Engines that nobody has found dead yet."""
    return [Beat(*row) for row in tx.all(_ENGINES)]


def register_engine(tx: Transaction, engine_id: str, name: str, now: int) -> None:
    """Says that the engine lives; one that was there before goes on with its jobs."""
    last: int = tx.value(_LAST_BEAT, engine=engine_id) or 0
    _REGISTER.run(tx, engine_id=engine_id, name=name, beat=last + 1, seen_at=now)


def beat(tx: Transaction, engine_id: str, now: int) -> bool:
    """A sign of life; False when others have taken the engine for dead."""
    return tx.run(_BEAT, engine=engine_id, now=now) > 0


def bury_engine(tx: Transaction, engine_id: str, last_beat: int) -> bool:
    """Takes an engine that has not beaten since `last_beat` for dead, and its jobs from it."""
    if tx.run(_BURY, engine=engine_id, last_beat=last_beat) == 0:
        return False
    tx.run(_DROP_ALL, engine=engine_id)
    return True


def take_job(tx: Transaction, job_id: int, engine_id: str) -> bool:
    """Whether the job was free and is this engine's now."""
    return _TAKE.run(tx, job_id=job_id, engine_id=engine_id) > 0


def job_holder(tx: Transaction, job_id: int) -> str | None:
    """The engine that holds the job; it keeps it until the transaction ends."""
    engine_id: str | None = tx.value(_HOLDER, job=job_id)
    return engine_id


def drop_job(tx: Transaction, job_id: int, engine_id: str) -> None:
    """Hands one job back."""
    tx.run(_DROP, job=job_id, engine=engine_id)


def drop_ended_jobs(tx: Transaction, engine_id: str) -> None:
    """Lets go of jobs that have come to their end."""
    tx.run(_DROP_ENDED, engine=engine_id)


def drop_orphaned_jobs(tx: Transaction) -> None:
    """Frees jobs whose engine is not among the living: a restored copy may hold such."""
    for (engine_id,) in tx.all(_ORPHANED):
        tx.run(_DROP_ALL, engine=engine_id)


def sign_off(tx: Transaction, engine_id: str) -> None:
    """Hands every job back and leaves the list of the living."""
    tx.run(_DROP_ALL, engine=engine_id)
    tx.run(_SIGN_OFF, engine=engine_id)
