"""Workteams and the groups that make them up."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import bindparam, delete, func, insert, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.page import Page, Position
from trigpoint.model.workteam import GroupRef, Workteam
from trigpoint.store.keyset import page_of
from trigpoint.store.tables import workteam_groups, workteams
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.upsert import Upsert
from trigpoint.store.values import as_json, from_json

TeamOrder = Literal["Name", "CreateDate"]

_t = workteams.c
_g = workteam_groups.c
_TEAM = select(_t.name, _t.arn, _t.workforce_arn, _t.created_at, _t.modified_at, _t.request)
_INSERT = Upsert(workteams)
_FIND = Statement(_TEAM.where(_t.name == bindparam("team")))
_UPDATE = Statement(
    update(workteams)
    .where(_t.name == bindparam("team"))
    .values(request=bindparam("request"), modified_at=bindparam("modified_at"))
)
_DELETE = Statement(delete(workteams).where(_t.name == bindparam("team")))
_GROUPS = Statement(
    select(_g.pool_id, _g.group_name)
    .where(_g.workteam_name == bindparam("team"))
    .order_by(_g.pool_id, _g.group_name)
)
_INSERT_GROUP = Statement(insert(workteam_groups))
_DELETE_GROUPS = Statement(delete(workteam_groups).where(_g.workteam_name == bindparam("team")))
_COUNT = Statement(select(func.count()).select_from(workteams))


def _bare(row: Row) -> Workteam:
    """The team without its groups."""
    return Workteam(
        name=row[0],
        arn=row[1],
        workforce_arn=row[2],
        created_at=from_micros(row[3]),
        modified_at=from_micros(row[4]),
        groups=(),
        request=from_json(row[5]),
    )


def insert_team(tx: Transaction, team: Workteam) -> bool:
    """Whether it was new: a taken name changes nothing."""
    is_new = _INSERT.run(
        tx,
        name=team.name,
        arn=team.arn,
        workforce_arn=team.workforce_arn,
        created_at=to_micros(team.created_at),
        modified_at=to_micros(team.modified_at),
        request=as_json(team.request),
    )
    if is_new:
        _insert_groups(tx, team)
    return bool(is_new)


def find_team(tx: Transaction, name: str) -> Workteam | None:
    row = tx.one(_FIND, team=name)
    if row is None:
        return None
    bare = _bare(row)
    groups = tuple(GroupRef(*each) for each in tx.all(_GROUPS, team=name))
    return Workteam(**{field: getattr(bare, field) for field in bare.__struct_fields__} | {"groups": groups})


def replace_team(tx: Transaction, team: Workteam) -> None:
    """Writes the team's new request and groups; groups not among them lose access."""
    tx.run(_UPDATE, team=team.name, request=as_json(team.request), modified_at=to_micros(team.modified_at))
    tx.run(_DELETE_GROUPS, team=team.name)
    _insert_groups(tx, team)


def delete_team(tx: Transaction, name: str) -> None:
    tx.run(_DELETE_GROUPS, team=name)
    tx.run(_DELETE, team=name)


def count_teams(tx: Transaction) -> int:
    count: int = tx.value(_COUNT)
    return count


def list_teams(
    tx: Transaction,
    *,
    name_contains: str = "",
    order: TeamOrder = "CreateDate",
    descending: bool = False,
    after: Position | None = None,
    limit: int = 10,
) -> Page[Workteam]:
    """Teams, without their groups (`request` names them too)."""
    query = _TEAM.where(func.lower(_t.name).contains(name_contains.lower(), autoescape=True))
    by_name = order == "Name"
    return page_of(
        tx,
        query,
        (_t.name,) if by_name else (_t.created_at, _t.name),
        _bare,
        lambda team: (team.name,) if by_name else (to_micros(team.created_at), team.name),
        after=after,
        limit=limit,
        descending=descending,
    )


def _insert_groups(tx: Transaction, team: Workteam) -> None:
    rows = [
        {"workteam_name": team.name, "pool_id": each.pool_id, "group_name": each.group}
        for each in team.groups
    ]
    tx.run_many(_INSERT_GROUP, rows)
