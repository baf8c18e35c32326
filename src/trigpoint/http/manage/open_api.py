"""The management API's own description, made from its calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from trigpoint.http.manage.call import ROOT, Call

_REF: Final = "#/components/schemas/{name}"


class _Error(msgspec.Struct):
    """What went wrong, in AWS's word for it and in a sentence."""

    code: str
    message: str


def describe(calls: Sequence[Call], version: str) -> dict[str, Any]:
    """An OpenAPI 3.1 document."""
    types = [kind for call in calls for kind in (call.takes, call.answers) if kind is not None]
    _, schemas = msgspec.json.schema_components([*types, _Error], ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for call in calls:
        paths.setdefault(ROOT + call.path, {})[call.method.lower()] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Trigpoint's management API",
            "version": version,
            "description": "What the console needs and AWS's API lacks. Requests are signed as AWS's are "
            "(Signature Version 4) for the service `trigpoint`, with the same keys.",
        },
        "security": [{"sigv4": []}],
        "paths": paths,
        "components": {
            "schemas": {name.lstrip("_"): schema for name, schema in schemas.items()},
            "securitySchemes": {
                "sigv4": {"type": "apiKey", "in": "header", "name": "Authorization"},
            },
        },
    }


def _operation(call: Call) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", call.path)
    ]
    parameters += [
        {"name": name, "in": "query", "description": meaning, "schema": {"type": "string"}}
        for name, meaning in call.query.items()
    ]
    answer: dict[str, Any] = {"204": {"description": "Done"}}
    if call.answers is not None:
        content = _json(call.answers, "application/jsonlines" if call.streams else "application/json")
        answer = {
            "200": {
                "description": "The answer, line by line" if call.streams else "The answer",
                "content": content,
            }
        }
    found: dict[str, Any] = {"summary": call.summary, "responses": {**answer, "default": _ERROR}}
    if parameters:
        found["parameters"] = parameters
    if call.takes is not None:
        found["requestBody"] = {"required": True, "content": _json(call.takes)}
    return found


def _json(kind: Any, media_type: str = "application/json") -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": _REF.format(name=kind.__name__)}}}


_ERROR: Final = {
    "description": "What was wrong",
    "content": {"application/json": {"schema": {"$ref": _REF.format(name="Error")}}},
}
