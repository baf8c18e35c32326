"""How a worker likes the portal and the tools: kept for them from browser to browser, read by pages alone."""

from __future__ import annotations

from typing import Any

import msgspec

from trigpoint.engine.lease_steps import canonical
from trigpoint.model.clock import Clock, to_micros
from trigpoint.model.errors import InvalidInput
from trigpoint.store.database import Database
from trigpoint.store.worker_settings import save_settings, saved_settings

LONGEST_BYTES = 16 * 1024


class WorkerSettings:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def read(self, worker_id: str) -> dict[str, Any]:
        """What was saved last; empty for a worker who has changed nothing."""
        text = await self._database.read(lambda tx: saved_settings(tx, worker_id))
        return msgspec.json.decode(text, type=dict[str, Any]) if text is not None else {}

    async def save(self, worker_id: str, settings: dict[str, Any]) -> None:
        """Replaces them all. Raises InvalidInput when they are too many."""
        text = canonical(settings)
        if len(text.encode()) > LONGEST_BYTES:
            raise InvalidInput(f"the settings are longer than {LONGEST_BYTES:,} bytes")
        now = to_micros(self._clock.now())
        await self._database.write(lambda tx: save_settings(tx, worker_id, text, now))
