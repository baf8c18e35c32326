"""What goes between the server and its rendering processes."""

from __future__ import annotations

import pickle
from typing import Literal

import msgspec

from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import Rendered

Kind = Literal["check", "page", "preview", "document", "trial"]


class RenderRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Render a template once for each input. Inputs are JSON: data is never unpickled."""

    kind: Kind
    template: str
    inputs: tuple[bytes, ...] = (b"null",)
    grant: bytes = b""
    """The `UrlGrant`, pickled by the server for its own process."""
    together: bool = False
    """Whether the replies come in one message at the end, instead of one by one."""


class RenderReply(msgspec.Struct, frozen=True):
    """The answer for one input; `spent` once the process ran out of memory and ends after this request."""

    rendered: Rendered
    spent: bool = False


def pickled(grant: UrlGrant) -> bytes:
    return pickle.dumps(grant, protocol=pickle.HIGHEST_PROTOCOL)


encode = msgspec.msgpack.Encoder().encode
decode_request = msgspec.msgpack.Decoder(RenderRequest).decode
decode_replies = msgspec.msgpack.Decoder(tuple[RenderReply, ...]).decode
