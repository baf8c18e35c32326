"""The console's built page, at every address below /console/: the page itself knows which is which."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from trigpoint.http.built_files import FOREVER, WEB, BuiltFiles, BuiltPage


async def _to_page(request: Request) -> Response:
    return RedirectResponse("/console/", 308)


def console_page_routes(frames: str = "") -> list[BaseRoute]:
    """`frames` is where previews of task pages come from, besides this address."""
    page = BuiltPage(WEB / "console" / "index.html", frames)
    return [
        Route("/console", _to_page, methods=["GET"]),
        Mount("/console/assets", GZipMiddleware(BuiltFiles(WEB / "console" / "assets", cache=FOREVER))),
        Route("/console/{rest:path}", page.show, methods=["GET"]),
    ]
