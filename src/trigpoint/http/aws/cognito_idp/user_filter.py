r"""The `Filter` of ListUsers: `attribute = "value"` or `attribute ^= "prefix"`, `\"` for a quotation mark."""

from __future__ import annotations

import re
from collections.abc import Callable

from trigpoint.model.errors import InvalidInput
from trigpoint.model.worker import Worker

_FILTER = re.compile(r'\s*"?([\w:]+)"?\s*(=|\^=)\s*"((?:[^"\\]|\\.)*)"\s*')
_SEARCHABLE = frozenset(
    {
        "username",
        "email",
        "phone_number",
        "name",
        "given_name",
        "family_name",
        "preferred_username",
        "cognito:user_status",
        "status",
        "sub",
    }
)


def user_filter(text: str) -> Callable[[Worker], bool]:
    """Whether a worker matches; an empty filter matches all. Raises InvalidInput for what is no filter."""
    if not text.strip():
        return lambda worker: True
    match = _FILTER.fullmatch(text)
    if match is None:
        raise InvalidInput(
            f'Error while parsing filter {text!r}: it must be like  email = "x"  or  email ^= "x"'
        )
    attribute, operator, value = match[1], match[2], re.sub(r"\\(.)", r"\1", match[3])
    if attribute not in _SEARCHABLE:
        raise InvalidInput(f"Users cannot be searched by {attribute!r}; by {', '.join(sorted(_SEARCHABLE))}")

    def matches(worker: Worker) -> bool:
        found = _attribute(worker, attribute)
        return found is not None and (found == value if operator == "=" else found.startswith(value))

    return matches


def _attribute(worker: Worker, name: str) -> str | None:
    fixed = {
        "username": worker.username,
        "sub": worker.sub,
        "cognito:user_status": worker.status,
        "status": "Enabled" if worker.enabled else "Disabled",
    }
    return fixed.get(name) or worker.attributes.get(name)
