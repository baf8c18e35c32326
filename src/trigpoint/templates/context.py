"""The context of one rendering: names, limits, and what went wrong."""

from __future__ import annotations

from io import StringIO
from typing import Any, Final, TextIO
from urllib.parse import unquote, urlsplit

from liquid import BoundTemplate, RenderContext
from liquid.exceptions import OutputStreamLimitError, ResourceLimitError
from liquid.expression import Expression
from liquid.token import Token
from liquid.undefined import UNDEFINED, is_undefined
from liquid.utils import ReadOnlyChainMap
from markupsafe import Markup

from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import ShownFile
from trigpoint.templates.faults import FaultList
from trigpoint.templates.values import escape_text, plain_text

MAX_OUTPUT_CHARS: Final = 16_000_000
MAX_FILES: Final = 50


class PageBuffer(StringIO):
    """Text in memory up to a number of characters."""

    def __init__(self, room: int = MAX_OUTPUT_CHARS) -> None:
        super().__init__()
        self.room = room

    def write(self, text: str) -> int:
        self.room -= len(text)
        if self.room < 0:
            raise OutputStreamLimitError("output limit reached", token=None)
        return super().write(text)


class TaskContext(RenderContext):
    """Renders one task: `task` is its only name. Values that fail print nothing and leave a fault."""

    __slots__ = ("faults", "files", "grant", "here", "tested")

    def __init__(
        self,
        template: BoundTemplate,
        *,
        task_input: object,
        grant: UrlGrant,
        faults: FaultList,
        tested: frozenset[int],
    ) -> None:
        super().__init__(template, globals={"task": {"input": task_input}})
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)
        self.grant = grant
        self.faults = faults
        self.tested = tested
        """Where a template tests a name that may be missing: no reason for a warning."""
        self.here: Token | None = None
        self.files: dict[str, ShownFile] = {}

    def value(self, expression: Expression, token: Token) -> Any:
        """The value of an expression; None and a fault if it cannot be had."""
        self.here = token
        try:
            return expression.evaluate(self)
        except (ResourceLimitError, MemoryError):
            raise
        except Exception as error:
            self.faults.add_error(error, token)
            return None

    def escaped(self, value: object, token: Token) -> Markup:
        """The value as it is printed."""
        try:
            return escape_text(value)
        except (ValueError, RecursionError) as error:
            self.faults.add_error(error, token)
            return Markup()

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        found = super().get(path, token=token, default=default)
        if token is not None and is_undefined(found) and token.start_index not in self.tested:
            self.faults.add("UndefinedVariable", f"{_spelled(path)} is undefined", token, warning=True)
        return found

    def get_item(self, obj: Any, key: Any) -> Any:
        if isinstance(key, Markup):
            key = plain_text(key)
        elif isinstance(obj, dict) and isinstance(key, int) and key not in obj:
            key = str(key)  # class-map keys are numbers in quotes
        return super().get_item(obj, key)

    def shows(self, address: str) -> None:
        """A signed address goes into the page."""
        assert self.here is not None
        if len(self.files) < MAX_FILES:
            bucket, _, key = unquote(urlsplit(address).path).removeprefix("/").partition("/")
            uri, token = f"s3://{bucket}/{key}", self.here
            self.files.setdefault(uri, ShownFile(uri, token.start_index, len(token.value.split("\n")[0])))

    def get_buffer(self, buf: TextIO | None = None) -> StringIO:
        return PageBuffer(buf.room if isinstance(buf, PageBuffer) else MAX_OUTPUT_CHARS)


def _spelled(path: list[object]) -> str:
    parts = [str(path[0])]
    for key in path[1:]:
        parts.append(
            f".{key}" if isinstance(key, str) and key.replace("-", "_").isidentifier() else f"[{key!r}]"
        )
    return "".join(parts)[:200]
