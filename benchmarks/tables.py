"""Figures as Markdown tables, ready for docs/explanation/performance.md."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from benchmarks.console import Console
from benchmarks.labeling import Cycle, Import, Labeling
from benchmarks.machine import GROUP, Machine
from benchmarks.output import Output
from benchmarks.pages import Pages
from benchmarks.starting import Starting

Rows = list[Sequence[str]]


def table(title: str, heads: Sequence[str], rows: Rows) -> str:
    """The first column is text, the others are figures."""
    widths = [max(len(str(row[n])) for row in (heads, *rows)) for n in range(len(heads))]
    lines = [f"### {title}", ""]
    lines.append(_line(heads, widths))
    lines.append(
        "|" + "|".join("-" * (width + 1) + ("-" if n == 0 else ":") for n, width in enumerate(widths)) + "|"
    )
    lines += [_line(row, widths) for row in rows]
    return "\n".join([*lines, ""])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.ljust(width) if n == 0 else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"


def machine_table(machine: Machine) -> str:
    rows: Rows = [
        (
            f"empty Starlette app, {n} client{'s' * (n > 1)}, requests",
            f"{each.per_second:,.0f}",
            f"p50 {each.p50_ms:.2f} ms, p99 {each.p99_ms:.2f} ms",
        )
        for n, each in machine.empty_app.items()
    ]
    rows += [
        ("SQLite, one row a commit, rows", f"{machine.commits:,.0f}", "one fsync each"),
        (f"SQLite, {GROUP} rows a commit, rows", f"{machine.grouped_rows:,.0f}", f"one fsync for {GROUP}"),
        *(
            (f"PostgreSQL, one row a commit, {n} connection{'s' * (n > 1)}", f"{each:,.0f}", "fsync each")
            for n, each in machine.postgres_commits.items()
        ),
        ("small files written, synced, renamed", f"{machine.fsyncs:,.0f}", "one fsync each"),
        ("manifest lines parsed and written, 130 bytes", f"{machine.lines:,.0f}", "msgspec, untyped"),
        ("the same with a label, 330 bytes", f"{machine.augmented_lines:,.0f}", "msgspec, untyped"),
    ]
    return table("The machine's own limits, in this run", ("what", "a second", "how"), rows)


def cycle_table(cycles: Sequence[Cycle], machine: Machine) -> str:
    rows: Rows = [
        (
            _where(each),
            str(each.n_clients),
            f"{each.figures.per_second:,.0f}",
            f"{each.figures.p50_ms:.1f}",
            f"{each.figures.p99_ms:.1f}",
            f"{each.server_cpu_us:,.0f}",
            f"{each.engine_cpu_us:,.0f}",
            f"{share_of_empty(each, machine):.1%}",
            str(each.figures.n_starved),
        )
        for each in cycles
    ]
    heads = (
        "objects",
        "clients",
        "cycles/s",
        "p50 ms",
        "p99 ms",
        "server CPU µs",
        "engine CPU µs",
        "of empty app",
        "starved",
    )
    return table("The worker's cycle over HTTP", heads, rows)


def share_of_empty(cycle: Cycle, machine: Machine) -> float:
    """Cycles a second as a share of what an application that does nothing answers to as many clients."""
    return cycle.figures.per_second / machine.empty_app[cycle.n_clients].per_second


def _where(cycle: Cycle) -> str:
    servers = f", {cycle.setup.n_servers} servers" if cycle.setup.n_servers > 1 else ""
    page = ", page opened too" if cycle.with_page else ""
    return f"{cycle.setup.database}, {cycle.setup.n_objects:,}{servers}{page}"


def import_table(imports: Sequence[Import], machine: Machine) -> str:
    rows: Rows = [
        (
            f"{each.database}, {each.n_lines:,}",
            f"{each.seconds:.2f}",
            f"{each.cpu_seconds:.2f}",
            f"{each.n_lines / each.seconds:,.0f}",
            f"{each.seconds * machine.lines / each.n_lines:.1f}",
            f"{each.server_growth_mb:.0f}",
            f"{each.sum_growth_mb:.0f}",
        )
        for each in imports
    ]
    heads = ("lines", "seconds", "engine CPU", "lines/s", "times raw", "server grew MB", "all processes MB")
    return table("Import of a manifest", heads, rows)


def output_table(outputs: Sequence[Output], machine: Machine) -> str:
    rows: Rows = [
        (
            f"{each.n_lines:,}",
            f"{each.seconds:.2f}",
            f"{each.cpu_seconds:.2f}",
            f"{each.n_lines / each.seconds:,.0f}",
            f"{each.seconds * machine.augmented_lines / each.n_lines:.1f}",
            f"{each.size_mb:.0f}",
            f"{each.growth_mb:.0f}",
            f"{each.files_per_second:,.0f}",
        )
        for each in outputs
    ]
    heads = (
        "lines",
        "seconds",
        "of them CPU",
        "lines/s",
        "times raw",
        "size MB",
        "process grew MB",
        "per-object files/s",
    )
    return table("Writing the output manifest", heads, rows)


def starting_table(starting: Starting) -> str:
    empty, prepared = starting.empty_folder_memory, starting.prepared_folder_memory
    answered = starting.memory_after_answer
    rows: Rows = [
        ("cold start on an empty folder, until /healthz, s", f"{starting.empty_folder_seconds:.2f}"),
        ("cold start on a folder with a job, until /healthz, s", f"{starting.prepared_folder_seconds:.2f}"),
        ("of that processor time, s", f"{starting.cpu_seconds:.2f}"),
        ("the same, until the first answer is acknowledged, s", f"{starting.first_answer_seconds:.2f}"),
        (
            "idle memory, empty folder: server + its processes, MB",
            _memory(empty.server_mb, empty.children_mb),
        ),
        (
            "idle memory, one job open: server + its processes, MB",
            _memory(prepared.server_mb, prepared.children_mb),
        ),
        (
            "memory just after an answer: server + its processes, MB",
            _memory(answered.server_mb, answered.children_mb),
        ),
    ]
    return table("Starting, and doing nothing", ("what", "figure"), rows)


def pages_table(pages: Pages | None) -> str:
    if pages is None:
        return "### Pages in Chromium\n\nNot measured: Chromium is missing (`make chromium`).\n"
    rows: Rows = [
        (
            name,
            f"{statistics.median(times):.0f}",
            f"{min(times):.0f}",
            f"{max(times):.0f}",
            str(len(times)),
            aim,
        )
        for name, times, aim in (
            ("first task on a cold page, until it is ready and its picture is shown", pages.first, "< 500"),
            ("from pressing Submit until the next task is", pages.next, "< 100"),
        )
    ]
    return table("Pages in Chromium", ("what", "median ms", "least", "most", "times", "aim"), rows)


def console_table(consoles: Sequence[Console]) -> str:
    rows: Rows = [
        (
            each.database,
            f"{each.n_objects:,}",
            f"{each.n_labeled:,}",
            call.path,
            f"{call.median_ms:.1f}",
            f"{call.most_ms:.1f}",
        )
        for each in consoles
        for call in each.calls
    ]
    heads = ("database", "objects", "labeled", "GET /trigpoint/api/", "median, ms", "most, ms")
    return table("The console's calls", heads, rows)


def _memory(server_mb: float, children_mb: float) -> str:
    return f"{server_mb:.0f} + {children_mb:.0f}"


def aims_table(
    labelings: Sequence[Labeling], outputs: Sequence[Output], starting: Starting, machine: Machine
) -> str:
    """The aims against what was measured, the worst of each kind."""
    one_server = [
        cycle
        for labeling in labelings
        for cycle in labeling.cycles
        if cycle.n_clients == 16 and not cycle.with_page and cycle.setup.n_servers == 1
    ]
    rows: Rows = []
    for database, aim in (("SQLite", 0.15), ("PostgreSQL", 0.06)):
        of_it = [each for each in one_server if each.setup.database == database]
        if of_it:
            rows += _cycle_aims(database, aim, of_it, machine)
    imported = next(each.imported for each in reversed(labelings) if each.imported.database == "SQLite")
    output = outputs[-1]
    times_read = imported.seconds * machine.lines / imported.n_lines
    times_written = output.seconds * machine.augmented_lines / output.n_lines
    idle = starting.prepared_folder_memory.sum_mb
    rows += [
        _aim(f"import of {imported.n_lines:,} lines, times raw", "< 3", f"{times_read:.1f}", times_read < 3),
        _aim(
            f"output of {output.n_lines:,} lines, times raw", "< 3", f"{times_written:.1f}", times_written < 3
        ),
        _aim(
            "memory growth in the import, all processes, MB",
            "< 200",
            f"{imported.sum_growth_mb:.0f}",
            imported.sum_growth_mb < 200,
        ),
        _aim(
            "cold start, s",
            "< 2",
            f"{starting.prepared_folder_seconds:.2f}",
            starting.prepared_folder_seconds < 2,
        ),
        _aim("idle memory, all processes, MB", "< 150", f"{idle:.0f}", idle < 150),
    ]
    return table("Aims", ("what", "aim", "measured", "met"), rows)


def _cycle_aims(database: str, aim: float, cycles: Sequence[Cycle], machine: Machine) -> Rows:
    least = min(share_of_empty(each, machine) for each in cycles)
    p99 = max(each.figures.p99_ms for each in cycles)
    smallest = min(cycles, key=lambda each: each.setup.n_objects)
    largest = max(cycles, key=lambda each: each.setup.n_objects)
    growth = largest.server_cpu_us / smallest.server_cpu_us - 1
    sizes = f"{largest.setup.n_objects:,} against {smallest.setup.n_objects:,} objects"
    return [
        _aim(
            f"{database}: cycles at 16 clients, of the empty app",
            f">= {aim:.0%}",
            f"{least:.1%}",
            least >= aim,
        ),
        _aim(f"{database}: p99 of a cycle, 16 clients, ms", "< 30", f"{p99:.1f}", p99 < 30),
        _aim(f"{database}: server time a cycle, {sizes}", "< +20 %", f"{growth:+.0%}", growth < 0.2),
    ]


def _aim(what: str, aim: str, measured: str, met: bool) -> Sequence[str]:
    return (what, aim, measured, "yes" if met else "NO")
