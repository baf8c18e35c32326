"""Labeling jobs: their rows, their counters, and the lists of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Select

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.labeling_job import JobConfig, JobFilters, JobPage, JobStatus, LabelCounters, LabelingJob
from trigpoint.store.tables import labeling_jobs as t
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.values import as_json, from_json, struct_from_json

_COLUMNS = (
    t.c.job_id,
    t.c.name,
    t.c.arn,
    t.c.reference_code,
    t.c.status,
    t.c.created_at,
    t.c.modified_at,
    t.c.config,
    t.c.request,
    t.c.labels,
    t.c.options,
    t.c.failure_reason,
    t.c.stop_reason,
    t.c.output_uri,
    t.c.total,
    t.c.human_labeled,
    t.c.machine_labeled,
    t.c.failed,
    t.c.prelabeled,
    t.c.n_tasks,
)


def job_of(row: Row) -> LabelingJob:
    return LabelingJob(
        job_id=row[0],
        name=row[1],
        arn=row[2],
        reference_code=row[3],
        status=row[4],
        created_at=from_micros(row[5]),
        modified_at=from_micros(row[6]),
        config=struct_from_json(row[7], JobConfig),
        request=from_json(row[8]),
        labels=tuple(from_json(row[9])),
        options=from_json(row[10]),
        failure_reason=row[11],
        stop_reason=row[12],
        output_uri=row[13],
        counters=LabelCounters(
            total=row[14],
            human_labeled=row[15],
            machine_labeled=row[16],
            failed=row[17],
            prelabeled=row[18],
            staged=row[19],
        ),
    )


_START: dict[str, Any] = {
    "labels": "[]",
    "options": "{}",
    "total": 0,
    "human_labeled": 0,
    "machine_labeled": 0,
    "failed": 0,
    "prelabeled": 0,
    "next_object": 0,
    "n_tasks": 0,
    "n_groups": 0,
    "next_offer": 1,
    "function_state": "",
    "n_exported": -1,
    "status": "Initializing",
}
_GIVEN = (
    "name",
    "name_key",
    "reference_code",
    "arn",
    "created_at",
    "modified_at",
    "workteam_name",
    "workteam_arn",
    "task_type",
    "config",
    "request",
)
_INSERT = {
    name: Statement(
        insert(t)
        .values(**_START, **{column: bindparam(column) for column in _GIVEN})
        .on_conflict_do_nothing()
        .returning(t.c.job_id)
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def insert_job(
    tx: Transaction,
    *,
    name: str,
    arn: str,
    reference_code: str,
    config: JobConfig,
    request: dict[str, Any],
    workteam_name: str,
    now: datetime,
) -> int | None:
    """The id of a new job, in state Initializing; None when the name is taken."""
    micros = to_micros(now)
    job_id: int | None = tx.value(
        _INSERT[tx.dialect_name],
        name=name,
        name_key=name.lower(),
        reference_code=reference_code,
        arn=arn,
        created_at=micros,
        modified_at=micros,
        workteam_name=workteam_name,
        workteam_arn=config.workteam_arn,
        task_type=config.task_type,
        config=as_json(config),
        request=as_json(request),
    )
    return job_id


_BY_NAME = Statement(select(*_COLUMNS).where(t.c.name_key == bindparam("name_key")))
_BY_ID = Statement(select(*_COLUMNS).where(t.c.job_id == bindparam("job_id")))
_STATUS = Statement(select(t.c.status).where(t.c.job_id == bindparam("job_id")).with_for_update())


def job_named(tx: Transaction, name: str) -> LabelingJob | None:
    """The job of that name, upper and lower case alike."""
    row = tx.one(_BY_NAME, name_key=name.lower())
    return job_of(row) if row else None


def job_by_id(tx: Transaction, job_id: int) -> LabelingJob | None:
    row = tx.one(_BY_ID, job_id=job_id)
    return job_of(row) if row else None


def job_status(tx: Transaction, job_id: int) -> JobStatus:
    """The job's state, held fast until the transaction ends."""
    status: JobStatus = tx.value(_STATUS, job_id=job_id)
    return status


