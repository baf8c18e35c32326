"""Whose jobs are whose: workers, the groups they are in, and the teams that the groups make up."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, select

from trigpoint.store.tables import group_members, labeling_jobs, workteam_groups
from trigpoint.store.transaction import Statement, Transaction

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
in_team = exists().where(
    workteam_groups.c.workteam_name == labeling_jobs.c.workteam_name,
    workteam_groups.c.pool_id == group_members.c.pool_id,
    workteam_groups.c.group_name == group_members.c.group_name,
    group_members.c.worker_id == bindparam("worker"),
)
_WORKABLE = Statement(
    select(labeling_jobs.c.job_id)
    .where(labeling_jobs.c.status == "InProgress", in_team)
    .order_by(labeling_jobs.c.created_at)
    .limit(500)
)


def teams_of(tx: Transaction, worker_id: str) -> list[str]:
    return [row[0] for row in tx.all(_TEAMS, worker=worker_id)]


def workable_job_ids(tx: Transaction, worker_id: str) -> list[int]:
    """Jobs in progress for the teams of the worker, oldest first."""
    return [row[0] for row in tx.all(_WORKABLE, worker=worker_id)]
