"""Two hundred workers ask for tasks of one job at once, of three servers over one database."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from simulator.workplace import FUNCTIONS, TEAM_ARN, Workplace
from soak.books import Books, read_books
from soak.browser import Browser
from soak.ledger import Ledger
from soak.processes import TrigpointProcess

from trigpoint.blobs.folder import FolderStore
from trigpoint.engine.lease import Leases
from trigpoint.engine.lease_steps import NothingNow, Receipt
from trigpoint.engine.sessions import digest
from trigpoint.model.clock import SystemClock
from trigpoint.model.errors import AssignmentConflict
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import JobConfig
from trigpoint.model.s3_uri import S3Uri
from trigpoint.model.task import Assignment
from trigpoint.store.labeling_jobs import job_named
from trigpoint.store.opening import open_database
from trigpoint.store.sessions import insert_session
from trigpoint.store.transaction import Transaction
from trigpoint.templates.renderer import Renderer

T = TypeVar("T")
N_SERVERS, N_WORKERS, N_OBJECTS = 3, 200, 60
JOB, CSRF = "Menu", "a-token"
LABELS = ("Mains", "Dessert", "Snack")
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><crowd-classifier name="kind" categories="{{ task.input.labels | to_json | escape }}" header="?">
<classification-target>{{ task.input.taskObject }}</classification-target></crowd-classifier></crowd-form>"""


class Crowd:
    """Workers, each at a server of their own database connections; and one engine."""

    def __init__(self, url: str, folder: Path, stack: ExitStack) -> None:
        self.url = url
        clock = SystemClock()
        databases = [open_database(url) for _ in range(N_SERVERS)]
        for database in databases:
            stack.callback(database.close)
        self.servers = [Leases(each, clock, Ids(clock), lambda: None) for each in databases]
        blobs = FolderStore(folder, fsync=False)
        blobs.create_bucket("lab")
        renderer = Renderer(time_limit_seconds=20, memory_limit_bytes=512 * 2**20)
        stack.callback(renderer.close)
        threads = stack.enter_context(ThreadPoolExecutor(2))
        self.place = Workplace(databases[0], blobs, clock, Ids(clock), renderer, threads)
        self.workers = self.place.open([f"worker-{n:03}" for n in range(N_WORKERS)])

    def begin(self, n_workers: int) -> None:
        """A job whose tasks are all open."""
        lines = "".join(json.dumps({"source": f"dish {n}"}) + "\n" for n in range(N_OBJECTS))
        categories = json.dumps({"labels": [{"label": label} for label in LABELS]})
        config = JobConfig(
            label_attribute_name=JOB,
            manifest_uri=self._put("in.manifest", lines),
            output_path="s3://lab/out/",
            role_arn="arn:aws:iam::111122223333:role/gt",
            workteam_arn=TEAM_ARN,
            task_title="Sort dishes",
            task_description="Say what it is",
            template_uri=self._put("template.liquid", TEMPLATE),
            label_category_uri=self._put("labels.json", categories),
            pre_function_arn=f"{FUNCTIONS}PRE-TextMultiClass",
            post_function_arn=f"{FUNCTIONS}ACS-TextMultiClass",
            n_workers=n_workers,
            time_limit_seconds=3600,
        )
        run(self.place.jobs.create(config, JOB, {"LabelingJobName": JOB}, {}))
        self.step()
        self.step()

    def step(self) -> str:
        """What the engine does for the job; its state."""
        database = self.place.database
        job = database.read_now(lambda tx: job_named(tx, JOB))
        assert job is not None
        self.place.stages.step(job.job_id)
        after = database.read_now(lambda tx: job_named(tx, JOB))
        assert after is not None
        return after.status

    def sign_in(self) -> dict[str, str]:
        """A session for every worker: the cookies."""
        cookies = {worker: f"cookie-of-{worker}" for worker in self.workers}
        now = self.place.clock.now()

        def work(tx: Transaction) -> None:
            for worker, cookie in cookies.items():
                insert_session(tx, digest(cookie), worker, CSRF, now, now + timedelta(hours=1))

        self.place.database.write_now(work)
        return {worker: f"trigpoint={cookie}" for worker, cookie in cookies.items()}

    def books(self) -> Books:
        return read_books(self.url, [JOB])[JOB]

    async def claim(self, workers: Sequence[int]) -> list[Assignment]:
        """What those get who ask at once; server by server in turn."""
        asked = (self.servers[n % N_SERVERS].next_task(self.workers[n], JOB) for n in workers)
        return [each for each in await asyncio.gather(*asked) if isinstance(each, Assignment)]

    async def answer(self, held: Sequence[Assignment]) -> list[Receipt]:
        """All answer at once and ask for the next, each at another server than gave the task."""
        sent = (
            self.servers[(n + 1) % N_SERVERS].answer(
                each.worker_id,
                each.assignment_id,
                each.token,
                {"kind": {"label": LABELS[n % 3]}, "mark": f"{each.worker_id} {each.object_index}"},
                then_next=True,
            )
            for n, each in enumerate(held)
        )
        return list(await asyncio.gather(*sent))

    async def give_back(self, held: Sequence[Assignment]) -> None:
        returned = (
            self.servers[n % N_SERVERS].release(each.worker_id, each.assignment_id, each.token, None)
            for n, each in enumerate(held)
        )
        await asyncio.gather(*returned)

    def _put(self, key: str, text: str) -> str:
        self.place.blobs.put(S3Uri("lab", key), text.encode())
        return f"s3://lab/{key}"


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@pytest.fixture
def crowd(shared_database_url: str, tmp_path: Path) -> Iterator[Crowd]:
    with ExitStack() as stack:
        yield Crowd(shared_database_url, tmp_path / "buckets", stack)


