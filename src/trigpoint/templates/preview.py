"""Renders a template the way `RenderUiTemplate` is asked to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import Rendered, RenderFault, ShownFile
from trigpoint.templates.faults import fault_at
from trigpoint.templates.renderer import Renderer

MAX_CONTENT_CHARS: Final = 128_000
"""Longest template, and longest input, of a `RenderUiTemplate` request."""
_ALWAYS_LISTED: Final = frozenset({"RenderError", "MissingCrowdForm", "MissingCrowdScript"})
"""Warnings that every caller gets; others make no list that is empty on success any longer."""

FindMissing = Callable[[Sequence[str]], dict[str, str]]
"""Of S3 URIs, those that cannot be read, and why; may block."""


def render_ui_template(
    renderer: Renderer,
    template: str,
    input_json: str,
    grant: UrlGrant,
    find_missing: FindMissing,
    *,
    whole: bool = False,
) -> Rendered:
    """What the template becomes for the input in `input_json`, with faults and warnings.

    Names that are undefined and what the lint finds are no errors to the API, whose list is empty on
    success; who asks for the `whole` document gets them all.
    """
    if len(template) > MAX_CONTENT_CHARS:
        message = f"the template has {len(template)} characters; {MAX_CONTENT_CHARS} are allowed"
        return Rendered("", (RenderFault(code="TemplateTooLarge", message=message),))
    task_input = read_input(input_json)
    if isinstance(task_input, RenderFault):
        return Rendered("", (task_input,))
    (rendered,) = renderer.preview(template, [task_input], grant, whole=whole)
    missing = find_missing([each.uri for each in rendered.files])
    faults = [
        fault for fault in rendered.faults if whole or not fault.warning or fault.code in _ALWAYS_LISTED
    ]
    faults += [_missing(template, each, missing[each.uri]) for each in rendered.files if each.uri in missing]
    return Rendered(rendered.html, tuple(sorted(faults, key=lambda fault: fault.warning)), rendered.files)


def _missing(template: str, shown: ShownFile, reason: str) -> RenderFault:
    """The page is whole: the address is signed, but nobody will see anything there."""
    return fault_at(template, shown.start, shown.length, code="ObjectNotFound", message=reason)


def read_input(input_json: str) -> dict[str, Any] | RenderFault:
    """The JSON object in the text, or what is wrong with it."""
    try:
        value = json.loads(input_json, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return RenderFault(
            code="InvalidInputJson",
            message=f"Task.Input, line {error.lineno}, column {error.colno}: {error.msg}",
            line=error.lineno,
            column=error.colno,
        )
    except (ValueError, RecursionError) as error:
        return RenderFault(code="InvalidInputJson", message=f"Task.Input: {error}")
    if not isinstance(value, dict):
        return RenderFault(code="InvalidInputJson", message="Task.Input holds no JSON object")
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
