"""The command line, as one tree of commands."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from trigpoint.cli import (
    backup,
    console,
    demo,
    doctor,
    env,
    job_copies,
    job_create,
    job_download,
    job_problems,
    job_wait,
    jobs,
    manifest,
    restore,
    serve,
    teams,
    templates,
    up,
    workers,
)
from trigpoint.cli.output import complain
from trigpoint.cli.pose import add as pose_add
from trigpoint.cli.pose import consolidate as pose_consolidate
from trigpoint.cli.pose import download as pose_download
from trigpoint.cli.pose import export as pose_export
from trigpoint.cli.pose import extract as pose_extract
from trigpoint.cli.pose import init as pose_init
from trigpoint.cli.pose import plot as pose_plot
from trigpoint.cli.pose import report as pose_report
from trigpoint.cli.pose import review as pose_review
from trigpoint.cli.pose import status as pose_status
from trigpoint.cli.pose import submit as pose_submit
from trigpoint.cli.pose import template as pose_template
from trigpoint.model.errors import TrigpointError


class Commands(TyperGroup):
    """Says what went wrong in one sentence, instead of a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader of our output has gone, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as exc:
            if (said := explain(exc)) is None:
                raise
            complain(said)
            raise typer.Exit(1) from exc


def explain(error: Exception) -> str | None:
    """What went wrong, in words, and what to do where that is known; None for a fault of our own."""
    if isinstance(error, TrigpointError | OSError):
        return str(error)
    from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, SSLError

    if isinstance(error, ClientError):
        said = error.response["Error"]
        return f"{said.get('Code')}: {said.get('Message')}"
    if isinstance(error, SSLError):
        return f"{error} With a certificate of your own making: export AWS_CA_BUNDLE=its-file.pem"
    if isinstance(error, EndpointConnectionError):
        return f"{error} Is `trigpoint up` running?"
    return str(error) if isinstance(error, BotoCoreError) else None


def _group(help_: str) -> typer.Typer:
    return typer.Typer(help=help_, no_args_is_help=True, rich_markup_mode="markdown")


app = typer.Typer(
    cls=Commands,
    help="Labeling jobs on your own machines, with the API of SageMaker Ground Truth.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command()(up.up)
app.command()(serve.serve)
app.command()(serve.engine)
app.command()(env.env)
app.command()(demo.demo)

manifest_group = _group("Makes and checks input manifests.")
manifest_group.command("create")(manifest.create)
manifest_group.command("validate")(manifest.validate)
app.add_typer(manifest_group, name="manifest")

jobs_group = _group("Labeling jobs: list, create, follow, stop, clone, chain.")
jobs_group.command("list")(jobs.list_)
jobs_group.command("describe")(jobs.describe)
jobs_group.command("create")(job_create.create)
jobs_group.command("wait")(job_wait.wait)
jobs_group.command("stop")(jobs.stop)
jobs_group.command("clone")(job_copies.clone)
jobs_group.command("chain")(job_copies.chain)
jobs_group.command("download")(job_download.download)
jobs_group.command("problems")(job_problems.problems)
app.add_typer(jobs_group, name="jobs")

workers_group = _group("People who label.")
workers_group.command("add")(workers.add)
workers_group.command("list")(workers.list_)
workers_group.command("disable")(workers.disable)
workers_group.command("enable")(workers.enable)
workers_group.command("reset")(workers.reset)
app.add_typer(workers_group, name="workers")

teams_group = _group("Workteams and who is in them.")
teams_group.command("list")(teams.list_)
teams_group.command("create")(teams.create)
teams_group.command("add")(teams.add)
teams_group.command("remove")(teams.remove)
teams_group.command("delete")(teams.delete)
app.add_typer(teams_group, name="teams")

console_group = _group("The console: who may sign in to it.")
console_group.command("add")(console.add)
console_group.command("list")(console.list_users)
console_group.command("reset")(console.reset)
app.add_typer(console_group, name="console")

templates_group = _group("Worker templates: render and check them.")
templates_group.command("render")(templates.render)
templates_group.command("check")(templates.check)
app.add_typer(templates_group, name="templates")

pose_group = _group("Animal pose: from videos to a training set.")
pose_group.command("init")(pose_init.init)
pose_group.command("add")(pose_add.add)
pose_group.command("extract")(pose_extract.extract)
pose_group.command("template")(pose_template.template)
pose_group.command("submit")(pose_submit.submit)
pose_group.command("status")(pose_status.status)
pose_group.command("download")(pose_download.download)
pose_group.command("consolidate")(pose_consolidate.consolidate)
pose_group.command("plot")(pose_plot.plot)
pose_group.command("report")(pose_report.report)
pose_group.command("review")(pose_review.review)
pose_group.command("export")(pose_export.export)
app.add_typer(pose_group, name="pose")

app.command()(backup.backup)
app.command()(restore.restore)
app.command()(doctor.doctor)

if __name__ == "__main__":
    app()