def check_slots(books: Books, n_workers: int) -> None:
    """Open leases and counted answers never exceed the wanted number."""
    for task in books.tasks:
        assert task.n_leases + task.n_answers <= task.wanted == n_workers, task
    assert sum(task.n_leases for task in books.tasks) == books.n_open_leases


@pytest.mark.parametrize("n_workers", [1, 3])
def test_200_claimers_get_no_task_above_its_wanted_count_and_no_task_twice(
    crowd: Crowd, n_workers: int
) -> None:
    crowd.begin(n_workers)
    held = run(crowd.claim(range(N_WORKERS)))
    check_slots(crowd.books(), n_workers)
    assert len({each.worker_id for each in held}) == len(held)
    per_object = Counter(each.object_index for each in held)
    assert max(per_object.values()) <= n_workers
    assert len(held) >= N_OBJECTS, "a claimer found nothing while slots were free"
    run(crowd.give_back(held[::4]))
    held = [each for n, each in enumerate(held) if n % 4]
    seen = {(each.worker_id, each.object_index) for each in held}
    status = "InProgress"
    while status == "InProgress":
        receipts = run(crowd.answer(held))
        assert [each.receipt for each in receipts] == [each.assignment_id for each in held]
        held = [each.next for each in receipts if isinstance(each.next, Assignment)]
        check_slots(crowd.books(), n_workers)
        busy = {each.worker_id for each in held}
        held += run(crowd.claim([n for n, worker in enumerate(crowd.workers) if worker not in busy]))
        check_slots(crowd.books(), n_workers)
        pairs = {(each.worker_id, each.object_index) for each in held}
        assert not pairs & seen, "a worker got an object again that they had answered"
        seen |= pairs
        status = crowd.step()
    while status != "Completed":
        status = crowd.step()
    books = crowd.books()
    assert books.wrong(n_workers) == []
    assert len([each for each in books.answers if each.counted]) == N_OBJECTS * n_workers


def test_a_worker_who_asks_all_servers_at_once_holds_one_task(crowd: Crowd) -> None:
    crowd.begin(3)
    held = run(crowd.claim([n for n in range(40) for _ in range(2 * N_SERVERS)]))
    assert len(held) == 40 * 2 * N_SERVERS
    per_worker = {(each.worker_id, each.assignment_id) for each in held}
    assert len(per_worker) == 40, Counter(worker for worker, _ in per_worker).most_common(5)
    check_slots(crowd.books(), 3)


