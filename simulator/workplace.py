"""The engine with nothing left out, put together as `app.py` does, but without threads of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Final

from sqlalchemy import bindparam, delete

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.blobs.signing import UrlSigner
from trigpoint.engine.consolidate import Consolidate
from trigpoint.engine.export import Export
from trigpoint.engine.finish import Finish
from trigpoint.engine.ingest import Ingest
from trigpoint.engine.job_board import JobBoard
from trigpoint.engine.labeling_jobs import LabelingJobs
from trigpoint.engine.lease import Leases
from trigpoint.engine.stage import Stage
from trigpoint.engine.stages import Stages
from trigpoint.engine.workteams import Workteams
from trigpoint.functions.provider import FunctionProvider
from trigpoint.model.arn import Home
from trigpoint.model.clock import Clock
from trigpoint.model.ids import Ids
from trigpoint.model.worker import Worker
from trigpoint.model.workteam import GroupRef, Workteam
from trigpoint.store.database import Database
from trigpoint.store.tables import group_members
from trigpoint.store.transaction import Statement
from trigpoint.store.upsert import Upsert
from trigpoint.store.workers import insert_worker
from trigpoint.store.workteams import insert_team
from trigpoint.tasktypes.registry import task_type_of
from trigpoint.templates.renderer import Renderer

HOME: Final = Home("us-east-1", "111122223333")
TEAM_ARN: Final = HOME.arn("workteam/private-crowd/team")
FUNCTIONS: Final = "arn:aws:lambda:us-east-1:432418664414:function:"
_POOL: Final = "us-east-1_lab"
_JOIN_GROUP = Upsert(group_members)
_LEAVE_GROUP = Statement(delete(group_members).where(group_members.c.worker_id == bindparam("who")))


class Workplace:
    """Workers' leases, managers' jobs and the engine's stages over one database and one store.

    `engine_database` is what the stages use, where that is not what workers use: it may fence their writes.
    """

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        clock: Clock,
        ids: Ids,
        renderer: Renderer,
        threads: Executor,
        *,
        processes: Executor | None = None,
        engine_database: Database | None = None,
        on_closed: Callable[[], None] = lambda: None,
        pause: Callable[[float], None] = time.sleep,
        seconds: Callable[[], float] | None = None,
        group_size: int = 100,
    ) -> None:
        self.database, self.blobs, self.clock, self.ids = database, blobs, clock, ids
        engine = engine_database or database
        functions = FunctionProvider(processes or threads, task_type_of)
        self.leases = Leases(database, clock, ids, on_closed)
        self.board = JobBoard(database, clock)
        self.ingest = Ingest(engine, blobs, renderer, clock)
        self.export = Export(engine, blobs)
        self.finish = Finish(engine, functions, self.export, clock, job_days=30, pause=pause)
        self.consolidate = Consolidate(
            engine, blobs, functions, threads, clock, group_size=group_size, pause=pause
        )
        grant = UrlSigner("http://lab", "KEY", "secret", "us-east-1", clock.now(), 600, None, frozenset())
        self.stage = Stage(engine, blobs, functions, renderer, lambda job: grant, threads, clock)
        self.stages = Stages(
            engine,
            self.ingest,
            self.stage,
            self.consolidate,
            self.export,
            self.finish,
            self.leases,
            seconds=seconds or (lambda: clock.now().timestamp()),
        )
        workteams = Workteams(database, clock, HOME)
        self.jobs = LabelingJobs(database, clock, ids, HOME, workteams, lambda: None)

    def open(self, usernames: Sequence[str]) -> list[str]:
        """A team of new workers; their ids."""
        self._make_team()
        return [self._hire(name) for name in usernames]

    def join(self, worker_id: str) -> None:
        join_team(self.database, worker_id)

    def leave(self, worker_id: str) -> None:
        leave_team(self.database, worker_id)

    def _hire(self, username: str) -> str:
        now = self.clock.now()
        worker = Worker(
            worker_id=f"private.us-east-1.{username}",
            pool_id=_POOL,
            username=username,
            sub=self.ids.uuid(),
            status="CONFIRMED",
            enabled=True,
            created_at=now,
            modified_at=now,
        )
        self.database.write_now(lambda tx: insert_worker(tx, worker))
        self.join(worker.worker_id)
        return worker.worker_id

    def _make_team(self) -> None:
        now = self.clock.now()
        team = Workteam(
            name="team",
            arn=TEAM_ARN,
            workforce_arn=HOME.arn("workforce/private-crowd/default"),
            created_at=now,
            modified_at=now,
            groups=(GroupRef(_POOL, "team"),),
            request={"WorkteamName": "team"},
        )
        self.database.write_now(lambda tx: insert_team(tx, team))


def join_team(database: Database, worker_id: str) -> None:
    """Puts the worker into the team."""
    database.write_now(lambda tx: _JOIN_GROUP.run(tx, pool_id=_POOL, group_name="team", worker_id=worker_id))


def leave_team(database: Database, worker_id: str) -> None:
    database.write_now(lambda tx: tx.run(_LEAVE_GROUP, who=worker_id))
