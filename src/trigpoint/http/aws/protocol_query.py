"""The query protocol of STS and IAM: forms in, XML out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from trigpoint.http.aws.errors import Malformed
from trigpoint.http.aws.service_model import Operation, Ref, ServiceModel, Shape
from trigpoint.model.clock import iso_millis

_MOST_FIELDS = 1000
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def decode_form(body: bytes, raw_query: str) -> dict[str, str]:
    """The fields of a form, in the body or in the query."""
    try:
        text = body.decode() or raw_query
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as exc:
        raise Malformed(f"the body of the request is not a form: {exc}") from exc
    return dict(pairs)


def unflatten(shapes: Mapping[str, Shape], shape: str, fields: Mapping[str, str], prefix: str = "") -> Any:
    """The value whose parts the fields `<prefix>.<member>...` hold, or None when none does."""
    described = shapes[shape]
    if described.type == "structure":
        found = {
            name: unflatten(shapes, ref.shape, fields, f"{prefix}.{ref.locationName or name}".lstrip("."))
            for name, ref in described.members.items()
            if not prefix or _any_below(fields, prefix)
        }
        value = {name: member for name, member in found.items() if member is not None}
        return value if value or not prefix else None
    if described.member is not None:
        return _unflatten_list(shapes, described, fields, prefix)
    return _scalar(described, fields[prefix]) if prefix in fields else None


def _unflatten_list(
    shapes: Mapping[str, Shape], described: Shape, fields: Mapping[str, str], prefix: str
) -> list[Any] | None:
    assert described.member is not None
    at = prefix if described.flattened else f"{prefix}.{described.member.locationName or 'member'}"
    items: list[Any] = []
    while (item := unflatten(shapes, described.member.shape, fields, f"{at}.{len(items) + 1}")) is not None:
        items.append(item)
    return items or None


def _any_below(fields: Mapping[str, str], prefix: str) -> bool:
    return any(name.startswith(prefix + ".") for name in fields)


def _scalar(described: Shape, text: str) -> Any:
    """A number or flag where the model wants one and the text is one; else the text, for the walker."""
    if described.type in ("integer", "long") and re.fullmatch(r"-?\d{1,19}", text):
        return int(text)
    if described.type == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def write_response(
    model: ServiceModel, operation: Operation, value: Mapping[str, Any], request_id: str
) -> bytes:
    """`<XResponse><XResult>...</XResult><ResponseMetadata>...`."""
    result = ""
    if operation.output is not None:
        wrapper = operation.output.resultWrapper or f"{operation.name}Result"
        result = _element(wrapper, _content(model.shapes, operation.output.shape, value))
    metadata = _element("ResponseMetadata", _element("RequestId", escape(request_id)))
    name = f"{operation.name}Response"
    return f'<{name} xmlns="{model.metadata.xmlNamespace}">{result}{metadata}</{name}>'.encode()


def write_error(namespace: str, code: str, message: str, status: int, request_id: str) -> bytes:
    """`<ErrorResponse><Error>...</Error><RequestId>...`."""
    kind = _element("Type", "Sender" if status < 500 else "Receiver")
    error = _element("Error", kind + _element("Code", escape(code)) + _element("Message", _text(message)))
    content = error + _element("RequestId", escape(request_id))
    return f'<ErrorResponse xmlns="{namespace}">{content}</ErrorResponse>'.encode()


def _content(shapes: Mapping[str, Shape], shape: str, value: Any) -> str:
    described = shapes[shape]
    if described.type == "structure":
        return "".join(
            _member(shapes, name, described.members[name], member)
            for name, member in value.items()
            if member is not None
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return iso_millis(value)
    return _text(str(value))


def _member(shapes: Mapping[str, Shape], name: str, ref: Ref, value: Any) -> str:
    described = shapes[ref.shape]
    tag = ref.locationName or name
    if described.member is None:
        return _element(tag, _content(shapes, ref.shape, value))
    item_tag = tag if described.flattened else described.member.locationName or "member"
    items = "".join(_element(item_tag, _content(shapes, described.member.shape, item)) for item in value)
    return items if described.flattened else _element(tag, items)


def _element(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>"


def _text(text: str) -> str:
    """Escaped, without the characters that no XML document may hold."""
    return escape(_NOT_XML.sub("", text))
