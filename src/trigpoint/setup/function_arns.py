"""ARNs of the built-in functions, as requests of ours name them."""

from __future__ import annotations

FUNCTIONS_ACCOUNT = "432418664414"
"""AWS's account of the built-in functions in us-east-1; any account is recognised."""


def function_arn(name: str, region: str) -> str:
    """The ARN of a built-in function."""
    return f"arn:aws:lambda:{region}:{FUNCTIONS_ACCOUNT}:function:{name}"


def function_arns(task_type: str, region: str) -> tuple[str, str]:
    """ARNs of the built-in pre- and post-function of a task type."""
    return function_arn(f"PRE-{task_type}", region), function_arn(f"ACS-{task_type}", region)
