"""S3's error codes, and the errors that only S3 has."""

from __future__ import annotations

from trigpoint.http.aws.errors import Fault, Line, Malformed, Table, UnknownOperation, fault_of
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.http.aws.s3.xml import document, element
from trigpoint.model.errors import (
    AccessDenied,
    BodyTooLarge,
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


class S3Error(TrigpointError):
    """The S3 request cannot be served."""

    def __init__(
        self, code: str, message: str, status: int = 400, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.headers = headers or {}


S3: Table = {
    Line(TrigpointError): Fault("InternalError", 500, "We encountered an internal error. Please try again."),
    Line(InvalidInput): Fault("InvalidArgument"),
    Line(Malformed): Fault("MalformedXML"),
    Line(UnknownOperation): Fault("NotImplemented", 501),
    Line(BodyTooLarge): Fault("EntityTooLarge", 413),
    Line(NotFound): Fault("NoSuchKey", 404),
    Line(NotFound, "bucket"): Fault("NoSuchBucket", 404, "The specified bucket does not exist"),
    Line(NotFound, "object"): Fault("NoSuchKey", 404, "The specified key does not exist."),
    Line(NotFound, "upload"): Fault(
        "NoSuchUpload",
        404,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been "
        "aborted or completed.",
    ),
    Line(NotFound, "part"): Fault("InvalidPart"),
    Line(NameTaken): Fault("BucketAlreadyOwnedByYou", 409),
    Line(InUse): Fault("BucketNotEmpty", 409, "The bucket you tried to delete is not empty"),
    Line(LimitExceeded): Fault("EntityTooLarge"),
    Line(WrongState): Fault(
        "PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold"
    ),
    Line(AccessDenied): Fault("AccessDenied", 403),
    Line(SignatureRejected): Fault("SignatureDoesNotMatch", 403),
    Line(SignatureRejected, "missing"): Fault("AccessDenied", 403, "Access Denied"),
    Line(SignatureRejected, "malformed"): Fault("AuthorizationHeaderMalformed"),
    Line(SignatureRejected, "unknown-key"): Fault("InvalidAccessKeyId", 403),
    Line(SignatureRejected, "bad-token"): Fault("InvalidToken"),
    Line(SignatureRejected, "expired-token"): Fault("ExpiredToken"),
    Line(SignatureRejected, "skewed"): Fault("RequestTimeTooSkewed", 403),
    Line(SignatureRejected, "expired"): Fault("AccessDenied", 403),
    Line(Unavailable): Fault("ServiceUnavailable", 503),
}


def error_response(request: AwsRequest, exc: Exception) -> AwsResponse:
    """The XML that clients read code and message from."""
    headers = {"Content-Type": "application/xml"}
    if isinstance(exc, S3Error):
        fault = Fault(exc.code, exc.status, str(exc))
        headers |= exc.headers
    else:
        fault = fault_of(exc, S3)
        if fault.code == "InternalFailure":
            fault = S3[Line(TrigpointError)]
    if fault.status == 304 or request.method == "HEAD":
        headers.pop("Content-Type")
        return AwsResponse(fault.status, headers)
    body = document(
        "Error",
        element("Code", fault.code),
        element("Message", fault.message or ""),
        element("Resource", request.path),
        element("RequestId", request.request_id),
        namespace=False,
    )
    return AwsResponse(fault.status, headers, body)
