"""Task UIs: templates kept by name."""

from __future__ import annotations

import asyncio
from datetime import datetime

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.model.arn import Arn, Home
from trigpoint.model.clock import Clock
from trigpoint.model.errors import LimitExceeded, NameTaken, NotFound
from trigpoint.model.page import Page, Position
from trigpoint.model.s3_uri import S3Uri
from trigpoint.model.task_ui import TaskUi
from trigpoint.store import tags as tag_store
from trigpoint.store import task_uis
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction

MAX_TASK_UIS = 1000
BUCKET = "trigpoint-human-task-uis"
"""Where copies of the templates lie, so that they have an address."""


def require_ui(tx: Transaction, name: str) -> TaskUi:
    """The task UI of that name. Raises NotFound, kind "human task UI"."""
    ui = task_uis.find_ui(tx, name)
    if ui is None:
        raise NotFound("human task UI", name)
    return ui


class TaskUis:
    """Makes and removes task UIs."""

    def __init__(self, database: Database, blobs: BlobStore, clock: Clock, home: Home) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self._home = home

    async def create(self, name: str, content: str, tags: dict[str, str]) -> TaskUi:
        arn = self._home.arn(f"human-task-ui/{name}")
        ui = TaskUi(name=name, arn=arn, created_at=self._clock.now(), content=content)

        def work(tx: Transaction) -> None:
            if task_uis.count_uis(tx) >= MAX_TASK_UIS:
                raise LimitExceeded(f"There are {MAX_TASK_UIS} human task UIs, the most allowed.")
            if not task_uis.insert_ui(tx, ui):
                raise NameTaken("human task UI", name)
            tag_store.put_tags(tx, arn, tags)

        await self._database.write(work)
        return ui

    async def describe(self, name: str) -> TaskUi:
        return await self._database.read(lambda tx: require_ui(tx, name))

    async def by_arn(self, arn: str) -> TaskUi:
        """The task UI of that ARN, of any account and region."""
        return await self.describe(Arn.parse(arn).tail)

    async def publish(self, ui: TaskUi) -> S3Uri:
        """Where a copy of the template lies, put there again if somebody took it away."""
        uri = _copy_uri(ui)

        def lay_out() -> None:
            try:
                self._blobs.head(uri)
            except NotFound:
                if not self._blobs.has_bucket(BUCKET):
                    self._blobs.create_bucket(BUCKET)
                self._blobs.put(uri, ui.content.encode(), content_type="text/plain; charset=utf-8")

        await asyncio.to_thread(lay_out)
        return uri

    async def list(
        self,
        *,
        created_after: datetime | None,
        created_before: datetime | None,
        descending: bool,
        after: Position | None,
        limit: int,
    ) -> Page[TaskUi]:
        return await self._database.read(
            lambda tx: task_uis.list_uis(
                tx,
                created_after=created_after,
                created_before=created_before,
                descending=descending,
                after=after,
                limit=limit,
            )
        )

    async def delete(self, name: str) -> None:
        def work(tx: Transaction) -> TaskUi:
            ui = require_ui(tx, name)
            task_uis.delete_ui(tx, name)
            tag_store.remove_all_tags(tx, ui.arn)
            return ui

        ui = await self._database.write(work)
        if await asyncio.to_thread(self._blobs.has_bucket, BUCKET):
            await asyncio.to_thread(self._blobs.delete, _copy_uri(ui))


def _copy_uri(ui: TaskUi) -> S3Uri:
    return S3Uri(BUCKET, f"{ui.name}/{ui.content_sha256}.liquid.html")
