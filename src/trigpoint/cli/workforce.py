"""The private workforce by the public API: pool, client, groups, workers and teams."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trigpoint.cli.addresses import for_colleagues
from trigpoint.cli.connection import Connection
from trigpoint.model.errors import NotFound

POOL_NAME = "trigpoint"
WORKFORCE_NAME = "default"
EVERYONE = "everyone"
"""The team that workers join when no other is named."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"


@dataclass(frozen=True)
class Invitation:
    """A new worker's way in; the password is known here only."""

    username: str
    password: str
    portal_url: str

    @property
    def text(self) -> str:
        return (
            "Hello,\n\nyou are invited to label data.\n\n"
            f"  Open       {self.portal_url}\n"
            f"  User name  {self.username}\n"
            f"  Password   {self.password}   (for the first sign-in: you then choose your own)\n"
        )


def temporary_password() -> str:
    """Four groups that are easy to read out, such as `Kfmw-7284-hpxa-3956`: about 60 bits."""

    def group(alphabet: str) -> str:
        return "".join(secrets.choice(alphabet) for _ in range(4))

    first = group(_LETTERS).capitalize()
    return "-".join([first, group(_DIGITS), group(_LETTERS), group(_LETTERS + _DIGITS)])


class PrivateWorkforce:
    """The installation's one private workforce, made on first use."""

    def __init__(self, connection: Connection) -> None:
        self.sagemaker = connection.client("sagemaker")
        self.cognito = connection.client("cognito-idp")
        self._portal_scheme = self.sagemaker.meta.endpoint_url.partition("://")[0]

    def find(self) -> dict[str, Any] | None:
        """CognitoConfig of the workforce: UserPool and ClientId; None when there is no workforce yet."""
        workforces = self.sagemaker.list_workforces()["Workforces"]
        return dict(workforces[0]["CognitoConfig"]) if workforces else None

    def ensure(self) -> dict[str, Any]:
        """CognitoConfig of the workforce, which is created when missing."""
        found = self.find()
        if found is not None:
            return found
        pool = self.cognito.create_user_pool(PoolName=POOL_NAME)["UserPool"]["Id"]
        client = self.cognito.create_user_pool_client(UserPoolId=pool, ClientName=POOL_NAME)
        config = {"UserPool": pool, "ClientId": client["UserPoolClient"]["ClientId"]}
        self.sagemaker.create_workforce(WorkforceName=WORKFORCE_NAME, CognitoConfig=config)
        return config

    def pool(self) -> str:
        """The user pool; NotFound when nobody has made a workforce."""
        found = self.find()
        if found is None:
            raise NotFound(
                "workforce", WORKFORCE_NAME, "there is no workforce yet: trigpoint workers add NAME"
            )
        return str(found["UserPool"])

    def ensure_team(self, name: str, description: str | None = None) -> str:
        """ARN of the team, which is created with a group of its name when missing."""
        config = self.ensure()
        for team in self.teams():
            if team["WorkteamName"] == name:
                return str(team["WorkteamArn"])
        if name not in self.groups():
            self.cognito.create_group(UserPoolId=config["UserPool"], GroupName=name)
        member = {"UserPool": config["UserPool"], "ClientId": config["ClientId"], "UserGroup": name}
        created = self.sagemaker.create_workteam(
            WorkteamName=name,
            Description=description or f"Team {name}",
            MemberDefinitions=[{"CognitoMemberDefinition": member}],
        )
        return str(created["WorkteamArn"])

    def teams(self) -> list[dict[str, Any]]:
        pages = self.sagemaker.get_paginator("list_workteams").paginate()
        return [team for page in pages for team in page["Workteams"]]

    def team(self, name: str) -> dict[str, Any]:
        return dict(self.sagemaker.describe_workteam(WorkteamName=name)["Workteam"])

    def groups(self) -> list[str]:
        pages = self.cognito.get_paginator("list_groups").paginate(UserPoolId=self.pool())
        return [group["GroupName"] for page in pages for group in page["Groups"]]

    def groups_of(self, team: dict[str, Any]) -> list[str]:
        """The Cognito groups whose members make up `team`."""
        members = (each.get("CognitoMemberDefinition") for each in team["MemberDefinitions"])
        return [member["UserGroup"] for member in members if member]

    def workers(self, group: str | None = None) -> Iterator[dict[str, Any]]:
        """Users of the pool, or of one of its groups."""
        if group is None:
            pages = self.cognito.get_paginator("list_users").paginate(UserPoolId=self.pool())
        else:
            paginator = self.cognito.get_paginator("list_users_in_group")
            pages = paginator.paginate(UserPoolId=self.pool(), GroupName=group)
        for page in pages:
            yield from page["Users"]

    def members(self, team: dict[str, Any]) -> list[dict[str, Any]]:
        """Workers of a team, each once, by name."""
        found = {user["Username"]: user for group in self.groups_of(team) for user in self.workers(group)}
        return [found[name] for name in sorted(found)]

    def invite(self, username: str, team: str) -> Invitation:
        """Creates a worker with a temporary password and puts them into the team."""
        password = temporary_password()
        attributes = [{"Name": "email", "Value": username}] if "@" in username else []
        self.cognito.admin_create_user(
            UserPoolId=self.pool(),
            Username=username,
            TemporaryPassword=password,
            UserAttributes=attributes,
            MessageAction="SUPPRESS",
        )
        self.join(username, team)
        return Invitation(username, password, self.portal_url())

    def join(self, username: str, team: str) -> None:
        group = self.groups_of(self.team(team))[0]
        self.cognito.admin_add_user_to_group(UserPoolId=self.pool(), Username=username, GroupName=group)

    def leave(self, username: str, team: str) -> None:
        for group in self.groups_of(self.team(team)):
            self.cognito.admin_remove_user_from_group(
                UserPoolId=self.pool(), Username=username, GroupName=group
            )

    def reset(self, username: str) -> Invitation:
        """Gives a worker a new temporary password."""
        password = temporary_password()
        self.cognito.admin_set_user_password(
            UserPoolId=self.pool(), Username=username, Password=password, Permanent=False
        )
        return Invitation(username, password, self.portal_url())

    def portal_url(self) -> str:
        """The address of the portal for people: the workforce's SubDomain, or a better one than loopback."""
        workforces = self.sagemaker.list_workforces()["Workforces"]
        return for_colleagues(f"{self._portal_scheme}://{workforces[0]['SubDomain']}")
