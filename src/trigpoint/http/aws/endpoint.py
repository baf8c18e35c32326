"""The door for AWS requests: finds the service, verifies, bounds the body, sends the response."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from urllib.parse import parse_qsl, unquote

import msgspec
import structlog
from starlette.types import Receive, Scope, Send

from trigpoint.http.aws.errors import SAGEMAKER, UnknownOperation, fault_of
from trigpoint.http.aws.protocol_query import decode_form
from trigpoint.http.aws.request import NOBODY, AwsRequest, AwsResponse, ClientGone, NextPiece, Service
from trigpoint.http.aws.sigv2 import is_older_address, verify_older
from trigpoint.http.aws.sigv4 import UNSIGNED_PAYLOAD, Claim, Sent, read_claim, signature_of, verify
from trigpoint.http.observed import RequestRecord, record_of
from trigpoint.model.access_key import AccessKey, GivenKeys, KeyRing
from trigpoint.model.clock import Clock
from trigpoint.model.errors import AccessDenied, NotFound, SignatureRejected, TrigpointError, Unavailable
from trigpoint.model.ids import Ids
from trigpoint.model.roles import may, role_of

_TARGETS = {"SageMaker": "sagemaker", "AWSCognitoIdentityProviderService": "cognito-idp"}
_EXPOSED = (
    "Content-Length, Content-Range, Content-Type, Accept-Ranges, ETag, Last-Modified, "
    "Access-Control-Allow-Origin, Retry-After, x-amz-request-id, x-amzn-RequestId, x-amz-bucket-region"
)
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _EXPOSED,
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT_SECONDS = 3000
_OLDER_REGION = "us-east-1"
_log = structlog.get_logger(__name__)


def is_aws_request(scope: Scope) -> bool:
    """Whether the request is for `AwsEndpoint`: signed in the header or the query, or with a target.

    A browser's question whether it may send such a request (CORS preflight) counts, too.
    """
    query = scope["query_string"]
    if b"X-Amz-Algorithm=" in query or is_older_address(query.decode("latin-1")):
        return True
    for name, value in scope["headers"]:
        if name == b"x-amz-target" or (name == b"authorization" and value.startswith(b"AWS4-HMAC-SHA256")):
            return True
        if name == b"access-control-request-headers" and scope["method"] == "OPTIONS" and b"x-amz-" in value:
            return True
    return False


class AwsEndpoint:
    """An ASGI app for all AWS services; `services` by the name in the credential scope."""

    def __init__(
        self,
        keyring: KeyRing,
        services: Mapping[str, Service],
        clock: Clock,
        ids: Ids,
        max_body_bytes: int,
        given_keys: GivenKeys | None = None,
    ) -> None:
        self._keyring = keyring
        self._given_keys = given_keys
        self._services = services
        self._clock = clock
        self._ids = ids
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            await _send(_preflight(scope), scope, receive, send)
            return
        sent = _sent(scope)
        request = self._request(scope, sent, receive)
        with suppress(ClientGone):
            response = await self._respond(request, sent, record_of(scope))
            await _send(response, scope, receive, send)

    async def _respond(self, request: AwsRequest, sent: Sent, record: RequestRecord) -> AwsResponse:
        unserved: Service = _NoService()
        record.request_id, record.route = request.request_id, "unknown"
        try:
            await self._authenticate(request, sent)
            record.route = self._route(request)
            await _permit(request)
            response = await self._services.get(request.service, unserved).handle(request)
        except ClientGone:
            raise
        except Exception as exc:
            record.error = type(exc).__name__
            if isinstance(exc, UnknownOperation):
                record.route = "unknown"
            if not isinstance(exc, TrigpointError):
                _log.exception("request failed", service=request.service, request_id=request.request_id)
            response = self._services.get(request.service, unserved).error(request, exc)
            if isinstance(exc, Unavailable):
                _log.warning("not available now", service=request.service, error=str(exc), seldom=True)
                response.headers["Retry-After"] = str(exc.retry_after_seconds)
        response.headers.update(_OPEN)
        id_header = "x-amz-request-id" if request.service == "s3" else "x-amzn-RequestId"
        response.headers[id_header] = request.request_id
        return response

    def _route(self, request: AwsRequest) -> str:
        """Names the call for figures: of a service that is served, by a caller who is known."""
        if request.service not in self._services:
            return "unknown"
        if request.service == "s3":
            bucket, _, key = request.path.removeprefix("/").partition("/")
            return f"s3 {'object' if key else 'bucket' if bucket else 'buckets'}"
        return f"{request.service} {request.operation}".strip()

    async def _authenticate(self, request: AwsRequest, sent: Sent) -> None:
        """Names service, region and caller in the request. Raises SignatureRejected."""
        now = self._clock.now()
        if is_older_address(sent.raw_query) and "authorization" not in request.headers:
            request.service, request.region = "s3", _OLDER_REGION
            ring, given = await self._ring_for(request.query.get("AWSAccessKeyId", ""), token=None)
            request.caller = verify_older(sent, request.query, request.headers, ring, now)
            await self._note_use(given)
            return
        claim = read_claim(sent, request.headers)
        request.service, request.region = claim.service, claim.region
        ring, given = await self._ring_for(claim.access_key_id, claim.session_token)
        key = verify(claim, sent, await _payload_hash(request, claim), ring, now)
        request.caller, request.signature = key, signature_of(claim, key)
        await self._note_use(given)

    async def _ring_for(self, access_key_id: str, token: str | None) -> tuple[KeyRing, AccessKey | None]:
        """The ring that knows the key, and the key where it is one that a user was given."""
        if self._given_keys is None or token is not None or _knows(self._keyring, access_key_id):
            return self._keyring, None
        given = await self._given_keys.find(access_key_id)
        return (self._keyring if given is None else _OneKey(given)), given

    async def _note_use(self, given: AccessKey | None) -> None:
        if given is not None and self._given_keys is not None:
            await self._given_keys.note_use(given.access_key_id)

    def _request(self, scope: Scope, sent: Sent, receive: Receive) -> AwsRequest:
        headers: dict[str, str] = {}
        for name, value in sent.headers:
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        target = headers.get("x-amz-target", "").partition(".")[0]
        return AwsRequest(
            service=_TARGETS.get(target, target),
            region="",
            method=sent.method,
            path=unquote(sent.raw_path, errors="surrogateescape"),
            raw_path=sent.raw_path,
            query=_query(sent.raw_query),
            raw_query=sent.raw_query,
            headers=headers,
            caller=NOBODY,
            request_id=self._ids.uuid(),
            origin=f"{scope['scheme']}://{headers.get('host', '')}",
            max_body_bytes=self._max_body_bytes,
            receive=_body(receive),
        )


class _OneKey:
    """A ring of the key that was looked up for a request."""

    def __init__(self, key: AccessKey) -> None:
        self._key = key

    def find(self, access_key_id: str, session_token: str | None = None) -> AccessKey:
        return self._key


def _knows(ring: KeyRing, access_key_id: str) -> bool:
    try:
        ring.find(access_key_id)
    except NotFound:
        return False
    return True


class _NoService:
    """Answers for services that are not served here, in the JSON protocol."""

    async def handle(self, request: AwsRequest) -> AwsResponse:
        operation = request.operation
        if not operation:
            form = dict(parse_qsl((await request.read()).decode("latin-1")))
            operation = form.get("Action") or f"{request.method} {request.path[:200]}"
        raise UnknownOperation(f"{operation[:200]} of {request.service[:64]!r} is not served here")

    def error(self, request: AwsRequest, exc: Exception) -> AwsResponse:
        fault = fault_of(exc, SAGEMAKER)
        body = {"__type": fault.code, "Message": fault.message, "message": fault.message}
        headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-ErrorType": fault.code}
        return AwsResponse(fault.status, headers, msgspec.json.encode(body))


async def _permit(request: AwsRequest) -> None:
    """Raises AccessDenied when the caller has a session of a console's role that may not make the call."""
    role = role_of(request.caller.arn)
    if role is None or role == "admin":
        return
    operation = request.operation
    path = request.raw_path
    if request.service in ("sts", "iam"):
        operation = decode_form(await request.read(), request.raw_query).get("Action", "")
    elif request.service == "s3" and "select" in request.query:
        operation = "SelectObjectContent"
    elif request.service == "trigpoint":
        path = path.removeprefix("/trigpoint/api/")
    if not may(role, request.service, request.method, operation, path):
        what = operation or f"{request.method} {request.path[:200]}"
        raise AccessDenied(
            f"{request.caller.arn} is not authorized to perform {request.service}:{what}: it is a {role}"
        )


