"""`trigpoint pose template`: the page that workers see."""

from __future__ import annotations

import json
import webbrowser
from typing import Annotated

import typer

from trigpoint.cli import templates
from trigpoint.cli.connection import connect
from trigpoint.cli.options import Data
from trigpoint.cli.output import note, say
from trigpoint.cli.pose.options import HERE, Folder
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.transfer import ensure_bucket, put_file


def template(
    open_: Annotated[
        bool, typer.Option("--open", help="Show the page with a frame of the project in the browser.")
    ] = False,
    preview: Annotated[
        bool,
        typer.Option("--preview", help="Write the page with a frame of the project, without opening it."),
    ] = False,
    project: Folder = HERE,
    data: Data = None,
) -> None:
    """Writes the worker template, which also runs on AWS. To show it, a server must be running.

    ```
    trigpoint pose template --open --project mice
    ```
    """
    from trigpoint.pose.jobs import bucket_of
    from trigpoint.pose.project import Project

    opened = Project.open(project)
    path = opened.write_template()
    say(str(path))
    if not (open_ or preview):
        return
    frames = opened.frames
    if not frames or frames[0].path is None:
        note("There is no frame to show yet: trigpoint pose extract")
        raise typer.Exit(1)
    s3 = connect(data).client("s3")
    picture = S3Uri(bucket_of(opened), f"frames/{frames[0].image}")
    ensure_bucket(s3, picture.bucket)
    put_file(s3, frames[0].path, picture)
    page = opened.folder / "annotation_interface.preview.html"
    templates.render(str(path), given=json.dumps({"taskObject": str(picture)}), output=page, data=data)
    if open_:
        webbrowser.open(page.resolve().as_uri())
