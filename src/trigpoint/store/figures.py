"""What an operator's figures are made of: kept counters, and short walks along partial indexes.

No statement here touches more rows than are open, waiting or running; finished work costs nothing. States
are written into the text, not bound: SQLite walks a partial index only when it can read its condition.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import column as named_column
from sqlalchemy import func, literal_column, or_, select, update
from sqlalchemy import table as named_table

from trigpoint.store.tables import assignments, labeling_jobs, tasks
from trigpoint.store.transaction import Statement, Transaction

MOST_COUNTED = 100_000
"""Longer queues are shown as this long."""
_MOST_JOBS = 200
_RUNNING_STATES = ("Initializing", "InProgress", "Stopping")


class JobFigures(NamedTuple):
    """The counters of a running job, as its stages keep them."""

    job_id: int
    name: str
    status: str
    total: int
    human_labeled: int
    machine_labeled: int
    failed: int
    prelabeled: int
    staged: int

    @property
    def waiting(self) -> int:
        """Objects whose turn to be staged has not come."""
        return max(0, self.total - self.prelabeled - self.staged)


class Queues(NamedTuple):
    """Objects at each stage, by job id, and the groups that the last of them are in."""

    open: dict[int, int]
    answered: dict[int, int]
    grouped: dict[int, int]
    groups: dict[int, int]
    open_leases: int


def _is(column: Any, state: str) -> Any:
    return column == literal_column(f"'{state}'")


def _in_state(state: str, *columns: Any) -> Any:
    chosen = select(tasks.c.job_id, *columns).where(_is(tasks.c.state, state))
    return chosen.limit(literal_column(str(MOST_COUNTED))).subquery()


def _per_job(state: str) -> Statement:
    rows = _in_state(state)
    return Statement(select(rows.c.job_id, func.count()).group_by(rows.c.job_id))


_j = labeling_jobs.c
_running = or_(*(_is(_j.status, state) for state in _RUNNING_STATES))
_JOBS = Statement(
    select(
        _j.job_id,
        _j.name,
        _j.status,
        _j.total,
        _j.human_labeled,
        _j.machine_labeled,
        _j.failed,
        _j.prelabeled,
        _j.n_tasks,
    )
    .where(_running)
    .order_by(_j.job_id.desc())
    .limit(literal_column(str(_MOST_JOBS)))
)
_BY_STATUS = Statement(select(_j.status, func.count()).group_by(_j.status))
_RUNNING_BY_STATUS = Statement(select(_j.status, func.count()).where(_running).group_by(_j.status))
_OPEN, _ANSWERED = _per_job("open"), _per_job("answered")
_grouped = _in_state("grouped", tasks.c.group_no)
_GROUPED = Statement(
    select(_grouped.c.job_id, func.count(), func.count(_grouped.c.group_no.distinct())).group_by(
        _grouped.c.job_id
    )
)
_held = (
    select(literal_column("1").label("one"))
    .select_from(assignments)
    .where(_is(assignments.c.state, "open"))
    .limit(literal_column(str(MOST_COUNTED)))
    .subquery()
)
_OPEN_LEASES = Statement(select(func.count()).select_from(_held))
_schema = named_table("alembic_version", named_column("version_num"))
_VERSION = Statement(select(_schema.c.version_num))
_WRITE = Statement(update(_schema).values(version_num=_schema.c.version_num))


def running_jobs(tx: Transaction) -> list[JobFigures]:
    """Jobs that are not in a final state, the newest 200."""
    return [JobFigures(*row) for row in tx.all(_JOBS)]


def jobs_by_status(tx: Transaction) -> dict[str, int]:
    """How many jobs are in each state. Reads a line of every job there ever was: not to be asked often."""
    return {row[0]: row[1] for row in tx.all(_BY_STATUS)}


def running_by_status(tx: Transaction) -> dict[str, int]:
    """How many jobs are in each state that is not final."""
    return {**dict.fromkeys(_RUNNING_STATES, 0), **{row[0]: row[1] for row in tx.all(_RUNNING_BY_STATUS)}}


def queues(tx: Transaction) -> Queues:
    """Where objects and leases are now."""
    grouped = tx.all(_GROUPED)
    return Queues(
        open={row[0]: row[1] for row in tx.all(_OPEN)},
        answered={row[0]: row[1] for row in tx.all(_ANSWERED)},
        grouped={row[0]: row[1] for row in grouped},
        groups={row[0]: row[2] for row in grouped},
        open_leases=tx.value(_OPEN_LEASES) or 0,
    )


def schema_version(tx: Transaction) -> str | None:
    """The revision that the database is at."""
    version: str | None = tx.value(_VERSION)
    return version


def write_something(tx: Transaction) -> None:
    """Writes what stands there already: only a write shows that the database takes writes."""
    tx.run(_WRITE)
