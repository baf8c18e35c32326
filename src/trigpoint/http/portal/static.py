"""The built pages: the portal, its assets, and the crowd elements for task documents."""

from __future__ import annotations

from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

WEB = Path(__file__).parent.parent / "web"
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; frame-src 'self' {frames}; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_MISSING = "The pages have not been built. Run `make venv` in the checkout, or install the wheel."


class _Files(StaticFiles):
    """Static files with their caching and who may load them."""

    def __init__(self, directory: Path, *, cache: str) -> None:
        super().__init__(directory=directory, check_dir=False)
        self._cache = cache

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = self._cache
        response.headers["Access-Control-Allow-Origin"] = "*"  # task documents have an origin of their own
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class _PortalPage:
    """The portal itself. `frames` is where task documents come from, besides its own address."""

    def __init__(self, frames: str) -> None:
        self._headers = {
            "Content-Security-Policy": _PAGE_POLICY.format(frames=frames),
            "Cache-Control": "no-cache",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }

    async def show(self, request: Request) -> Response:
        page = WEB / "portal" / "index.html"
        if not page.exists():
            return PlainTextResponse(_MISSING, 503)
        return FileResponse(page, headers=self._headers)


def static_routes(frames: str = "") -> list[BaseRoute]:
    forever = "public, max-age=31536000, immutable"
    return [
        Route("/", _PortalPage(frames).show, methods=["GET"]),
        Mount("/assets", GZipMiddleware(_Files(WEB / "portal" / "assets", cache=forever))),
        Mount("/crowd", GZipMiddleware(_Files(WEB / "crowd", cache="no-cache"))),
    ]