_SET_STATUS = Statement(
    update(t)
    .where(t.c.job_id == bindparam("id"))
    .values(
        status=bindparam("status"),
        modified_at=bindparam("modified_at"),
        failure_reason=func.coalesce(bindparam("failure_reason"), t.c.failure_reason),
        stop_reason=func.coalesce(bindparam("stop_reason"), t.c.stop_reason),
    )
)


def set_status(
    tx: Transaction,
    job_id: int,
    status: JobStatus,
    now: datetime,
    *,
    failure_reason: str | None = None,
    stop_reason: str | None = None,
) -> None:
    tx.run(
        _SET_STATUS,
        id=job_id,
        status=status,
        modified_at=to_micros(now),
        failure_reason=failure_reason,
        stop_reason=stop_reason,
    )


_SET_SETUP = Statement(
    update(t)
    .where(t.c.job_id == bindparam("id"))
    .values(labels=bindparam("labels"), options=bindparam("options"), template=bindparam("template"))
)
_SET_INGESTED = Statement(
    update(t)
    .where(t.c.job_id == bindparam("id"))
    .values(
        total=bindparam("total"),
        human_labeled=bindparam("human"),
        machine_labeled=bindparam("machine"),
        prelabeled=bindparam("prelabeled"),
    )
)


def set_setup(
    tx: Transaction, job_id: int, *, labels: tuple[str, ...], options: dict[str, Any], template: str
) -> None:
    """Keeps what was read from storage when the job began."""
    tx.run(_SET_SETUP, id=job_id, labels=as_json(labels), options=as_json(options), template=template)


def set_ingested(tx: Transaction, job_id: int, *, total: int, human: int, machine: int) -> None:
    """Keeps the counts of the input; objects labeled on input are labeled from the start."""
    tx.run(_SET_INGESTED, id=job_id, total=total, human=human, machine=machine, prelabeled=human + machine)


_STAGED = Statement(
    update(t)
    .where(t.c.job_id == bindparam("id"))
    .values(
        next_object=bindparam("next_object"),
        n_tasks=t.c.n_tasks + bindparam("n_staged"),
        next_offer=t.c.next_offer + bindparam("n_offers"),
        failed=t.c.failed + bindparam("n_failed"),
    )
)
_STAGING = Statement(
    select(t.c.next_object, t.c.n_tasks, t.c.next_offer)
    .where(t.c.job_id == bindparam("job_id"))
    .with_for_update()
)


def staging_position(tx: Transaction, job_id: int) -> tuple[int, int, int]:
    """(next object to stage, objects staged so far, next offer position)."""
    row = tx.one(_STAGING, job_id=job_id)
    assert row is not None
    return row[0], row[1], row[2]


def advance_staging(
    tx: Transaction, job_id: int, *, next_object: int, n_staged: int, n_offers: int, n_failed: int
) -> None:
    tx.run(
        _STAGED, id=job_id, next_object=next_object, n_staged=n_staged, n_offers=n_offers, n_failed=n_failed
    )


_NEXT_OFFER = Statement(
    update(t)
    .where(t.c.job_id == bindparam("id"))
    .values(next_offer=t.c.next_offer + 1)
    .returning(t.c.next_offer - 1)
)


def take_offer_position(tx: Transaction, job_id: int) -> int:
    """A position ahead of every worker's cursor."""
    position: int = tx.value(_NEXT_OFFER, id=job_id)
    return position


_COUNT = Statement(
    update(t)
    .where(t.c.job_id == bindparam("id"))
    .values(human_labeled=t.c.human_labeled + bindparam("labeled"), failed=t.c.failed + bindparam("n_failed"))
)
_NEXT_GROUP = Statement(
    update(t).where(t.c.job_id == bindparam("id")).values(n_groups=t.c.n_groups + 1).returning(t.c.n_groups)
)
_SET_STATE = Statement(
    update(t).where(t.c.job_id == bindparam("id")).values(function_state=bindparam("state"))
)
_GET_STATE = Statement(select(t.c.function_state).where(t.c.job_id == bindparam("job_id")))
_SET_OUTPUT = Statement(
    update(t)
    .where(t.c.job_id == bindparam("id"))
    .values(output_uri=bindparam("uri"), n_exported=bindparam("n_exported"))
)
_N_EXPORTED = Statement(select(t.c.n_exported).where(t.c.job_id == bindparam("job_id")))
_TEMPLATE = Statement(select(t.c.template).where(t.c.job_id == bindparam("job_id")))


