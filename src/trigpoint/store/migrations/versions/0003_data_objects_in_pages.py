"""Manifest lines some hundred to a row instead of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PAGE_BYTES = 16 * 1024
ROWS_AT_ONCE = 5000

old = sa.table(
    "data_objects",
    sa.column("job_id", sa.Integer),
    sa.column("object_index", sa.Integer),
    sa.column("line", sa.LargeBinary),
    sa.column("prelabeled", sa.Integer),
)


def upgrade() -> None:
    pages = op.create_table(
        "object_pages",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("first_index", sa.Integer(), nullable=False),
        sa.Column("n_objects", sa.Integer(), nullable=False),
        sa.Column("n_waiting", sa.Integer(), nullable=False),
        sa.Column("prelabeled", sa.LargeBinary()),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "first_index", name=op.f("pk_object_pages")),
    )
    connection = op.get_bind()
    for (job_id,) in connection.execute(sa.select(old.c.job_id).distinct()).fetchall():
        for page in _pages(_rows(connection, job_id)):
            connection.execute(pages.insert(), {"job_id": job_id, **page})
    op.drop_table("data_objects")


def _rows(connection: sa.Connection, job_id: int) -> Iterator[Any]:
    """(object index, line, prelabeled) of one job in order; memory does not grow with their number."""
    start = 0
    while True:
        found = connection.execute(
            sa.select(old.c.object_index, old.c.line, old.c.prelabeled)
            .where(old.c.job_id == job_id, old.c.object_index >= start)
            .order_by(old.c.object_index)
            .limit(ROWS_AT_ONCE)
        ).fetchall()
        if not found:
            return
        yield from found
        start = found[-1][0] + 1


def _pages(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    gathered: list[Any] = []
    size = 0
    for row in rows:
        if gathered and size + len(row[1]) >= PAGE_BYTES:
            yield _page(gathered)
            gathered, size = [], 0
        gathered.append(row)
        size += len(row[1]) + 1
    if gathered:
        yield _page(gathered)


def _page(rows: list[Any]) -> dict[str, Any]:
    prelabeled = bytes(row[2] for row in rows)
    return {
        "first_index": rows[0][0],
        "n_objects": len(rows),
        "n_waiting": prelabeled.count(0),
        "prelabeled": prelabeled if any(prelabeled) else None,
        "lines": b"\n".join(bytes(row[1]) for row in rows),
    }
