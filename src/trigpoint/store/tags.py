"""Tags: a few words that people hang on a resource."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, delete, exists, or_, select

from trigpoint.store.tables import labeling_jobs, task_uis, workforces, workteams
from trigpoint.store.tables import tags as t
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert

_PUT = Upsert(t, replaces=("value",))
_OF = Statement(select(t.c.tag_key, t.c.value).where(t.c.arn_key == bindparam("arn")).order_by(t.c.tag_key))
_REMOVE = Statement(delete(t).where(t.c.arn_key == bindparam("arn"), t.c.tag_key == bindparam("key")))
_REMOVE_ALL = Statement(delete(t).where(t.c.arn_key == bindparam("arn")))
_EXISTS = Statement(
    select(
        or_(
            *(
                exists().where(table.c.arn == bindparam("arn"))
                for table in (labeling_jobs, task_uis, workforces, workteams)
            )
        )
    )
)


def arn_key(arn: str) -> str:
    """What tags are found by: a job's ARN is the same in upper and lower case."""
    return arn.lower() if ":labeling-job/" in arn.lower() else arn


def has_resource(tx: Transaction, arn: str) -> bool:
    """Whether something that can carry tags has this ARN."""
    return bool(tx.value(_EXISTS, arn=arn_key(arn)))


def put_tags(tx: Transaction, arn: str, tags: Mapping[str, str]) -> None:
    """Adds the tags; a key that stands already gets the new value."""
    key = arn_key(arn)
    _PUT.run_many(tx, [{"arn_key": key, "tag_key": name, "value": value} for name, value in tags.items()])


def tags_of(tx: Transaction, arn: str) -> dict[str, str]:
    """The tags of a resource (50 at most), by key."""
    return dict(tx.all(_OF, arn=arn_key(arn)))


def remove_tags(tx: Transaction, arn: str, keys: Iterable[str]) -> None:
    tx.run_many(_REMOVE, [{"arn": arn_key(arn), "key": key} for key in keys])


def remove_all_tags(tx: Transaction, arn: str) -> None:
    tx.run(_REMOVE_ALL, arn=arn_key(arn))