def test_an_answer_sent_to_all_servers_at_once_is_kept_once(crowd: Crowd) -> None:
    crowd.begin(3)
    held = run(crowd.claim(range(60)))
    answers = [each for each in held for _ in range(N_SERVERS)]

    async def send() -> list[Any]:
        sent = (
            crowd.servers[n % N_SERVERS].answer(
                each.worker_id, each.assignment_id, each.token, {"mark": each.worker_id}, then_next=True
            )
            for n, each in enumerate(answers)
        )
        return list(await asyncio.gather(*sent))

    receipts = run(send())
    assert [each.receipt for each in receipts] == [each.assignment_id for each in answers]
    books = crowd.books()
    check_slots(books, 3)
    assert Counter(each.mark for each in books.answers) == Counter(each.worker_id for each in held)
    following = {each.next.assignment_id for each in receipts if not isinstance(each.next, NothingNow)}
    assert len(following) <= len(held)
    assert books.n_open_leases == len(following)


def test_a_job_that_is_stopped_under_a_crowd_keeps_every_acknowledged_answer(crowd: Crowd) -> None:
    """Claims and answers are under way while the stop takes the tasks back."""
    crowd.begin(2)
    held = run(crowd.claim(range(60)))
    codes: set[str] = set()

    async def work(each: Assignment, n: int) -> list[str]:
        """Answers until told that there is no more; the marks of answers that were acknowledged."""
        acknowledged = []
        following: Any = each
        while isinstance(following, Assignment):
            mark = f"{following.worker_id} {following.object_index}"
            try:
                receipt = await crowd.servers[n % N_SERVERS].answer(
                    following.worker_id,
                    following.assignment_id,
                    following.token,
                    {"kind": {"label": "Snack"}, "mark": mark},
                    then_next=True,
                )
            except AssignmentConflict as refused:
                codes.add(refused.stored["code"])
                break
            acknowledged.append(mark)
            following = receipt.next
        return acknowledged

    async def stop() -> list[str]:
        await asyncio.sleep(0.05)
        await crowd.place.jobs.stop(JOB)
        return []

    async def all_at_once() -> list[str]:
        done = await asyncio.gather(stop(), *(work(each, n) for n, each in enumerate(held)))
        return [mark for marks in done for mark in marks]

    acknowledged = run(all_at_once())
    while crowd.step() == "Stopping":
        pass
    books = crowd.books()
    assert codes <= {"job-stopped"}
    assert books.wrong(2) == []
    assert sorted(each.mark for each in books.answers if each.counted) == sorted(acknowledged)


def test_200_browsers_claim_from_two_server_processes(crowd: Crowd, tmp_path: Path) -> None:
    crowd.begin(3)
    cookies = crowd.sign_in()
    environment = {"TRIGPOINT_DATABASE_URL": crowd.url}
    servers = [TrigpointProcess(f"serve-{n}", "serve", tmp_path / f"serve-{n}", environment) for n in (1, 2)]
    ledger = Ledger()

    async def claim(worker_id: str, n: int) -> dict[str, Any]:
        browser = Browser([servers[n % 2].url], random.Random(n), ledger)
        browser.go_on(worker_id, cookies[worker_id], CSRF)
        reply = await browser.ask("POST", f"/jobs/{JOB}/assignments")
        return {"status": reply.status, **reply.json()}

    async def claim_all() -> list[dict[str, Any]]:
        return list(await asyncio.gather(*(claim(each, n) for n, each in enumerate(crowd.workers))))

    with ExitStack() as stack:
        for server in servers:
            stack.callback(server.kill)
            server.start()
        replies = run(claim_all())
        assert [said for server in servers for said in server.stop()] == []
    assert not ledger.wrong
    given = [each["task"] for each in replies if each["status"] == 201]
    assert max(Counter(given).values()) <= 3
    books = crowd.books()
    check_slots(books, 3)
    assert books.n_open_leases == len(given) >= N_OBJECTS
