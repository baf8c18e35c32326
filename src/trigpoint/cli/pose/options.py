"""Options that the commands of `trigpoint pose` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.workforce import EVERYONE, PrivateWorkforce

Folder = Annotated[Path, typer.Option("--project", "-p", help="Folder of the project.", file_okay=False)]
HERE = Path()
Team = Annotated[str | None, typer.Option(help="Workteam. [default: labeling.team, else everyone]")]
PARTLY = 3
"""Exit code of a command that has done a part of its work, and has said which."""


def team_arn(workforce: PrivateWorkforce, name: str | None) -> str:
    """The ARN of a team by its name or ARN; it is made when it is missing."""
    asked = name or EVERYONE
    return asked if asked.startswith("arn:") else workforce.ensure_team(asked)
