"""Amazon resource names: how things are named on the wire."""

from __future__ import annotations

import re
from typing import NamedTuple

from trigpoint.model.errors import InvalidInput

_ARN = re.compile(r"arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(.+)", re.DOTALL)


class Arn(NamedTuple):
    """`arn:partition:service:region:account:resource`."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn:
        match = _ARN.fullmatch(text)
        if match is None:
            raise InvalidInput(f"{text[:200]!r} is not an ARN")
        return cls(*match.groups())

    @property
    def tail(self) -> str:
        """What follows the last slash or colon: enough to recognise resources that AWS owns."""
        return re.split(r"[/:]", self.resource)[-1]

    def __str__(self) -> str:
        return "arn:" + ":".join(self)


class Home(NamedTuple):
    """The region and account this installation answers for."""

    region: str
    account: str

    def arn(self, resource: str, service: str = "sagemaker") -> str:
        return str(Arn("aws", service, self.region, self.account, resource))
