"""What the roles of the console may do, wherever their keys are used.

A user's keys are those of a session of the role `trigpoint-<role>`, or were given to them for scripts and
name a user below the path `trigpoint-<role>`. Whoever holds the installation's own key, or a session of
another role that it gave out, may do everything.
"""

from __future__ import annotations

from typing import Final

from trigpoint.model.arn import Arn
from trigpoint.model.console_user import ROLES, Role

_PREFIX: Final = "trigpoint-"
_READS: Final = ("List", "Describe", "Get", "Search", "AdminGet", "AdminList", "Render", "Select", "Head")
_READING_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OF_ADMINISTRATORS: Final = ("users", "access-keys", "settings")
"""First words of paths below /trigpoint/api."""


def role_name(role: Role) -> str:
    """Of the role whose sessions the users have."""
    return _PREFIX + role


def role_of(arn: str) -> Role | None:
    """The console's role that a caller's key has; None for every other caller."""
    kind, _, rest = Arn.parse(arn).resource.partition("/")
    if kind not in ("assumed-role", "user"):
        return None
    name = rest.partition("/")[0]
    for role in ROLES:
        if name == role_name(role):
            return role
    return None


def may(role: Role, service: str, method: str, operation: str, path: str) -> bool:
    """Whether a role may make a call.

    Parameters
    ----------
    operation
        Its name, such as "CreateLabelingJob"; empty where method and path say what is done.
    path
        As sent; of the management API, what is below /trigpoint/api/.
    """
    if role == "admin":
        return True
    if service in ("sts", "iam"):  # another role's session would be a way around all this
        return operation.startswith("Get")
    if service == "trigpoint" and path.partition("/")[0] in _OF_ADMINISTRATORS:
        return False
    if role == "manager":
        return True
    if service == "s3":
        return method in _READING_METHODS or operation == "SelectObjectContent"
    return operation.startswith(_READS) if operation else method in _READING_METHODS
