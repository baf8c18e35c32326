"""/healthz, /readyz and /metrics, for a server's own port and for the small port of an engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from trigpoint.http.operations.access import MetricsAccess
from trigpoint.http.operations.exposition import Exposition
from trigpoint.http.operations.readiness import Readiness

PATHS = ("/healthz", "/readyz", "/metrics")
_TEXT = "text/plain; charset=utf-8"
_RETRY_AFTER_SECONDS = 2


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Operations:
    """Answers the three; all but `health` block for some seconds at most."""

    def __init__(self, readiness: Readiness, exposition: Exposition, access: MetricsAccess) -> None:
        self.readiness = readiness
        self._exposition = exposition
        self._access = access

    def answer(self, path: str, peer: str | None, headers: Mapping[str, str]) -> Answer | None:
        """The answer to a GET; `headers` have names in lower case. None: no such path."""
        if path == "/healthz":
            return self.health()
        if path == "/readyz":
            return self.ready(detailed=self._access.allows(peer, headers))
        return self.metrics(peer, headers) if path == "/metrics" else None

    def health(self) -> Answer:
        """This process runs and answers; it says nothing of the parts it works with."""
        return _answer(200, _TEXT, b"ok\n")

    def ready(self, *, detailed: bool) -> Answer:
        """Whether to send requests here. What was raised is told only to who may read figures."""
        report = self.readiness.report()
        body = {"ready": report.ready, "parts": report.parts}
        if detailed and report.faults:
            body["faults"] = report.faults
        content = msgspec.json.format(msgspec.json.encode(body), indent=2) + b"\n"
        answer = _answer(200 if report.ready else 503, "application/json", content)
        if not report.ready:
            answer.headers["Retry-After"] = str(_RETRY_AFTER_SECONDS)
        return answer

    def metrics(self, peer: str | None, headers: Mapping[str, str]) -> Answer:
        if not self._access.allows(peer, headers):
            refusal = b"Figures are for this machine and for who brings the token (setting metrics_token).\n"
            answer = _answer(401, _TEXT, refusal)
            answer.headers["WWW-Authenticate"] = 'Bearer realm="trigpoint metrics"'
            return answer
        content_type, body = self._exposition.text(headers.get("accept", ""))
        return _answer(200, content_type, body)


def _answer(status: int, content_type: str, body: bytes) -> Answer:
    headers = {"Content-Type": content_type, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Answer(status, headers, body)
