"""What a soak shows: a table that lives while it runs, and the balance at its end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

if TYPE_CHECKING:
    from soak.run import Outcome, Soak

_LINE_EVERY_SECONDS = 10.0
_MOST_SAID = 40


class Screen:
    """A live table on a terminal; elsewhere a line every ten seconds."""

    def __init__(self) -> None:
        self.console = Console()
        self._live = Live(console=self.console, refresh_per_second=4) if self.console.is_terminal else None
        self._line_at = 0.0

    def __enter__(self) -> Screen:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def show(self, soak: Soak) -> None:
        if self._live:
            done = min(soak.plan.seconds, time.monotonic() - soak.began_at)
            self._live.update(Group(figures(soak), ProgressBar(soak.plan.seconds, done)))
        elif time.monotonic() >= self._line_at:
            self._line_at = time.monotonic() + _LINE_EVERY_SECONDS
            said = "; ".join(f"{name} {value}" for name, value in _figures(soak))
            self.console.print(said, soft_wrap=True, highlight=False)


def figures(soak: Soak) -> Table:
    table = Table(show_header=False, box=None)
    for name, value in _figures(soak):
        table.add_row(name, value)
    return table


def _figures(soak: Soak) -> list[tuple[str, str]]:
    ledger, kills, states = soak.ledger, soak.killer.kills, soak.manager.states
    seconds = max(1e-9, time.monotonic() - soak.began_at)
    slowest = max(max(each.seconds_to_ready, default=0.0) for each in soak.cluster.servers)
    open_jobs = len(soak.manager.open_jobs())
    return [
        ("phase", f"{soak.phase}, {seconds:.0f} s, seed {soak.plan.seed}"),
        ("answers acknowledged", f"{ledger.n_acknowledged:,} ({ledger.n_acknowledged / seconds:,.0f}/s)"),
        ("jobs", f"{len(states)}, {open_jobs} open"),
        ("kills", f"{sum(not kill.in_order for kill in kills)}"),
        ("restarts", f"{len(kills)}, slowest start of a server {slowest:.2f} s"),
        ("longest outage", f"{ledger.longest_outage_seconds:.2f} s"),
        ("longest wait of a worker", f"{ledger.longest_wait_seconds:.2f} s"),
        ("wrong so far", str(len(ledger.wrong) + len(soak.killer.wrong))),
    ]


def say_outcome(soak: Soak, outcome: Outcome) -> None:
    """The balance of every job, what workers did, and what is wrong."""
    console = Console(width=None if Console().is_terminal else 140)
    table = Table(title="Balance")
    columns = ("job", "status", "wanted", "inputs", "labeled", "failed", "unlabeled", "acknowledged")
    for name in (*columns, "in files", "refused", "wrong"):
        table.add_column(name, justify="left" if name in ("job", "status") else "right")
    wanted = {job.name: job.n_workers for job in soak.manager.jobs}
    for each in outcome.balances:
        counts = (each.n_inputs, each.n_labeled, each.n_failed, each.n_unlabeled, each.n_acknowledged)
        more = (each.n_in_files, each.n_refused, len(each.wrong))
        cells = [f"{n:,}" for n in (wanted[each.job], *counts, *more)]
        table.add_row(each.job, each.status, *cells)
    console.print(table)
    for name, n in sorted(soak.ledger.did.items()):
        console.print(f"{n:9,} {name}", highlight=False)
    for each in soak.killer.kills:
        how = "ended in order:" if each.in_order else "killed"
        console.print(f"  {how} {each.names}: ready after {each.seconds_to_ready:.2f} s", highlight=False)
    console.print(figures(soak))
    for wrong in outcome.every_wrong[:_MOST_SAID]:
        console.print(f"WRONG {wrong}", markup=False, soft_wrap=True)
    verdict = "not clean" if outcome.every_wrong else "clean"
    console.print(f"The balance is {verdict}: {len(outcome.every_wrong)} things are wrong.")
