"""How the installation is that a command talks to: what its server says of its parts."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from typing import Any, NamedTuple

from trigpoint.cli.connection import Connection
from trigpoint.functions.cluster import ClusterState, ask_cluster
from trigpoint.model.errors import Unavailable

_SECONDS = 20


class Part(NamedTuple):
    """A part of the installation, and what is to be said of it."""

    name: str
    ok: bool
    warning: bool
    words: str


def parts_of(connection: Connection, cluster: str) -> list[Part]:
    """What the server says of its parts, and the `cluster` of the settings, which only engines may know.

    Empty when what is there is no Trigpoint, such as AWS itself. Raises Unavailable when nobody answers.
    """
    url = connection.client("sagemaker").meta.endpoint_url
    said = _readiness(f"{url.rstrip('/')}/readyz", connection.verify)
    if said is None:
        return []
    parts = [
        Part(name, bool(part["ok"]), bool(part.get("warning")), str(part["words"]))
        for name, part in said.items()
    ]
    if cluster and "cluster" not in said:
        parts.append(_cluster_part(ask_cluster(cluster)))
    return parts


def _readiness(url: str, verify: str | None) -> dict[str, Any] | None:
    trust = ssl.create_default_context(cafile=verify) if url.startswith("https:") else None
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS, context=trust) as answer:  # noqa: S310
            content = answer.read()
    except urllib.error.HTTPError as exc:
        with exc:
            content = exc.read()
    except OSError as exc:
        raise Unavailable(f"{url} does not answer: {exc}") from exc
    try:
        parts = json.loads(content)["parts"]
    except (ValueError, KeyError, TypeError):
        return None
    return parts if isinstance(parts, dict) else None


def _cluster_part(state: ClusterState) -> Part:
    if state.problem is not None:
        return Part("cluster", False, True, state.problem)
    return Part("cluster", True, False, f"{state.n_workers} workers with {state.n_threads} threads")
