"""`trigpoint demo`: a server with a team, two workers and a labeling job to try."""

from __future__ import annotations

import shlex
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from trigpoint.cli.connection import connect, running_server
from trigpoint.cli.console import console_address
from trigpoint.cli.demo_project import JOB, DemoProject, prepare
from trigpoint.cli.jobs import n_objects
from trigpoint.cli.output import err, out, say
from trigpoint.cli.server_process import ServerProcess, choose_port, is_healthy
from trigpoint.model.errors import Unavailable
from trigpoint.settings import Settings


def demo(
    data: Annotated[Path, typer.Option(help="Folder of the demo's data.", file_okay=False)] = Path(
        "demo-data"
    ),
    port: Annotated[
        int, typer.Option(help="Port to listen on; another one when it is taken.")
    ] = Settings.port,
) -> None:
    """Starts Trigpoint with a private team, two workers and a text labeling job; Ctrl-C ends it.

    Run again, it goes on with the same data folder.

    ```
    trigpoint demo
    ```
    """
    _refuse_second_server(data)
    for each in (signal.SIGINT, signal.SIGTERM):  # also where a shell in the background had them ignored
        signal.signal(each, signal.default_int_handler)
    server = ServerProcess(data, choose_port(port))
    try:
        with err.status("Starting Trigpoint ..."):
            server.start()
            project = prepare(connect(data), data)
        show(project, server.url, data, console_address(data, server.url))
        raise Unavailable(f"the server has ended by itself with {server.wait()}; see {server.log}")
    except KeyboardInterrupt:
        say("\nStopped. The next `make demo` goes on from here.")
    finally:
        server.stop()


def _refuse_second_server(data: Path) -> None:
    running = running_server(data)
    if running is not None and is_healthy(running.url):
        say(f"Trigpoint is already running on this folder: {running.url}")
        raise typer.Exit(1)


def show(project: DemoProject, url: str, data: Path, console: str) -> None:
    """Prints where to go and how to sign in."""
    facts = Table.grid(padding=(0, 3))
    facts.add_row(Text("Portal", "bold"), Text(url, f"bold cyan link {url}"))
    for sign_in in project.sign_ins:
        password = sign_in.password or "the one you chose"
        facts.add_row(
            Text("Sign in", "bold"), Text.assemble(sign_in.username, ("  password ", "dim"), password)
        )
    counters = project.job["LabelCounters"]
    state = f"{project.job['LabelingJobStatus']}, {counters['TotalLabeled']} of {n_objects(counters)} labeled"
    facts.add_row(Text("Job", "bold"), Text.assemble(JOB, ("  " + state, "dim")))
    facts.add_row(Text("API", "bold"), Text(url))
    export = f'eval "$(trigpoint env --data {shlex.quote(str(data))})"'
    words = Group(
        facts,
        Text(""),
        Text("The console, where jobs are managed; the first who comes is its administrator:"),
        Text(console, f"bold cyan link {console}", overflow="fold"),
        Text(""),
        Text("Another shell is pointed here, for boto3 and the AWS CLI, by"),
        Text('export PATH="$PWD/.venv/bin:$PATH"', "bold"),
        Text(export, "bold"),
        Text(""),
        Text("At the first sign-in you choose a password of your own.", "dim"),
        Text("Ctrl-C ends the demo.", "dim"),
    )
    out.print(
        Panel(words, title="Trigpoint is up", border_style="green", padding=(1, 2), expand=False),
        soft_wrap=False,
    )
