"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Data folder of the server to talk to. Without it: AWS_ENDPOINT_URL and the AWS keys of the "
        "environment, else the folder in TRIGPOINT_DATA, else ./trigpoint-data.",
        file_okay=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
JobName = Annotated[str, typer.Argument(metavar="JOB", help="Name of the labeling job.")]


def names_in(text: str) -> tuple[str, ...]:
    """Names that are separated by commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())
