"""Workteams: groups of workers that jobs are given to."""

from __future__ import annotations

from typing import Any, Literal

from trigpoint.engine.user_groups import require_group
from trigpoint.engine.workforces import require_workforce
from trigpoint.model.arn import Arn, Home
from trigpoint.model.clock import Clock
from trigpoint.model.errors import InvalidInput, LimitExceeded, NameTaken, NotFound
from trigpoint.model.page import Page, Position
from trigpoint.model.workteam import GroupRef, Workforce, Workteam
from trigpoint.store import tags as tag_store
from trigpoint.store import workteams
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction
from trigpoint.store.workteams import TeamOrder

MAX_TEAMS = 25
Crowd = Literal["private-crowd", "public-crowd", "vendor-crowd"]
_CROWDS: tuple[Crowd, ...] = ("private-crowd", "public-crowd", "vendor-crowd")


def crowd_of(workteam_arn: str) -> Crowd:
    """Which kind of team an ARN names. Raises InvalidInput for another kind of ARN."""
    crowd = Arn.parse(workteam_arn).resource.split("/")[1:2]
    for each in _CROWDS:
        if crowd == [each]:
            return each
    raise InvalidInput(f"{workteam_arn!r} is not the ARN of a work team of the {', '.join(_CROWDS)}")


def require_team(tx: Transaction, name: str) -> Workteam:
    """The team of that name. Raises NotFound, kind "workteam"."""
    team = workteams.find_team(tx, name)
    if team is None:
        raise NotFound("workteam", name)
    return team


class Workteams:
    """Makes, changes and removes teams, and knows who works a job.

    `public_team` names the team that works jobs made for the public or a vendor; empty when there is none.
    """

    def __init__(self, database: Database, clock: Clock, home: Home, public_team: str = "") -> None:
        self._database = database
        self._clock = clock
        self._home = home
        self._public_team = public_team

    async def create(
        self, name: str, workforce_name: str | None, request: dict[str, Any], tags: dict[str, str]
    ) -> Workteam:
        """`request` has what Describe echoes: MemberDefinitions, Description, and the options given."""
        now = self._clock.now()
        arn = self._home.arn(f"workteam/private-crowd/{name}")

        def work(tx: Transaction) -> Workteam:
            workforce = require_workforce(tx, workforce_name)
            if workteams.count_teams(tx) >= MAX_TEAMS:
                raise LimitExceeded(f"There are {MAX_TEAMS} work teams, the most allowed.")
            team = Workteam(
                name=name,
                arn=arn,
                workforce_arn=workforce.arn,
                created_at=now,
                modified_at=now,
                groups=_groups(tx, request["MemberDefinitions"], workforce),
                request=request,
            )
            if not workteams.insert_team(tx, team):
                raise NameTaken("workteam", name)
            tag_store.put_tags(tx, arn, tags)
            return team

        return await self._database.write(work)

    async def describe(self, name: str) -> Workteam:
        return await self._database.read(lambda tx: require_team(tx, name))

    async def update(self, name: str, changes: dict[str, Any]) -> Workteam:
        """The team with the members in `changes` replaced, lists as a whole."""

        def work(tx: Transaction) -> Workteam:
            team = require_team(tx, name)
            request = {**team.request, **changes}
            workforce = require_workforce(tx)
            changed = Workteam(
                name=name,
                arn=team.arn,
                workforce_arn=team.workforce_arn,
                created_at=team.created_at,
                modified_at=self._clock.now(),
                groups=_groups(tx, request["MemberDefinitions"], workforce)
                if "MemberDefinitions" in changes
                else team.groups,
                request=request,
            )
            workteams.replace_team(tx, changed)
            return changed

        return await self._database.write(work)

    async def list(
        self, *, name_contains: str, order: TeamOrder, descending: bool, after: Position | None, limit: int
    ) -> Page[Workteam]:
        return await self._database.read(
            lambda tx: workteams.list_teams(
                tx, name_contains=name_contains, order=order, descending=descending, after=after, limit=limit
            )
        )

    async def delete(self, name: str) -> None:
        """Removes the team; its jobs stay, with nobody to work them."""

        def work(tx: Transaction) -> None:
            team = require_team(tx, name)
            workteams.delete_team(tx, name)
            tag_store.remove_all_tags(tx, team.arn)

        await self._database.write(work)

    async def working(self, workteam_arn: str) -> Workteam:
        """The team that works jobs made for `workteam_arn`. Raises InvalidInput when there is none."""
        team = await self.find_working(workteam_arn)
        if team is None and crowd_of(workteam_arn) != "private-crowd":
            raise InvalidInput(
                f"{workteam_arn} is not a private team, and no team here is named to work for it"
                " (setting TRIGPOINT_PUBLIC_WORKTEAM)"
            )
        if team is None:
            raise InvalidInput(f"The work team {workteam_arn} does not exist")
        return team

    async def find_working(self, workteam_arn: str) -> Workteam | None:
        """The team that works jobs made for `workteam_arn`, when there is one."""
        is_private = crowd_of(workteam_arn) == "private-crowd"
        name = Arn.parse(workteam_arn).tail if is_private else self._public_team
        return await self._database.read(lambda tx: workteams.find_team(tx, name)) if name else None


def _groups(tx: Transaction, members: list[dict[str, Any]], workforce: Workforce) -> tuple[GroupRef, ...]:
    """The Cognito groups among the member definitions. Raises InvalidInput or NotFound for unfit ones."""
    found: dict[GroupRef, None] = {}
    for member in members:
        if len(member) != 1:
            raise InvalidInput(
                "each of MemberDefinitions must have exactly one of CognitoMemberDefinition and"
                " OidcMemberDefinition"
            )
        cognito = member.get("CognitoMemberDefinition")
        if (cognito is None) == ("CognitoConfig" in workforce.request):
            kind = "Cognito" if "CognitoConfig" in workforce.request else "OIDC"
            raise InvalidInput(
                f'The workforce "{workforce.name}" is of {kind}; so must be its teams\' members.'
            )
        if cognito is not None:
            config = workforce.request["CognitoConfig"]
            if (cognito["UserPool"], cognito["ClientId"]) != (config["UserPool"], config["ClientId"]):
                raise InvalidInput(
                    "All members of a work team must have the UserPool and ClientId of the workforce:"
                    f" {config['UserPool']} and {config['ClientId']}"
                )
            require_group(tx, cognito["UserPool"], cognito["UserGroup"])
            found[GroupRef(cognito["UserPool"], cognito["UserGroup"])] = None
        elif not member["OidcMemberDefinition"].get("Groups"):
            raise InvalidInput("OidcMemberDefinition must have 1 to 10 Groups")
    return tuple(found)
