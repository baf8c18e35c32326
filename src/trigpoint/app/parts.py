"""The parts that every process has, server or engine: database, buckets, keys, pages."""

from __future__ import annotations

from pathlib import Path

from trigpoint import __version__
from trigpoint.app.setting_files import page_rules, role_access
from trigpoint.app.timed import timed_blobs, timed_renderer
from trigpoint.app.url_grants import UrlGrants
from trigpoint.blobs.blob_store import BlobStore
from trigpoint.keyring import KEY_FILE, KeyFileRing
from trigpoint.metrics import Metrics
from trigpoint.model.clock import Clock, SystemClock
from trigpoint.model.errors import InvalidInput
from trigpoint.model.ids import Ids
from trigpoint.settings import Settings
from trigpoint.store.opening import open_database
from trigpoint.templates.renderer import Renderer


class Parts:
    """What a process works with, as the settings choose it."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.ids = Ids(self.clock)
        settings.data.mkdir(parents=True, exist_ok=True)
        key_file = Path(settings.keys) if settings.keys else settings.data / KEY_FILE
        self.keyring = KeyFileRing.open(key_file, settings.home, self.clock, self.ids)
        self.metrics = Metrics(__version__)
        self.database = open_database(
            database_url(settings),
            on_commit=self.metrics.commit,
            request_seconds=settings.database_seconds,
        )
        self.blobs = timed_blobs(open_blobs(settings), self.metrics)
        self.page_rules = page_rules(settings)
        renderer = Renderer(
            time_limit_seconds=settings.render_seconds,
            memory_limit_bytes=settings.render_memory_mb * 2**20,
            rules=self.page_rules,
        )
        self.renderer = timed_renderer(renderer, self.metrics)
        self.grants = UrlGrants(self.keyring, self.blobs, self.clock, settings.region, role_access(settings))

    def close(self) -> None:
        self.renderer.close()
        self.database.close()


def database_url(settings: Settings) -> str:
    """The database that the settings name: the SQLite file in the data folder, unless they say another."""
    return settings.database_url or f"sqlite:///{settings.data / 'trigpoint.db'}"


def shares_database(settings: Settings) -> bool:
    """Whether engines and servers of other machines may use the same database."""
    return not database_url(settings).startswith("sqlite")


def open_blobs(settings: Settings) -> BlobStore:
    """The store that the settings name: a folder in the data folder, or an S3 service."""
    if not settings.storage:
        from trigpoint.blobs.folder import FolderStore

        return FolderStore(settings.data / "buckets")
    if settings.storage.rstrip("/") != "s3:":
        raise InvalidInput(f"storage is {settings.storage!r}: it is empty (the data folder) or s3://")
    from trigpoint.blobs.s3 import S3Store

    return S3Store(
        endpoint=settings.storage_endpoint,
        access_key_id=settings.storage_access_key,
        secret_key=settings.storage_secret_key,
        region=settings.storage_region,
    )
