"""A template kept by name, for jobs that say which UI they want instead of where its template lies."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec


class TaskUi(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    arn: str
    created_at: datetime
    content: str

    @property
    def content_sha256(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()
