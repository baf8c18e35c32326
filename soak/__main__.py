"""`python -m soak`: label under faults, then balance the books; ends with 1 when they are not clean."""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from soak.cluster import ENGINES, SERVERS, Cluster, postgres_cluster, sqlite_cluster
from soak.labeler import Habits
from soak.run import Plan, Soak
from soak.screen import Screen, say_outcome
from soak.services import postgres, seaweed

_KILLS_EVERY_SECONDS = (2.0, 6.0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120, help="how long is labeled under faults (120)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--servers", type=int, default=SERVERS, help="with PostgreSQL; SQLite has one")
    parser.add_argument("--engines", type=int, default=ENGINES, help="with PostgreSQL; SQLite has one")
    parser.add_argument("--clients", type=int, default=16, help="workers who label at once (16)")
    parser.add_argument("--kills", action=argparse.BooleanOptionalAction, default=True, help="kill -9")
    parser.add_argument("--pace", type=float, default=0.01, help="mean seconds a worker thinks (0.01)")
    parser.add_argument(
        "--seed", type=int, default=None, help="of who is killed when, and of what workers do"
    )
    parser.add_argument("--folder", type=Path, help="where to put the data; it stays there")
    given = parser.parse_args()
    seed = random.randrange(10**6) if given.seed is None else given.seed
    plan = Plan(
        seconds=given.seconds,
        seed=seed,
        n_clients=given.clients,
        kills_every_seconds=_KILLS_EVERY_SECONDS if given.kills else None,
        in_order_share=0.2,
        finish_seconds=45,  # longer than a lease: what workers forgot comes free again
        habits=Habits(pace_seconds=given.pace, goes_silent=0.001),
    )
    with _folder(given.folder) as folder, _cluster(given, folder) as cluster, Screen() as screen:
        soak = Soak(cluster, plan)
        outcome = soak.run(screen.show)
    say_outcome(soak, outcome)
    return 1 if outcome.every_wrong else 0


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True)
        yield given
        return
    with TemporaryDirectory(prefix="trigpoint-soak-") as folder:
        yield Path(folder)


@contextmanager
def _cluster(given: argparse.Namespace, folder: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        if given.database == "sqlite":
            yield stack.enter_context(sqlite_cluster(folder))
            return
        url = stack.enter_context(postgres())
        storage = stack.enter_context(seaweed(folder / "s3"))
        yield stack.enter_context(
            postgres_cluster(folder, url, storage, n_servers=given.servers, n_engines=given.engines)
        )


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
