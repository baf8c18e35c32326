"""Where task documents live: in the portal's own address, without an origin, or at one of their own."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from trigpoint.http.problem import problem_response
from trigpoint.model.errors import InvalidInput
from trigpoint.templates.page_rules import SANDBOX

_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:\d+)?", re.IGNORECASE)
_SERVED = ("/t/", "/crowd/", "/mirror/", "/healthz")
_MARK = "trigpoint-job"
_MARK_ATTRIBUTES = "Path=/t; Max-Age=2592000; HttpOnly; Secure; SameSite=None; Partitioned"
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class TaskOrigin:
    """The address of task documents; `*.` stands for one name a job. Empty: they have no origin."""

    address: str = ""
    portal: str = ""
    """The portal's origin: it alone may frame documents of another one."""
    secret: bytes = field(default=b"", repr=False)

    @classmethod
    def parse(cls, address: str, portal: str, secret: bytes) -> TaskOrigin:
        """Raises InvalidInput for what is no origin, or is the portal's."""
        address, portal = address.rstrip("/"), portal.rstrip("/")
        if not address:
            return cls()
        if not _ORIGIN.fullmatch(address):
            raise InvalidInput(f"task_origin is {address!r}: it must be like https://tasks.example.org")
        if not portal:
            raise InvalidInput(
                "task_origin needs public_url: task pages must know whose frame they are shown in"
            )
        made = cls(address, portal, secret)
        if made.serves(urlsplit(portal).netloc):
            raise InvalidInput(f"task_origin {address} must not be the portal's own address")
        return made

    def of(self, job_name: str) -> str:
        """The origin of a job's documents; empty for the portal's address."""
        return self.address.replace("*", job_name.lower(), 1)

    def serves(self, host: str) -> bool:
        """Whether a Host header names an address of task documents."""
        if not self.address:
            return False
        wanted, given = self._host(self.address), self._host(f"{urlsplit(self.address).scheme}://{host}")
        if not wanted.startswith("*."):
            return given == wanted
        label, _, rest = given.partition(".")
        return bool(label) and rest == wanted[2:]

    def is_of(self, host: str, job_name: str) -> bool:
        """Whether the host is that of this job's documents."""
        return self.serves(host) and self._host(self.of(job_name)) == self._host(
            f"{urlsplit(self.address).scheme}://{host}"
        )

    @staticmethod
    def _host(origin: str) -> str:
        parts = urlsplit(origin)
        return parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))

    def headers(self, request: Request, job_name: str | None) -> dict[str, str]:
        """Sandbox and frame of a document, by the address at which it is asked for."""
        host = request.headers.get("host", "")
        if job_name is None or not self.is_of(host, job_name):
            portal = self.portal if self.serves(host) else str(request.base_url).rstrip("/")
            return {"Content-Security-Policy": f"sandbox {SANDBOX}; frame-ancestors {portal}"}
        headers = {
            "Content-Security-Policy": f"sandbox {SANDBOX} allow-same-origin; frame-ancestors {self.portal}",
            "Origin-Agent-Cluster": "?1",  # a page that never ends must not hold up the portal's
        }
        return headers if "*" in self.address else headers | self._cleared(request, job_name)

    def _cleared(self, request: Request, job_name: str) -> dict[str, str]:
        """Empties the origin's storage unless the last document here was of the same job.

        A template could write cookies, but not this one: it cannot know the value for another job.
        """
        mark = hmac.digest(self.secret, job_name.lower().encode(), hashlib.sha256).hex()[:32]
        if request.cookies.get(_MARK) == mark:
            return {}
        headers = {"Clear-Site-Data": '"storage"'}
        if request.url.scheme == "https":  # over HTTP no browser would send it back from a frame
            headers["Set-Cookie"] = f"{_MARK}={mark}; {_MARK_ATTRIBUTES}"
        return headers


class TaskHost:
    """Keeps everything but documents and what they show away from the address of task documents."""

    def __init__(self, app: ASGIApp, origin: TaskOrigin) -> None:
        self._app = app
        self._origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._origin.serves(_host_of(scope)) and not _is_for_pages(scope):
            refusal = problem_response(404, "not-found", "Only the pages of tasks are at this address.")
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _host_of(scope: Scope) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")


def _is_for_pages(scope: Scope) -> bool:
    if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
        return False
    return scope["path"].startswith(_SERVED) or b"X-Amz-Signature=" in scope["query_string"]
