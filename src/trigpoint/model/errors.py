"""Everything that can go wrong, as one tree.

TrigpointError
├── InvalidInput                what was sent breaks a rule (`where`, `allowed`)
│   ├── BadManifest             a manifest line that cannot be used (`line_number`)
│   ├── BadTemplate             a template that cannot be rendered (`line`, `column`)
│   ├── BadUri                  not an s3:// URI
│   ├── BadPassword             breaks the password policy
│   ├── BadBackup               a backup that is torn, changed, or not one at all
│   └── BodyTooLarge            a request body beyond the limit (`max_bytes`)
├── NotFound                    a thing that is not there (`kind`, `name`)
├── NameTaken                   a name already in use (`kind`, `name`)
├── InUse                       cannot go while something depends on it
├── LimitExceeded               more of a thing than is allowed
├── WrongState                  right call, wrong moment (`state`)
├── AssignmentConflict          stale token, second answer, or answer after the job stopped (`stored`)
├── AccessDenied                known caller, forbidden thing
│   ├── SignInFailed            unknown user or wrong password
│   └── SignatureRejected       an AWS request whose signature does not hold (`reason`)
├── FunctionFailed              a pre- or post-function raised or answered nonsense
└── Unavailable                 storage or database cannot serve now; try again (`retry_after_seconds`)
"""

from __future__ import annotations

from typing import Any, Literal

SignatureFault = Literal[
    "missing", "malformed", "unknown-key", "bad-token", "expired-token", "mismatch", "skewed", "expired"
]


class TrigpointError(Exception):
    """Something went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())

    @property
    def message(self) -> str:
        return str(self)


class InvalidInput(TrigpointError):
    """The input breaks a rule."""


class BadManifest(InvalidInput):
    """The manifest has a line that cannot be used."""

    def __init__(self, message: str, *, line_number: int) -> None:
        super().__init__(f"manifest line {line_number}: {message}")
        self.line_number = line_number


class BadTemplate(InvalidInput):
    """The template cannot be rendered."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class BadUri(InvalidInput):
    """Not an S3 URI of the form s3://bucket/key."""


class BadPassword(InvalidInput):
    """The password breaks the policy: at least 8 characters with lower, upper, digit and special."""


class BadBackup(InvalidInput):
    """The backup cannot be used."""


class BodyTooLarge(InvalidInput):
    """The body of the request is too large."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"the body of the request is larger than {max_bytes} bytes, the most allowed here")
        self.max_bytes = max_bytes


class NotFound(TrigpointError):
    """The thing does not exist."""

    def __init__(self, kind: str, name: str, message: str | None = None) -> None:
        super().__init__(message or f"{kind} {name!r} does not exist")
        self.kind = kind
        self.name = name


class NameTaken(TrigpointError):
    """The name is already in use."""

    def __init__(self, kind: str, name: str, message: str | None = None) -> None:
        super().__init__(message or f"{kind} {name!r} already exists")
        self.kind = kind
        self.name = name


class InUse(TrigpointError):
    """The thing cannot go while something depends on it."""


class LimitExceeded(TrigpointError):
    """More of a thing than is allowed."""


class WrongState(TrigpointError):
    """The call does not fit the state that the thing is in."""

    def __init__(self, message: str, *, state: str) -> None:
        super().__init__(message)
        self.state = state


class AssignmentConflict(TrigpointError):
    """The assignment is no longer this worker's to change."""

    def __init__(self, message: str, *, stored: dict[str, Any]) -> None:
        super().__init__(message)
        self.stored = stored


class AccessDenied(TrigpointError):
    """The caller may not do this."""


class SignInFailed(AccessDenied):
    """Unknown user name or wrong password."""


class SignatureRejected(AccessDenied):
    """The signature of the request does not hold."""

    def __init__(self, reason: SignatureFault, message: str) -> None:
        super().__init__(message)
        self.reason: SignatureFault = reason


class FunctionFailed(TrigpointError):
    """A pre- or post-annotation function raised or answered with the wrong shape."""


class Unavailable(TrigpointError):
    """Storage or database cannot serve this now; try again."""

    def __init__(self, message: str | None = None, *, retry_after_seconds: int = 1) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
