"""`trigpoint jobs problems`: what workers and their pages have told of a job's tasks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

import typer

from trigpoint.cli.connection import Connection, connect
from trigpoint.cli.manage import manage
from trigpoint.cli.options import AsJson, Data, JobName
from trigpoint.cli.output import note, print_json, print_table

_AT_ONCE = 500


def problems(
    job: JobName,
    limit: Annotated[int, typer.Option(min=1, help="Show so many at most, the newest.")] = 100,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Shows what is wrong with a job's tasks: missing images, failing scripts, workers' comments.

    ```
    trigpoint jobs problems menu-1
    trigpoint jobs problems menu-1 --limit 1000 --json
    ```
    """
    total, found = _problems(connect(data), job, limit)
    if as_json:
        print_json(found)
        return
    print_table(
        ["When", "Kind", "Task", "Worker", "Problem"], map(_row, found), empty="No problems were reported."
    )
    if total > len(found):
        note(f"{total - len(found):,} older ones are not shown: use --limit.")


def _problems(connection: Connection, job: str, limit: int) -> tuple[int, list[dict[str, Any]]]:
    """(how many there are, the newest of them)."""
    path = f"/trigpoint/api/jobs/{quote(job, safe='')}/problems"
    total, found = 0, []
    for page in _pages(connection, path, limit):
        total = page["total"]
        found += page["problems"]
    return total, found


def _pages(connection: Connection, path: str, limit: int) -> Iterator[dict[str, Any]]:
    after, left = None, limit
    while left > 0:
        query = {"limit": min(left, _AT_ONCE), **({"after": after} if after else {})}
        page = manage(connection, path, query)
        yield page
        after, left = page["next"], left - len(page["problems"])
        if after is None:
            return


def _row(problem: dict[str, Any]) -> tuple[str, ...]:
    when = datetime.fromisoformat(problem["reported_at"]).astimezone()
    return (
        f"{when:%Y-%m-%d %H:%M}",
        problem["kind"],
        problem["task"],
        problem["worker"] or problem["worker_id"],
        _one_line(problem["message"]),
    )


def _one_line(text: str) -> str:
    """Printable and on one line: a worker's text must not move the cursor of a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
