"""AWS's protocols: a service is a model, a handler for each operation, and a table of errors.

A handler is given the checked request and answers with the members of the operation's output.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import Any

import msgspec

from trigpoint.http.aws.errors import Table, UnknownOperation, fault_of
from trigpoint.http.aws.protocol_input import decode_json, read_input
from trigpoint.http.aws.protocol_output import write_output
from trigpoint.http.aws.protocol_query import decode_form, unflatten, write_error, write_response
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.http.aws.service_model import Operation, ServiceModel, load_service_model

Members = dict[str, Any]
"""A structure of the wire: AWS's member names and our values."""

Handler = Callable[[Members, AwsRequest], Awaitable[Members]]

_JSON = {"Content-Type": "application/x-amz-json-1.1"}
_XML = {"Content-Type": "text/xml"}


class ModelledService:
    """What both protocols share."""

    def __init__(self, name: str, handlers: Mapping[str, Handler], errors: Table) -> None:
        self._name = name
        self._handlers = handlers
        self._errors = errors

    @cached_property
    def model(self) -> ServiceModel:
        """Read on first use: start-up does not wait for it."""
        return load_service_model(self._name, self._handlers)

    async def _answer(self, operation: Operation, sent: Any, request: AwsRequest) -> Members:
        given = read_input(self.model.shapes, operation.input.shape, sent) if operation.input else {}
        return await self._handlers[operation.name](given, request)


class JsonService(ModelledService):
    """AWS JSON 1.1: the operation is in the `X-Amz-Target` header."""

    async def handle(self, request: AwsRequest) -> AwsResponse:
        operation = self._operation(request.headers.get("x-amz-target", ""))
        answer = await self._answer(operation, decode_json(await request.read()), request)
        shapes = self.model.shapes
        body = write_output(shapes, operation.output.shape, answer) if operation.output else {}
        return AwsResponse(200, dict(_JSON), msgspec.json.encode(body))

    def error(self, request: AwsRequest, exc: Exception) -> AwsResponse:
        code, status, message = fault_of(exc, self._errors)
        headers = {**_JSON, "x-amzn-ErrorType": code}
        body = {"__type": code, "Message": message, "message": message}
        return AwsResponse(status, headers, msgspec.json.encode(body))

    def _operation(self, target: str) -> Operation:
        prefix, _, name = target.rpartition(".")
        if name not in self._handlers or prefix != self.model.metadata.targetPrefix:
            shown = target[:200] or "without a name (no X-Amz-Target header)"
            raise UnknownOperation(f"The operation {shown} is not served here.")
        return self.model.operations[name]


class QueryService(ModelledService):
    """AWS query: a form whose `Action` field names the operation; XML comes back."""

    async def handle(self, request: AwsRequest) -> AwsResponse:
        fields = decode_form(await request.read(), request.raw_query)
        operation = self._operation(fields.get("Action", ""))
        sent = unflatten(self.model.shapes, operation.input.shape, fields) if operation.input else {}
        answer = await self._answer(operation, sent, request)
        body = write_response(self.model, operation, answer, request.request_id)
        return AwsResponse(200, dict(_XML), body)

    def error(self, request: AwsRequest, exc: Exception) -> AwsResponse:
        code, status, message = fault_of(exc, self._errors)
        namespace = self.model.metadata.xmlNamespace
        body = write_error(namespace, code, message or "", status, request.request_id)
        return AwsResponse(status, dict(_XML), body)

    def _operation(self, name: str) -> Operation:
        if name not in self._handlers:
            raise UnknownOperation(f"The operation {name[:200] or 'without a name'} is not served here.")
        return self.model.operations[name]
