"""`trigpoint doctor`: says how the installation is, opens some objects of a job, and says what fails."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from trigpoint.cli.connection import Connection, connect
from trigpoint.cli.examination import Examiner, Finding
from trigpoint.cli.installation import Part, parts_of
from trigpoint.cli.options import AsJson, Data
from trigpoint.cli.output import print_json, print_table, progress_bars, say
from trigpoint.settings import load_settings


def doctor(
    job: Annotated[
        str | None, typer.Argument(metavar="[JOB]", help="Name of the labeling job.", show_default=False)
    ] = None,
    objects: Annotated[int, typer.Option(help="How many objects to open.", min=1, max=1000)] = 10,
    seed: Annotated[int | None, typer.Option(help="Choose the same objects again.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Says how the installation is; opens ten random objects of a job as a worker would, and says what fails.

    The server says of its database, storage and engines how they are, and so does the cluster that the
    settings name. Each object's task page is rendered from the job's template, and every file that the page
    names is fetched through its signed address. Ends with 1 when something fails.

    ```
    trigpoint doctor
    trigpoint doctor menu-1
    trigpoint doctor menu-1 --objects 50 --seed 7
    ```
    """
    connection = connect(data)
    parts = parts_of(connection, load_settings({"data": data}).cluster)
    findings = _open_objects(connection, job, objects, seed) if job is not None else []
    if as_json:
        print_json([vars(each) for each in findings] if job else [each._asdict() for each in parts])
    else:
        _print(parts, findings, job)
    if any(finding.faults for finding in findings) or any(not (each.ok or each.warning) for each in parts):
        raise typer.Exit(1)


def _open_objects(connection: Connection, job: str, objects: int, seed: int | None) -> list[Finding]:
    examiner = Examiner(connection, job)
    findings = []
    lines = examiner.sample(objects, seed)
    with progress_bars() as progress:
        for done, line in enumerate(lines, 1):
            findings.append(examiner.examine(line))
            progress("Opening objects", done, len(lines))
    return findings


def _print(parts: list[Part], findings: list[Finding], job: str | None) -> None:
    styles = {True: "green", False: "red"}
    rows = [
        (each.name, Text(each.words, "yellow" if each.warning and not each.ok else styles[each.ok]))
        for each in parts
    ]
    print_table(
        ["Part", "Says"], rows, empty="What answers here is no Trigpoint: only a job can be examined."
    )
    if job is None:
        return
    say("")
    opened = [
        (
            str(finding.line_number),
            finding.name,
            str(finding.n_files),
            Text("\n".join(finding.faults), "red") if finding.faults else Text("fine", "green"),
        )
        for finding in findings
    ]
    print_table(["Line", "Object", "Files", "Result"], opened, empty="The manifest is empty.")
    failed = sum(1 for finding in findings if finding.faults)
    say(f"\n{len(findings) - failed} of {len(findings)} objects open as they should.")
