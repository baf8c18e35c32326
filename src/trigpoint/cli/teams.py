"""`trigpoint teams`: workteams and who is in them."""

from __future__ import annotations

from typing import Annotated

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.options import AsJson, Data
from trigpoint.cli.output import print_json, print_table, say
from trigpoint.cli.workers import Names
from trigpoint.cli.workforce import PrivateWorkforce

TeamName = Annotated[str, typer.Argument(metavar="TEAM", help="Name of the workteam.")]


def list_(data: Data = None, as_json: AsJson = False) -> None:
    """Lists the workteams, with their members and ARN.

    ```
    trigpoint teams list
    ```
    """
    workforce = PrivateWorkforce(connect(data))
    teams = workforce.teams()
    if as_json:
        print_json(teams)
        return
    rows = [
        (
            team["WorkteamName"],
            ", ".join(user["Username"] for user in workforce.members(team)) or "nobody",
            team["WorkteamArn"],
        )
        for team in teams
    ]
    print_table(["Team", "Members", "ARN"], rows, empty="No teams yet.")


def create(
    team: TeamName,
    description: Annotated[str | None, typer.Option(help="What the team is for.")] = None,
    data: Data = None,
) -> None:
    """Creates a workteam without members, and prints its ARN.

    ```
    trigpoint teams create mice --description "Students of the mouse lab"
    ```
    """
    say(PrivateWorkforce(connect(data)).ensure_team(team, description))


def add(team: TeamName, users: Names, data: Data = None) -> None:
    """Puts workers into a team.

    ```
    trigpoint teams add mice ana@lab.example
    ```
    """
    workforce = PrivateWorkforce(connect(data))
    for name in users:
        workforce.join(name, team)
        say(f"{name} is in the team {team}.")


def remove(team: TeamName, users: Names, data: Data = None) -> None:
    """Takes workers out of a team; they stay workers.

    ```
    trigpoint teams remove mice ben@lab.example
    ```
    """
    workforce = PrivateWorkforce(connect(data))
    for name in users:
        workforce.leave(name, team)
        say(f"{name} has left the team {team}.")


def delete(
    team: TeamName,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Deletes a workteam; its workers stay. Jobs of the team are left without workers.

    ```
    trigpoint teams delete mice
    ```
    """
    if not yes:
        typer.confirm(f"Delete the team {team}? This cannot be undone", abort=True)
    PrivateWorkforce(connect(data)).sagemaker.delete_workteam(WorkteamName=team)
    say(f"The team {team} is gone.")