def add_outcomes(tx: Transaction, job_id: int, *, labeled: int, failed: int) -> None:
    tx.run(_COUNT, id=job_id, labeled=labeled, n_failed=failed)


def take_group_no(tx: Transaction, job_id: int) -> int:
    number: int = tx.value(_NEXT_GROUP, id=job_id)
    return number


def function_state(tx: Transaction, job_id: int) -> bytes:
    return str(tx.value(_GET_STATE, job_id=job_id)).encode()


def set_function_state(tx: Transaction, job_id: int, state: bytes) -> None:
    tx.run(_SET_STATE, id=job_id, state=state.decode())


def n_exported(tx: Transaction, job_id: int) -> int:
    """Objects with an outcome in the last exported manifest; -1 before the first."""
    count: int = tx.value(_N_EXPORTED, job_id=job_id)
    return count


def set_exported(tx: Transaction, job_id: int, uri: str, n_outcomes: int) -> None:
    tx.run(_SET_OUTPUT, id=job_id, uri=uri, n_exported=n_outcomes)


def job_template(tx: Transaction, job_id: int) -> str:
    template: str = tx.value(_TEMPLATE, job_id=job_id) or ""
    return template


def list_jobs(tx: Transaction, filters: JobFilters) -> JobPage:
    """One page of jobs, by the filters' order, ties by id."""
    rows = tx.all(Statement(_listing(filters)))
    jobs = tuple(job_of(row) for row in rows[: filters.limit])
    more = len(rows) > filters.limit
    return JobPage(jobs=jobs, next_after=_position(jobs[-1], filters.sort_by) if more else None)


_SORT_COLUMNS = {"Name": t.c.name_key, "CreationTime": t.c.created_at, "Status": t.c.status}


def _position(job: LabelingJob, sort_by: str) -> tuple[Any, int]:
    keys = {"Name": job.name.lower(), "CreationTime": to_micros(job.created_at), "Status": job.status}
    return keys[sort_by], job.job_id


MOST_COUNTED = 100_000


def count_jobs(tx: Transaction, filters: JobFilters) -> int | None:
    """How many jobs the filters leave; None beyond MOST_COUNTED."""
    found = _filtered(select(t.c.job_id), filters).limit(MOST_COUNTED + 1).subquery()
    count = int(tx.value(Statement(select(func.count()).select_from(found))))
    return count if count <= MOST_COUNTED else None


def _listing(filters: JobFilters) -> Select[Any]:
    key = _SORT_COLUMNS[filters.sort_by]
    query = select(*_COLUMNS).limit(filters.limit + 1)
    order = (key.desc(), t.c.job_id.desc()) if filters.descending else (key, t.c.job_id)
    query = query.order_by(*order)
    if filters.after is not None:
        last, last_id = filters.after
        beyond = key < last if filters.descending else key > last
        beyond_id = t.c.job_id < last_id if filters.descending else t.c.job_id > last_id
        query = query.where(or_(beyond, and_(key == last, beyond_id)))
    return _filtered(query, filters)


def _filtered(query: Select[Any], filters: JobFilters) -> Select[Any]:
    for column, bound, is_start in (
        (t.c.created_at, filters.created_after, True),
        (t.c.created_at, filters.created_before, False),
        (t.c.modified_at, filters.modified_after, True),
        (t.c.modified_at, filters.modified_before, False),
    ):
        if bound is not None:
            query = query.where(column >= to_micros(bound) if is_start else column <= to_micros(bound))
    if filters.name_contains:
        query = query.where(t.c.name_key.contains(filters.name_contains.lower(), autoescape=True))
    if filters.reference_code_contains:
        query = query.where(t.c.reference_code.contains(filters.reference_code_contains, autoescape=True))
    if filters.status is not None:
        query = query.where(t.c.status == filters.status)
    if filters.task_type is not None:
        query = query.where(t.c.task_type == filters.task_type)
    if filters.workteam_arn is not None:
        query = query.where(t.c.workteam_arn == filters.workteam_arn)
    return query
