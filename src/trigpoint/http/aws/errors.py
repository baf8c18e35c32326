"""One table from our errors to AWS's codes, with the few lines in which services differ.

Where a line has a message it is AWS's own wording, which clients match on; else ours is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from trigpoint.model.errors import (
    AccessDenied,
    AssignmentConflict,
    BadPassword,
    BodyTooLarge,
    FunctionFailed,
    InUse,
    InvalidInput,
    LimitExceeded,
    NameTaken,
    NotFound,
    SignatureRejected,
    TrigpointError,
    Unavailable,
    WrongState,
)


class Malformed(InvalidInput):
    """The body of the request cannot be read."""


class UnknownOperation(InvalidInput):
    """The operation is not served here."""


class Fault(NamedTuple):
    """An error as it goes over the wire. `{name}` in a table's message is the thing's name."""

    code: str
    status: int = 400
    message: str | None = None


class Line(NamedTuple):
    """What the table is looked up by: a class, and the kind of thing or the reason, when it matters."""

    error: type[TrigpointError]
    kind: str = ""


Table = Mapping[Line, Fault]

INTERNAL_FAILURE = Fault(
    "InternalFailure",
    500,
    "The request processing has failed because of an unknown error, exception or failure.",
)

_COMMON: dict[Line, Fault] = {
    Line(TrigpointError): INTERNAL_FAILURE,
    Line(Malformed): Fault("SerializationException"),
    Line(UnknownOperation): Fault("UnknownOperationException"),
    Line(BodyTooLarge): Fault("RequestEntityTooLargeException", 413),
    Line(AccessDenied): Fault("AccessDeniedException"),
    Line(SignatureRejected): Fault("InvalidSignatureException"),
    Line(SignatureRejected, "missing"): Fault("MissingAuthenticationToken"),
    Line(SignatureRejected, "malformed"): Fault("IncompleteSignature"),
    Line(SignatureRejected, "unknown-key"): Fault("UnrecognizedClientException"),
    Line(SignatureRejected, "bad-token"): Fault("UnrecognizedClientException"),
    Line(SignatureRejected, "expired-token"): Fault("ExpiredTokenException"),
    Line(Unavailable): Fault("ServiceUnavailable", 503),
}

SAGEMAKER: Table = {
    **_COMMON,
    Line(InvalidInput): Fault("ValidationException"),
    Line(NotFound): Fault("ResourceNotFound"),
    Line(NotFound, "workforce"): Fault(
        "ValidationException", message='No workforce found with the name "{name}"'
    ),
    Line(NotFound, "workteam"): Fault("ValidationException", message='The work team "{name}" does not exist'),
    Line(NotFound, "user pool"): Fault("ValidationException"),
    Line(NotFound, "user pool client"): Fault("ValidationException"),
    Line(NotFound, "group"): Fault("ValidationException"),
    Line(NameTaken): Fault("ResourceInUse"),
    Line(InUse): Fault("ResourceInUse"),
    Line(LimitExceeded): Fault("ResourceLimitExceeded"),
    Line(WrongState): Fault("ValidationException"),
    Line(AssignmentConflict): Fault("ConflictException"),
    Line(FunctionFailed): Fault("ValidationException"),
}

COGNITO_IDP: Table = {
    **_COMMON,
    Line(InvalidInput): Fault("InvalidParameterException"),
    Line(BadPassword): Fault("InvalidPasswordException"),
    Line(NotFound): Fault("ResourceNotFoundException"),
    Line(NotFound, "user pool"): Fault(
        "ResourceNotFoundException", message="User pool {name} does not exist."
    ),
    Line(NotFound, "user pool client"): Fault(
        "ResourceNotFoundException", message="User pool client {name} does not exist."
    ),
    Line(NotFound, "group"): Fault("ResourceNotFoundException", message="Group not found."),
    Line(NotFound, "worker"): Fault("UserNotFoundException", message="User does not exist."),
    Line(NameTaken): Fault("InvalidParameterException"),
    Line(NameTaken, "group"): Fault("GroupExistsException", message="A group with the name already exists."),
    Line(NameTaken, "worker"): Fault("UsernameExistsException", message="User account already exists"),
    Line(InUse): Fault("InvalidParameterException"),
    Line(LimitExceeded): Fault("LimitExceededException"),
    Line(WrongState): Fault("UnsupportedUserStateException"),
    Line(AssignmentConflict): Fault("ConcurrentModificationException"),
    Line(AccessDenied): Fault("NotAuthorizedException"),
    Line(FunctionFailed): Fault("UnexpectedLambdaException"),
}

QUERY: Table = {
    **_COMMON,
    Line(Malformed): Fault("MalformedInput"),
    Line(InvalidInput): Fault("ValidationError"),
    Line(NotFound): Fault("NoSuchEntity", 404),
    Line(NameTaken): Fault("EntityAlreadyExists", 409),
    Line(InUse): Fault("DeleteConflict", 409),
    Line(LimitExceeded): Fault("LimitExceeded", 409),
    Line(WrongState): Fault("ValidationError"),
    Line(AssignmentConflict): Fault("ConcurrentModification", 409),
    Line(AccessDenied): Fault("AccessDenied", 403),
    Line(SignatureRejected): Fault("SignatureDoesNotMatch", 403),
    Line(SignatureRejected, "missing"): Fault("MissingAuthenticationToken", 403),
    Line(SignatureRejected, "unknown-key"): Fault("InvalidClientTokenId", 403),
    Line(SignatureRejected, "bad-token"): Fault("InvalidClientTokenId", 403),
    Line(SignatureRejected, "expired-token"): Fault("ExpiredToken", 403),
    Line(FunctionFailed): Fault("ValidationError"),
}


def fault_of(exc: Exception, table: Table) -> Fault:
    """How `table` shows `exc`: the line of its own class and kind, else of the class it derives from.

    What is no error of ours is an InternalFailure that says nothing of its cause.
    """
    kind = getattr(exc, "kind", None) or getattr(exc, "reason", None) or ""
    for each in type(exc).__mro__:
        line = table.get(Line(each, kind)) or table.get(Line(each))
        if line is not None:
            break
    else:
        return INTERNAL_FAILURE
    if line.message is None:
        return line._replace(message=str(exc))
    return line._replace(message=line.message.replace("{name}", getattr(exc, "name", "")))
