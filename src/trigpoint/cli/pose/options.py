"""Options that the commands of `trigpoint pose` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Option("--project", "-p", help="Folder of the project.", file_okay=False)]
HERE = Path()
PARTLY = 3
"""Exit code of a command that has done a part of its work, and has said which."""
