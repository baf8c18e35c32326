"""Whether this process can serve now: each part asked, each answer in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import structlog

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.functions.cluster import ClusterState
from trigpoint.http.operations.engines import EngineWatch
from trigpoint.http.operations.probe import Finding, Probe
from trigpoint.store.database import Database
from trigpoint.store.figures import schema_version, write_something
from trigpoint.store.migrate import HEAD

_DATABASE_SECONDS = 1.0
_STORAGE_SECONDS = 2.0
_KEPT_SECONDS = 1.0
_CLUSTER_SECONDS = 6.0
_CLUSTER_KEPT_SECONDS = 15.0
"""Asking a cluster means to connect to it."""
_log = structlog.get_logger("trigpoint.operations")


class Report(NamedTuple):
    """What `/readyz` answers; `faults` names the class and words of what was raised, for who may know."""

    ready: bool
    parts: dict[str, dict[str, Any]]
    faults: dict[str, str]


class Readiness:
    """Asks the database for a write, storage for its buckets, and both at most once a second.

    `cluster` asks the cluster that functions run on, where the settings name one.
    `draining` is set when the process has been told to end: from then on it is not ready, so that a load
    balancer sends it no more.
    """

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        engines: EngineWatch,
        cluster: Callable[[], ClusterState] | None = None,
    ) -> None:
        self.draining = False

        def probe(name: str, work: Callable[[], Any], limit: float) -> Probe[Any]:
            return Probe(name, work, limit_seconds=limit, keep_seconds=_KEPT_SECONDS)

        self._writes = probe("database", lambda: database.write_now(write_something), _DATABASE_SECONDS)
        self._schema = probe("schema", lambda: database.read_now(schema_version), _DATABASE_SECONDS)
        self._buckets = probe("storage", lambda: len(blobs.buckets()), _STORAGE_SECONDS)
        self.engines = engines
        """Who is alive."""
        self._engines = probe("engine", engines.alive, _DATABASE_SECONDS)
        self._cluster: Probe[ClusterState] | None = None
        if cluster is not None:
            self._cluster = Probe(
                "cluster", cluster, limit_seconds=_CLUSTER_SECONDS, keep_seconds=_CLUSTER_KEPT_SECONDS
            )

    def report(self) -> Report:
        """Blocks for some seconds at most, when parts hang."""
        findings: dict[str, Finding[Any]] = {
            each.name: each.look() for each in (self._writes, self._schema, self._buckets, self._engines)
        }
        if self._cluster is not None:
            findings["cluster"] = self._cluster.look()
        parts = {
            "database": _part(findings["database"], "takes writes", "does not take writes"),
            "schema": _schema_part(findings["schema"]),
            "storage": _part(findings["storage"], "answers", "does not answer"),
            "engine": _engine_part(findings["engine"]),
        }
        if "cluster" in findings:
            parts["cluster"] = _cluster_part(findings["cluster"])
        if self.draining:
            parts["process"] = {"ok": False, "words": "is ending: it finishes what it has begun"}
        faults = {name: f"{type(f.error).__name__}: {f.error}" for name, f in findings.items() if f.error}
        for name, fault in faults.items():
            _log.warning("a part does not answer", part=name, error=fault)
        ready = all(part["ok"] or part.get("warning") for part in parts.values())
        return Report(ready, parts, faults)


def _part(finding: Finding[Any], good: str, bad: str) -> dict[str, Any]:
    return {"ok": finding.ok, "words": good if finding.ok else f"{bad}{_why(finding)}", **_took(finding)}


def _schema_part(finding: Finding[str | None]) -> dict[str, Any]:
    if not finding.ok:
        return _part(finding, "", "cannot be read")
    version = finding.value
    if version == HEAD:
        return {"ok": True, "words": f"is {version}, current", **_took(finding)}
    return {"ok": False, "words": f"is {version}, and this version of Trigpoint works with {HEAD}"}


def _engine_part(finding: Finding[list[str]]) -> dict[str, Any]:
    """Workers can go on without an engine for a while, so this never says that a server is not ready."""
    if not finding.ok:
        return {"ok": False, "warning": True, "words": f"is not known{_why(finding)}"}
    if not finding.value:
        return {"ok": False, "warning": True, "words": "none is alive: answers are kept, jobs stand still"}
    return {"ok": True, "words": f"{len(finding.value)} alive"}


def _cluster_part(finding: Finding[ClusterState]) -> dict[str, Any]:
    """Workers go on without it, and jobs wait for it."""
    if not finding.ok or finding.value is None:
        return {"ok": False, "warning": True, "words": f"is not known{_why(finding)}", **_took(finding)}
    state = finding.value
    if state.problem is not None:
        words = f"{state.problem}: answers are kept, consolidation waits"
        return {"ok": False, "warning": True, "words": words, **_took(finding)}
    words = f"{state.n_workers} workers with {state.n_threads} threads"
    return {"ok": True, "words": words, **_took(finding)}


def _why(finding: Finding[Any]) -> str:
    if finding.timed_out:
        return f": no answer for {finding.seconds:.1f} seconds"
    return f": {type(finding.error).__name__}"


def _took(finding: Finding[Any]) -> dict[str, float]:
    return {"seconds": round(finding.seconds, 4)}
