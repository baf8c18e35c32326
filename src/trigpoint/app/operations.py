"""What an operator asks a process, wired: for servers and for engines."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from trigpoint.app.parts import Parts, shares_database
from trigpoint.functions.cluster import ask_cluster
from trigpoint.http.operations.access import MetricsAccess
from trigpoint.http.operations.engines import EngineWatch
from trigpoint.http.operations.exposition import Exposition
from trigpoint.http.operations.operations import Operations
from trigpoint.http.operations.readiness import Readiness
from trigpoint.http.operations.state import StateFigures

ENGINE_FILE = "engine.json"
_SILENT_SECONDS = 10.0
_SILENT_SECONDS_ALONE = 40.0
"""With SQLite an engine beats every twelve seconds."""


def server_operations(parts: Parts, *, with_engine: bool) -> Operations:
    """Those of a server, with the database's figures and those of an engine that it keeps."""
    engines = _watch(parts)
    beside = partial(engine_figures, parts.settings.data) if with_engine else _nothing
    exposition = Exposition(parts.metrics, "server", StateFigures(parts.database, engines), beside)
    return _operations(parts, engines, exposition)


def engine_operations(parts: Parts) -> Operations:
    """Those of an engine: its own figures; the database's are the same from every server."""
    return _operations(parts, _watch(parts), Exposition(parts.metrics, "engine"))


def engine_figures(data: Path) -> str | None:
    """Where the engine of this data folder says that its figures are."""
    try:
        url = json.loads((data / ENGINE_FILE).read_text()).get("figures")
    except (OSError, ValueError):
        return None
    return url if isinstance(url, str) else None


def _operations(parts: Parts, engines: EngineWatch, exposition: Exposition) -> Operations:
    address = parts.settings.cluster
    cluster = partial(ask_cluster, address) if address else None
    readiness = Readiness(parts.database, parts.blobs, engines, cluster)
    return Operations(readiness, exposition, MetricsAccess(parts.settings.metrics_token))


def _watch(parts: Parts) -> EngineWatch:
    silent = _SILENT_SECONDS if shares_database(parts.settings) else _SILENT_SECONDS_ALONE
    return EngineWatch(parts.database, parts.clock, silent_seconds=silent)


def _nothing() -> None:
    """No engine is beside this server."""
