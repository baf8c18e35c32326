"""Which job went on from the output of which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, insert, or_, select

from trigpoint.store.tables import job_priors as t
from trigpoint.store.tables import labeling_jobs
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.values import is_among

MOST_EDGES = 500
_MAKER = Statement(
    select(labeling_jobs.c.job_id)
    .where(labeling_jobs.c.output_uri == bindparam("uri"))
    .order_by(labeling_jobs.c.job_id.desc())
    .limit(1)
)
_INSERT = Statement(insert(t))


class JobNode(NamedTuple):
    """A job in the graph."""

    job_id: int
    name: str
    status: str
    labeled: int
    total: int


def note_prior(tx: Transaction, job_id: int, manifest_uri: str) -> None:
    """Keeps which job has written the manifest that a new job reads, if one has."""
    prior = tx.one(_MAKER, uri=manifest_uri)
    if prior is not None and prior[0] != job_id:
        tx.run(_INSERT, job_id=job_id, prior_id=prior[0])


def edges_at(tx: Transaction, job_ids: Iterable[int]) -> list[tuple[int, int]]:
    """(prior, job) wherever one of these is either; at most MOST_EDGES."""
    among = list(job_ids)
    query = (
        select(t.c.prior_id, t.c.job_id)
        .where(or_(is_among(t.c.job_id, among), is_among(t.c.prior_id, among)))
        .order_by(t.c.job_id)
        .limit(MOST_EDGES)
    )
    return [(row[0], row[1]) for row in tx.all(Statement(query))]


def nodes_of(tx: Transaction, job_ids: Iterable[int]) -> list[JobNode]:
    """In the order in which they were made."""
    j = labeling_jobs.c
    query = (
        select(j.job_id, j.name, j.status, j.human_labeled + j.machine_labeled, j.total)
        .where(is_among(j.job_id, job_ids))
        .order_by(j.job_id)
    )
    return [JobNode(*row) for row in tx.all(Statement(query))]
