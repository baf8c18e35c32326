"""What rendering a template gives."""

from __future__ import annotations

from typing import Final

import msgspec

PREVIEW_HEADER: Final = "x-trigpoint-preview"
"""With `document` the content is the whole document that a worker gets, and every warning is listed; with
`check` there is no content, and the errors are what can be said of the template without its input."""
WARNING: Final = "warning: "
"""What messages begin with that are no errors."""


class RenderFault(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with a template or its rendering (codes: worker-templates.md 1.6)."""

    code: str
    message: str
    line: int | None = None
    column: int | None = None
    warning: bool = False
    """A warning leaves the page whole."""


class ShownFile(msgspec.Struct, frozen=True):
    """An object that a page shows by a signed address."""

    uri: str
    start: int
    """Where the template asks for it."""
    length: int


class Rendered(msgspec.Struct, frozen=True):
    """A task page, and what went wrong in making it."""

    html: str
    faults: tuple[RenderFault, ...] = ()
    files: tuple[ShownFile, ...] = ()
    """What a preview shows, each once."""

    @property
    def failed(self) -> bool:
        return any(not fault.warning for fault in self.faults)
