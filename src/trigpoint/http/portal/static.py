"""The built pages: the portal, its assets, and the crowd elements for task documents."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route

from trigpoint.http.built_files import FOREVER, WEB, BuiltFiles, BuiltPage


def static_routes(frames: str = "") -> list[BaseRoute]:
    return [
        Route("/", BuiltPage(WEB / "portal" / "index.html", frames).show, methods=["GET"]),
        Mount(
            "/assets", GZipMiddleware(BuiltFiles(WEB / "portal" / "assets", cache=FOREVER, for_tasks=True))
        ),
        Mount("/crowd", GZipMiddleware(BuiltFiles(WEB / "crowd", cache="no-cache", for_tasks=True))),
    ]