async def _payload_hash(request: AwsRequest, claim: Claim) -> str:
    """The last line of what was signed. S3 bodies are only promised here, and checked while they stream."""
    if claim.service != "s3":
        body = await request.read()
        unsigned = request.payload_hash == UNSIGNED_PAYLOAD
        return UNSIGNED_PAYLOAD if unsigned else hashlib.sha256(body).hexdigest()
    if claim.presigned:
        signed = "x-amz-content-sha256" in claim.signed_headers
        return request.payload_hash if signed else UNSIGNED_PAYLOAD
    if not request.payload_hash:
        raise SignatureRejected("malformed", "Missing required header for this request: x-amz-content-sha256")
    return request.payload_hash


def _sent(scope: Scope) -> Sent:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    raw_path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    # A script of a template that prints a signed address has it escaped, like everything that Liquid prints.
    query = scope["query_string"].decode("latin-1").replace("&amp;X-Amz-", "&X-Amz-")
    return Sent(scope["method"], raw_path, query, headers)


def _query(raw_query: str) -> dict[str, str]:
    return dict(parse_qsl(raw_query, keep_blank_values=True)) if raw_query else {}


def _body(receive: Receive) -> NextPiece:
    """The pieces of the body, then b"" for ever. Raises ClientGone when the client hangs up."""
    done = False

    async def next_piece() -> bytes:
        nonlocal done
        while not done:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            done = not message.get("more_body", False)
            if piece := message.get("body", b""):
                return bytes(piece)
        return b""

    return next_piece


def _preflight(scope: Scope) -> AwsResponse:
    asked = dict(scope["headers"]).get(b"access-control-request-headers", b"").decode("latin-1")
    headers = {
        **_OPEN,
        "Access-Control-Allow-Methods": "GET, HEAD, PUT, POST, DELETE",
        "Access-Control-Allow-Headers": asked or "*",
        "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
        "Vary": "Access-Control-Request-Headers",
    }
    return AwsResponse(204, headers)


async def _send(response: AwsResponse, scope: Scope, receive: Receive, send: Send) -> None:
    body = response.body
    if isinstance(body, bytes) and response.status not in {204, 304}:
        response.headers.setdefault("Content-Length", str(len(body)))
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if isinstance(body, bytes):
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
    else:
        await _send_stream(body, receive, send)


async def _send_stream(body: AsyncGenerator[bytes, None], receive: Receive, send: Send) -> None:
    """Sends piece by piece; stops reading when the client has hung up, as video players often do."""
    gone = asyncio.create_task(_until_gone(receive))
    try:
        async with aclosing(body) as pieces:
            async for piece in pieces:
                if gone.done():
                    return
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
