"""What commands print: tables and bars for people, JSON for programs, errors in red."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

STATUS_STYLES = {
    "Initializing": "cyan",
    "InProgress": "cyan",
    "Stopping": "yellow",
    "Stopped": "yellow",
    "Completed": "green",
    "Failed": "red",
}


def say(message: str) -> None:
    """One line for a person; square brackets are text, not markup."""
    out.print(Text(message))


def note(message: str) -> None:
    """A line beside the result: to stderr, so that pipes stay clean."""
    err.print(Text(message, style="dim"))


def complain(message: str) -> None:
    """Why a command failed."""
    err.print(Text.assemble(("Error: ", "bold red"), message))


def warn(message: str) -> None:
    err.print(Text(message, style="yellow"))


def print_json(value: Any) -> None:
    """Plain JSON without colours, instants in ISO 8601."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]], *, empty: str) -> None:
    """A table, or the sentence `empty` when there is no row."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 3, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    if table.row_count:
        out.print(table, soft_wrap=False)
    else:
        say(empty)


def status_text(status: str) -> Text:
    """A job's status in its colour."""
    return Text(status, style=STATUS_STYLES.get(status, ""))


class StepProgress:
    """Shows each step that it is told of as a bar."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int | None, /) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total)
        self._bars.update(self._tasks[step], completed=done, total=total)


@contextmanager
def progress_bars() -> Iterator[StepProgress]:
    """Bars on stderr that go away when the work is done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bars:
        yield StepProgress(bars)
