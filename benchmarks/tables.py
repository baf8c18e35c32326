"""Figures as Markdown tables, ready for docs/explanation/performance.md."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.labeling import Cycle, Import, Labeling
from benchmarks.machine import GROUP, Machine
from benchmarks.output import Output
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
        ("small files written, synced, renamed", f"{machine.fsyncs:,.0f}", "one fsync each"),
        ("manifest lines parsed and written", f"{machine.lines:,.0f}", "msgspec, untyped"),
    ]
    return table("The machine's own limits, in this run", ("what", "a second", "how"), rows)


def cycle_table(cycles: Sequence[Cycle], machine: Machine) -> str:
    rows: Rows = [
        (
            f"{each.n_objects:,}" + (", page opened too" if each.with_page else ""),
            str(each.n_clients),
            f"{each.figures.per_second:,.0f}",
            f"{each.figures.p50_ms:.1f}",
            f"{each.figures.p99_ms:.1f}",
            f"{each.server_cpu_us:,.0f}",
            f"{each.figures.per_second / machine.empty_app[each.n_clients].per_second:.1%}",
            str(each.figures.n_starved),
        )
        for each in cycles
    ]
    heads = ("objects", "clients", "cycles/s", "p50 ms", "p99 ms", "server CPU µs", "of empty app", "starved")
    return table("The worker's cycle over HTTP", heads, rows)


def import_table(imports: Sequence[Import], machine: Machine) -> str:
    rows: Rows = [
        (
            f"{each.n_lines:,}",
            f"{each.seconds:.2f}",
            f"{each.cpu_seconds:.2f}",
            f"{each.n_lines / each.seconds:,.0f}",
            f"{each.seconds * machine.lines / each.n_lines:.1f}",
            f"{each.server_growth_mb:.0f}",
            f"{each.sum_growth_mb:.0f}",
        )
        for each in imports
    ]
    heads = ("lines", "seconds", "of them CPU", "lines/s", "times raw", "server grew MB", "all processes MB")
    return table("Import of a manifest", heads, rows)


def output_table(outputs: Sequence[Output], machine: Machine) -> str:
    rows: Rows = [
        (
            f"{each.n_lines:,}",
            f"{each.seconds:.2f}",
            f"{each.cpu_seconds:.2f}",
            f"{each.n_lines / each.seconds:,.0f}",
            f"{each.seconds * machine.lines / each.n_lines:.1f}",
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


def _memory(server_mb: float, children_mb: float) -> str:
    return f"{server_mb:.0f} + {children_mb:.0f}"


def aims_table(labelings: Sequence[Labeling], outputs: Sequence[Output], starting: Starting) -> str:
    """The aims against what was measured; those for a million objects at the largest size of this run."""
    busy = {
        each.n_objects: each
        for labeling in labelings
        for each in labeling.cycles
        if each.n_clients == 16 and not each.with_page
    }
    smallest, largest = busy[min(busy)], busy[max(busy)]
    imported, output = labelings[-1].imported, outputs[-1]
    growth = largest.server_cpu_us / smallest.server_cpu_us - 1
    slowest = min(busy.values(), key=lambda each: each.figures.per_second).figures
    p99 = max(each.figures.p99_ms for each in busy.values())
    idle = starting.prepared_folder_memory.sum_mb
    share = imported.n_lines / 1_000_000
    rows: Rows = [
        (
            "full cycles a second, 16 clients",
            ">= 600",
            f"{slowest.per_second:,.0f}",
            _met(slowest.per_second >= 600),
        ),
        ("p99 of a cycle, 16 clients, ms", "< 60", f"{p99:.1f}", _met(p99 < 60)),
        (
            f"processor time a cycle, {largest.n_objects:,} against {smallest.n_objects:,} objects",
            "flat: < +20 %",
            f"{growth:+.0%}",
            _met(growth < 0.2),
        ),
        (
            f"import of {imported.n_lines:,} lines, s",
            f"< {60 * share:g}",
            f"{imported.seconds:.1f}",
            _met(imported.seconds < 60 * share),
        ),
        (
            "memory growth of the server in it, MB",
            "< 200",
            f"{imported.server_growth_mb:.0f}",
            _met(imported.server_growth_mb < 200),
        ),
        (
            f"output manifest of {output.n_lines:,} lines, s",
            f"< {30 * share:g}",
            f"{output.seconds:.1f}",
            _met(output.seconds < 30 * share),
        ),
        (
            "cold start, s",
            "< 2",
            f"{starting.prepared_folder_seconds:.2f}",
            _met(starting.prepared_folder_seconds < 2),
        ),
        ("idle memory, all processes, MB", "< 150", f"{idle:.0f}", _met(idle < 150)),
    ]
    return table("Aims", ("what", "aim", "measured", "met"), rows)


def _met(met: bool) -> str:
    return "yes" if met else "NO"
