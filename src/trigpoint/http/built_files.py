"""Pages and scripts that the front end's build has left in the package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

WEB: Final = Path(__file__).parent / "web"
FOREVER: Final = "public, max-age=31536000, immutable"
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; font-src 'self' data:; frame-src 'self' {frames}; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_MISSING = "The pages have not been built. Run `make venv` in the checkout, or install the wheel."


class BuiltFiles(StaticFiles):
    """Scripts and styles with their caching. `for_tasks`: task documents, which have an origin of their own,
    may load them too."""

    def __init__(self, directory: Path, *, cache: str, for_tasks: bool = False) -> None:
        super().__init__(directory=directory, check_dir=False)
        self._cache = cache
        self._for_tasks = for_tasks

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = self._cache
        response.headers["X-Content-Type-Options"] = "nosniff"
        if self._for_tasks:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


class BuiltPage:
    """One page. `frames` is where its frames come from, besides its own address."""

    def __init__(self, path: Path, frames: str) -> None:
        self._path = path
        self._headers = {
            "Content-Security-Policy": _PAGE_POLICY.format(frames=frames),
            "Cache-Control": "no-cache",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }

    async def show(self, request: Request) -> Response:
        if not self._path.exists():
            return PlainTextResponse(_MISSING, 503)
        return FileResponse(self._path, headers=self._headers)
