"""The commands of `trigpoint pose`, in the order of work."""

from __future__ import annotations

import typer

from trigpoint.cli.pose import add, download, extract, init, status, submit, template

group = typer.Typer(
    help="Animal pose: from videos to a training set.", no_args_is_help=True, rich_markup_mode="markdown"
)
group.command("init")(init.init)
group.command("add")(add.add)
group.command("extract")(extract.extract)
group.command("template")(template.template)
group.command("submit")(submit.submit)
group.command("status")(status.status)
group.command("download")(download.download)
