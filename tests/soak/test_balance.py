"""The balance finds what it is there to find: answers lost, doubled, invented, misplaced."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from soak.balance import balance_of
from soak.books import Books, KeptAnswer, KeptTask
from soak.files import FolderFiles
from soak.ledger import Entry
from soak.project import BUCKET, Job

JOB = Job(name="job", n_objects=3, n_workers=2)
"""Object 0 has two answers, object 1 has one and a late one, object 2 none."""


class Scene(msgspec.Struct):
    """A job that ended well, until a test changes something."""

    root: Path
    entries: dict[str, Entry]
    books: Books

    def wrong(self) -> list[str]:
        files = FolderFiles(self.root)
        return balance_of(JOB, self.entries.values(), self.books, files, was_stopped=True).wrong

    def path(self, key: str) -> Path:
        return self.root / BUCKET / JOB.folder / key

    def responses(self, index: int) -> Path:
        return self.path(f"annotations/worker-response/iteration-1/{index}/2031-04-02_09-15-02.json")


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    entries = [
        Entry("a", "job", 0, "ann", "1", "acknowledged"),
        Entry("b", "job", 0, "bob", "2", "acknowledged"),
        Entry("c", "job", 1, "ann", "3", "acknowledged"),
        Entry("d", "job", 1, "bob", "4", "refused", "job-stopped"),
    ]
    kept = [
        KeptAnswer(e.mark, e.object_index + 1, e.object_index, e.worker_id, e.assignment_id, e.mark != "d")
        for e in entries
    ]
    tasks = [
        KeptTask(1, 0, "done", 2, 0, 2),
        KeptTask(2, 1, "done", 2, 0, 1),
        KeptTask(3, 2, "withdrawn", 2, 0, 0),
    ]
    books = Books("Stopped", 3, 2, 0, kept, tasks, 0, 0)
    made = Scene(tmp_path, {each.mark: each for each in entries}, books)
    write_responses(made.responses(0), ("a", "ann"), ("b", "bob"))
    write_responses(made.responses(1), ("c", "ann"))
    label = b',"course":1,"course-metadata":{"class-name":"Mains"}}'
    lines = [line[:-1] + label if n < 2 else line for n, line in enumerate(JOB.lines())]
    write(made.path("manifests/output/output.manifest"), b"\n".join(lines) + b"\n")
    counts = {"input-objects": 3, "labeled": 2, "failed": 0, "unlabeled": 1}
    write(made.path("closing-balance.json"), json.dumps(counts).encode())
    return made


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_responses(path: Path, *answers: tuple[str, str]) -> None:
    given = [{"answerContent": {"mark": mark}, "workerId": worker} for mark, worker in answers]
    write(path, json.dumps({"answers": given}).encode())


def test_a_job_that_ended_well_is_clean(scene: Scene) -> None:
    assert scene.wrong() == []


def lose_an_answer(scene: Scene) -> None:
    write_responses(scene.responses(0), ("a", "ann"))


def double_an_answer(scene: Scene) -> None:
    write_responses(scene.responses(1).with_name("2031-04-02_09-15-03.json"), ("c", "ann"))


def invent_an_answer(scene: Scene) -> None:
    write_responses(scene.responses(2), ("z", "zoe"))


def count_a_late_answer(scene: Scene) -> None:
    write_responses(scene.responses(1), ("c", "ann"), ("d", "bob"))


def give_it_to_another_object(scene: Scene) -> None:
    scene.responses(1).unlink()
    write_responses(scene.responses(2), ("c", "ann"))


def answer_more_often_than_wanted(scene: Scene) -> None:
    scene.entries["e"] = Entry("e", "job", 0, "cem", "5", "acknowledged")
    scene.books.answers.append(KeptAnswer("e", 1, 0, "cem", "5", True))
    scene.books.tasks[0] = KeptTask(1, 0, "done", 2, 0, 3)
    write_responses(scene.responses(0), ("a", "ann"), ("b", "bob"), ("e", "cem"))


def never_learn_what_became_of_one(scene: Scene) -> None:
    scene.entries["u"] = Entry("u", "job", 2, "ann", "6")


def swap_two_lines(scene: Scene) -> None:
    path = scene.path("manifests/output/output.manifest")
    first, second, third = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([second, first, third]) + b"\n")


def drop_the_last_line(scene: Scene) -> None:
    path = scene.path("manifests/output/output.manifest")
    path.write_bytes(b"\n".join(path.read_bytes().splitlines()[:2]) + b"\n")


def miscount(scene: Scene) -> None:
    counts = {"input-objects": 3, "labeled": 3, "failed": 0, "unlabeled": 1}
    write(scene.path("closing-balance.json"), json.dumps(counts).encode())


def keep_a_lease(scene: Scene) -> None:
    scene.books.n_open_leases = 1


def forget_a_late_answer(scene: Scene) -> None:
    scene.books.answers.pop()


def end_otherwise(scene: Scene) -> None:
    scene.books.status = "Failed"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lose_an_answer, "LOST: b for object 0"),
        (double_an_answer, "answer c is in 2 places"),
        (invent_an_answer, "INVENTED: nobody gave z"),
        (count_a_late_answer, "d was refused (job-stopped), and is counted"),
        (give_it_to_another_object, "c of ann for object 1 is in"),
        (answer_more_often_than_wanted, "object 0 has 3 counted answers"),
        (never_learn_what_became_of_one, "what became of u was never learned"),
        (swap_two_lines, "output line 1 is not input line 1"),
        (drop_the_last_line, "2 output lines for 3 input lines"),
        (miscount, "the closing balance does not add up"),
        (keep_a_lease, "1 open assignments and 0 offers are left"),
        (forget_a_late_answer, "d came late (job-stopped) and was not kept"),
        (end_otherwise, "it is Failed, not Completed or Stopped"),
    ],
)
def test_what_is_wrong_is_found(scene: Scene, change: Callable[[Any], None], said: str) -> None:
    change(scene)
    assert any(said in each for each in scene.wrong()), scene.wrong()
