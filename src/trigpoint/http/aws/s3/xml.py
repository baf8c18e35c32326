"""XML out, by hand; XML in, small and without any declaration of types or entities."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from trigpoint.http.aws.errors import Malformed

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(name: str, value: str | int | bool) -> str:
    """An element with text, which is escaped."""
    return f"<{name}>{_text(value)}</{name}>"


def nested(name: str, *children: str) -> str:
    """An element whose content is other elements."""
    return f"<{name}>{''.join(children)}</{name}>"


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = escape(str(value), {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
    return _NO_XML.sub("\ufffd", text)


def document(name: str, *children: str, namespace: bool = True) -> bytes:
    """A whole document around elements."""
    space = f' xmlns="{_NAMESPACE}"' if namespace else ""
    body = "".join(children)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}{space}>{body}</{name}>'.encode()


class Node:
    """An element of a request, read without regard to namespaces."""

    def __init__(self, element: ElementTree.Element) -> None:
        self._element = element

    @property
    def name(self) -> str:
        return self._element.tag.rpartition("}")[2]

    @property
    def text(self) -> str:
        return self._element.text or ""

    def all(self, name: str) -> list[Node]:
        """The children of that name."""
        return [node for child in self._element if (node := Node(child)).name == name]

    def find(self, path: str) -> Node | None:
        """The first element at a path of names: `JSON/Type`."""
        first, _, rest = path.partition("/")
        found = self.all(first)
        if not found:
            return None
        return found[0].find(rest) if rest else found[0]

    def value(self, path: str, default: str = "") -> str:
        """The text at a path, `default` when there is nothing."""
        node = self.find(path)
        return default if node is None else node.text


def parse(body: bytes, root: str) -> Node:
    """The document in `body`, whose outermost element must be `root`. Raises Malformed."""
    try:
        text = body.decode()
        if "<!DOCTYPE" in text:
            raise Malformed("a document type is not allowed here")
        node = Node(ElementTree.fromstring(text))  # noqa: S314  no DOCTYPE, so no entities
    except (UnicodeDecodeError, ElementTree.ParseError) as exc:
        raise Malformed(f"The XML you provided was not well-formed: {exc}") from exc
    if node.name != root:
        raise Malformed(f"The XML you provided is a {node.name[:40]!r}, not a {root!r}")
    return node
