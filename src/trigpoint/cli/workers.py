"""`trigpoint workers`: people who label."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.text import Text

from trigpoint.cli.addresses import is_loopback
from trigpoint.cli.connection import connect
from trigpoint.cli.options import AsJson, Data
from trigpoint.cli.output import note, out, print_json, print_table, say, warn
from trigpoint.cli.workforce import EVERYONE, Invitation, PrivateWorkforce
from trigpoint.model.errors import InvalidInput

Names = Annotated[list[str], typer.Argument(metavar="USER...", help="User names, usually e-mail addresses.")]
TeamOption = Annotated[str, typer.Option("--team", help="Team that they join; made if it is missing.")]


def add(
    users: Annotated[
        list[str] | None, typer.Argument(metavar="[USER]...", help="User names, usually e-mail addresses.")
    ] = None,
    team: TeamOption = EVERYONE,
    file: Annotated[
        Path | None, typer.Option(help="File with a user name on each line.", exists=True, dir_okay=False)
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Creates workers, puts them into a team, and prints an invitation for each: send it to them.

    The temporary password is shown this once; at the first sign-in everybody chooses their own.
    Who is already a worker only joins the team.

    ```
    trigpoint workers add ana@lab.example ben@lab.example --team mice
    trigpoint workers add --file students.txt
    ```
    """
    names = [*(users or ()), *(_read_names(file) if file else ())]
    if not names:
        raise InvalidInput("name the workers, or give --file")
    workforce = PrivateWorkforce(connect(data))
    workforce.ensure_team(team)
    known = {user["Username"] for user in workforce.workers()}
    invitations = []
    for name in dict.fromkeys(names):
        if name in known:
            workforce.join(name, team)
            note(f"{name} is already a worker, and is now in the team {team}.")
        else:
            invitations.append(workforce.invite(name, team))
    _show(invitations, as_json=as_json)


def _read_names(file: Path) -> list[str]:
    lines = (line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _show(invitations: list[Invitation], *, as_json: bool) -> None:
    if as_json:
        print_json([vars(each) for each in invitations])
        return
    for each in invitations:
        out.rule(Text(each.username), style="dim")
        say(each.text)
    if invitations and is_loopback(urlsplit(invitations[0].portal_url).hostname or ""):
        warn("This address opens on this machine alone. To let others in: trigpoint up --host 0.0.0.0")


def list_(
    team: Annotated[str | None, typer.Option(help="Only members of this team.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Lists workers, whether they have signed in yet, and whether they may.

    ```
    trigpoint workers list --team mice
    ```
    """
    workforce = PrivateWorkforce(connect(data))
    users = workforce.members(workforce.team(team)) if team else list(workforce.workers())
    if as_json:
        print_json(users)
        return
    rows = [
        (
            user["Username"],
            "invited" if user["UserStatus"] == "FORCE_CHANGE_PASSWORD" else "signed in",
            Text("yes", "green") if user["Enabled"] else Text("disabled", "red"),
            f"{user['UserCreateDate']:%Y-%m-%d %H:%M}",
        )
        for user in users
    ]
    print_table(["Worker", "State", "May sign in", "Created"], rows, empty="No workers yet.")


def disable(users: Names, data: Data = None) -> None:
    """Keeps workers out from now on; their answers stay.

    ```
    trigpoint workers disable ben@lab.example
    ```
    """
    workforce = PrivateWorkforce(connect(data))
    for name in users:
        workforce.cognito.admin_disable_user(UserPoolId=workforce.pool(), Username=name)
        say(f"{name} is disabled.")


def enable(users: Names, data: Data = None) -> None:
    """Lets disabled workers in again.

    ```
    trigpoint workers enable ben@lab.example
    ```
    """
    workforce = PrivateWorkforce(connect(data))
    for name in users:
        workforce.cognito.admin_enable_user(UserPoolId=workforce.pool(), Username=name)
        say(f"{name} is enabled.")


def reset(users: Names, data: Data = None, as_json: AsJson = False) -> None:
    """Gives workers a new temporary password, for those who forgot theirs.

    ```
    trigpoint workers reset ana@lab.example
    ```
    """
    workforce = PrivateWorkforce(connect(data))
    _show([workforce.reset(name) for name in users], as_json=as_json)
