"""The private workforce: whose users may be workers."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from trigpoint.engine.user_pools import require_client
from trigpoint.model.arn import Home
from trigpoint.model.clock import Clock
from trigpoint.model.errors import InUse, InvalidInput, LimitExceeded, NotFound
from trigpoint.model.workteam import Workforce
from trigpoint.store import tags as tag_store
from trigpoint.store import workforces, workteams
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction

MAX_CIDRS = 10


def require_workforce(tx: Transaction, name: str | None = None) -> Workforce:
    """The workforce, of that name when one is given. Raises NotFound, kind "workforce"."""
    workforce = workforces.the_workforce(tx)
    if workforce is None or name not in (None, workforce.name):
        raise NotFound("workforce", name or "default")
    return workforce


def check_workforce(request: dict[str, Any]) -> None:
    """Raises InvalidInput for what the members of a request rule out together."""
    cidrs = request.get("SourceIpConfig", {}).get("Cidrs", [])
    for cidr in cidrs:
        _check_range(cidr)
    if len(cidrs) > MAX_CIDRS:
        raise InvalidInput(f"SourceIpConfig.Cidrs has {len(cidrs)} ranges; {MAX_CIDRS} is the most allowed")
    v6 = [cidr for cidr in cidrs if ":" in cidr]
    if v6 and request.get("IpAddressType", "ipv4") != "dualstack":
        raise InvalidInput(
            f"SourceIpConfig.Cidrs has the IPv6 range {v6[0]}; IpAddressType must be dualstack"
        )


def _check_range(cidr: str) -> None:
    try:
        ip_network(cidr, strict=False)
    except ValueError as exc:
        raise InvalidInput(f"SourceIpConfig.Cidrs: {cidr[:80]!r} is no range of addresses: {exc}") from exc


class Workforces:
    """Makes, changes and removes the one workforce."""

    def __init__(self, database: Database, clock: Clock, home: Home) -> None:
        self._database = database
        self._clock = clock
        self._home = home

    async def create(self, name: str, request: dict[str, Any], tags: dict[str, str]) -> Workforce:
        """`request` has exactly one of CognitoConfig and OidcConfig."""
        if ("CognitoConfig" in request) == ("OidcConfig" in request):
            raise InvalidInput("exactly one of CognitoConfig and OidcConfig must be given")
        check_workforce(request)
        now = self._clock.now()
        arn = self._home.arn(f"workforce/private-crowd/{name}")
        workforce = Workforce(name=name, arn=arn, created_at=now, modified_at=now, request=request)

        def work(tx: Transaction) -> None:
            if (existing := workforces.the_workforce(tx)) is not None:
                raise LimitExceeded(
                    f'There is a workforce already, "{existing.name}"; an account has one in each region.'
                )
            if (cognito := request.get("CognitoConfig")) is not None:
                require_client(tx, cognito["UserPool"], cognito["ClientId"])
            workforces.insert_workforce(tx, workforce)
            tag_store.put_tags(tx, arn, tags)

        await self._database.write(work)
        return workforce

    async def describe(self, name: str) -> Workforce:
        return await self._database.read(lambda tx: require_workforce(tx, name))

    async def find(self) -> Workforce | None:
        """The workforce, when there is one."""
        return await self._database.read(workforces.the_workforce)

    async def source_ranges(self) -> list[str]:
        """The address ranges that workers may come from; empty is everywhere."""
        found = await self.find()
        return list(found.request.get("SourceIpConfig", {}).get("Cidrs", [])) if found is not None else []

    async def update(self, name: str, changes: dict[str, Any]) -> Workforce:
        """The workforce with the members in `changes` replaced; an empty VPC configuration removes it."""

        def work(tx: Transaction) -> Workforce:
            workforce = require_workforce(tx, name)
            if "OidcConfig" in changes:
                _check_oidc_change(tx, workforce)
            request = {**workforce.request, **changes}
            if not request.get("WorkforceVpcConfig"):
                request.pop("WorkforceVpcConfig", None)
            check_workforce(request)
            workforces.update_workforce(tx, name, request, self._clock.now())
            return require_workforce(tx, name)

        return await self._database.write(work)

    async def delete(self, name: str) -> None:
        def work(tx: Transaction) -> None:
            workforce = require_workforce(tx, name)
            if n_teams := workteams.count_teams(tx):
                raise InUse(f'The workforce "{name}" has {n_teams} work teams; delete them first.')
            workforces.delete_workforce(tx, name)
            tag_store.remove_all_tags(tx, workforce.arn)

        await self._database.write(work)


def _check_oidc_change(tx: Transaction, workforce: Workforce) -> None:
    if "OidcConfig" not in workforce.request:
        raise InvalidInput(
            "a Cognito workforce cannot become an OIDC workforce: delete it and create another"
        )
    if workteams.count_teams(tx):
        raise InvalidInput("OidcConfig can be changed only while the workforce has no work teams")
