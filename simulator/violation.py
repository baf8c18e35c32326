"""What a simulation looks for."""

from __future__ import annotations


class Violation(AssertionError):
    """Something that must hold does not."""


def require(holds: bool, what: str) -> None:
    """Raises Violation with `what` is wrong, unless it holds."""
    if not holds:
        raise Violation(what)
