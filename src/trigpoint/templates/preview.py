"""Renders a template the way `RenderUiTemplate` is asked to."""

from __future__ import annotations

import json
from typing import Any, Final

from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import Rendered, RenderFault
from trigpoint.templates.renderer import Renderer

MAX_CONTENT_CHARS: Final = 128_000
"""Longest template, and longest input, of a `RenderUiTemplate` request."""


def render_ui_template(
    renderer: Renderer, template: str, input_json: str, grant: UrlGrant, *, undefined: bool = False
) -> Rendered:
    """What Liquid makes of the template for the input in `input_json`, with faults and warnings.

    Names that are undefined are no errors to the API, whose list is empty on success; a preview that asks
    for them (`undefined`) gets them as warnings.
    """
    if len(template) > MAX_CONTENT_CHARS:
        message = f"the template has {len(template)} characters; {MAX_CONTENT_CHARS} are allowed"
        return Rendered("", (RenderFault(code="TemplateTooLarge", message=message),))
    task_input = read_input(input_json)
    if isinstance(task_input, RenderFault):
        return Rendered("", (task_input,))
    (rendered,) = renderer.render_body(template, [task_input], grant)
    listed = tuple(fault for fault in rendered.faults if undefined or fault.code != "UndefinedVariable")
    return Rendered(rendered.html, listed)


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
