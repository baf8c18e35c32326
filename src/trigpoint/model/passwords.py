"""What a password must be like."""

from __future__ import annotations

import msgspec

from trigpoint.model.errors import BadPassword

LONGEST_PASSWORD = 256
SPECIALS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- "


class PasswordPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a user pool; these are the ones of a pool that names none."""

    min_length: int = 8
    needs_lowercase: bool = True
    needs_uppercase: bool = True
    needs_digit: bool = True
    needs_special: bool = True


CONSOLE_POLICY = PasswordPolicy(
    min_length=12, needs_lowercase=False, needs_uppercase=False, needs_digit=False, needs_special=False
)
"""Of the console's users: long ones, such as a few words, rather than odd ones."""


def check_password(password: str, policy: PasswordPolicy | None = None) -> None:
    """Raises BadPassword, saying what is missing."""
    policy = policy or PasswordPolicy()
    if len(password) < policy.min_length:
        raise _refused("not long enough", policy)
    if len(password) > LONGEST_PASSWORD:
        raise _refused(f"longer than {LONGEST_PASSWORD} characters", policy)
    if password != password.strip():
        raise _refused("must not begin or end with a space", policy)
    for wanted, is_there, name in (
        (policy.needs_lowercase, any(c.islower() for c in password), "lowercase characters"),
        (policy.needs_uppercase, any(c.isupper() for c in password), "uppercase characters"),
        (policy.needs_digit, any(c.isdigit() for c in password), "numeric characters"),
        (policy.needs_special, any(c in SPECIALS for c in password), "symbol characters"),
    ):
        if wanted and not is_there:
            raise _refused(f"must have {name}", policy)


def describe_policy(policy: PasswordPolicy | None = None) -> str:
    """In words, such as `at least 8 characters with a lower case letter and a digit`."""
    policy = policy or PasswordPolicy()
    wanted = [
        name
        for is_wanted, name in (
            (policy.needs_lowercase, "a lower case letter"),
            (policy.needs_uppercase, "an upper case letter"),
            (policy.needs_digit, "a digit"),
            (policy.needs_special, "a special character"),
        )
        if is_wanted
    ]
    listed = " and ".join([", ".join(wanted[:-1]), wanted[-1]]) if len(wanted) > 1 else "".join(wanted)
    return f"at least {policy.min_length} characters" + (f" with {listed}" if listed else "")


def _refused(what: str, policy: PasswordPolicy) -> BadPassword:
    return BadPassword(
        f"Password did not conform with policy: Password {what} (it needs {describe_policy(policy)})"
    )
