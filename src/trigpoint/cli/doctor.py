"""`trigpoint doctor`: opens some objects of a job as a worker would, and says what fails."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from trigpoint.cli.connection import connect
from trigpoint.cli.examination import Examiner
from trigpoint.cli.options import AsJson, Data, JobName
from trigpoint.cli.output import print_json, print_table, progress_bars, say


def doctor(
    job: JobName,
    objects: Annotated[int, typer.Option(help="How many objects to open.", min=1, max=1000)] = 10,
    seed: Annotated[int | None, typer.Option(help="Choose the same objects again.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Opens ten random objects of a job as a worker would, and says what fails and why.

    Each object's task page is rendered from the job's template, and every file that the page names
    is fetched through its signed address. Ends with 1 when something fails.

    ```
    trigpoint doctor menu-1
    trigpoint doctor menu-1 --objects 50 --seed 7
    ```
    """
    examiner = Examiner(connect(data), job)
    findings = []
    lines = examiner.sample(objects, seed)
    with progress_bars() as progress:
        for done, line in enumerate(lines, 1):
            findings.append(examiner.examine(line))
            progress("Opening objects", done, len(lines))
    if as_json:
        print_json([vars(finding) for finding in findings])
    else:
        rows = [
            (
                str(finding.line_number),
                finding.name,
                str(finding.n_files),
                Text("\n".join(finding.faults), "red") if finding.faults else Text("fine", "green"),
            )
            for finding in findings
        ]
        print_table(["Line", "Object", "Files", "Result"], rows, empty="The manifest is empty.")
        failed = sum(1 for finding in findings if finding.faults)
        say(f"\n{len(findings) - failed} of {len(findings)} objects open as they should.")
    if any(finding.faults for finding in findings):
        raise typer.Exit(1)
