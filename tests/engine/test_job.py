"""A job's life through the stages, on both databases."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest

from trigpoint.model.errors import NameTaken, NotFound, WrongState
from trigpoint.store.tasks import n_open


def finish(lab: Any, workers: tuple[int, ...], n: int, label: str = "Mains", name: str = "Menu") -> None:
    for _ in range(n):
        for worker in workers:
            lab.answer_next(worker, label, name)


def test_a_job_is_completed_when_every_object_is_labeled(lab: Any) -> None:
    lab.started(lines=3)
    finish(lab, (0,), 3)
    job = lab.step(times=2)
    assert (job.status, job.counters.labeled, job.output_uri) == (
        "Completed",
        3,
        "s3://lab/out/Menu/manifests/output/output.manifest",
    )
    line = lab.output()[0]
    assert list(line) == ["source", "Menu", "Menu-metadata"]
    assert line["Menu"] == 3
    assert line["Menu-metadata"]["class-name"] == "Mains"
    assert line["Menu-metadata"]["confidence"] == 0.0
    assert line["Menu-metadata"]["job-name"] == "labeling-job/menu"


def test_every_file_of_the_folder_is_there_before_the_job_says_completed(lab: Any) -> None:
    lab.started(lines=2, n_workers=2)
    finish(lab, (0, 1), 2)
    lab.step(times=2)
    keys = [key.removeprefix("out/Menu/") for key in lab.keys("out/Menu/")]
    stamp = r"\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d\.json"
    for pattern in (
        r"annotation-tool/data\.json",
        r"annotation-tool/template\.liquid",
        rf"annotations/worker-response/iteration-1/0/{stamp}",
        rf"annotations/worker-response/iteration-1/1/{stamp}",
        rf"annotations/consolidated-annotation/consolidation-request/iteration-1/{stamp}",
        rf"annotations/consolidated-annotation/consolidation-response/iteration-1/{stamp}",
        r"annotations/intermediate/1/annotations\.json",
        r"manifests/intermediate/1/output\.manifest",
        r"manifests/output/output\.manifest",
        r"closing-balance\.json",
    ):
        assert any(re.fullmatch(pattern, key) for key in keys), (pattern, keys)


def test_the_worker_response_is_one_line_with_every_answer_in_order(lab: Any) -> None:
    lab.started(lines=1, n_workers=2)
    lab.answer_next(1, "Snack")
    lab.answer_next(0, "Mains")
    lab.step(times=2)
    (key,) = lab.keys("out/Menu/annotations/worker-response/iteration-1/0/")
    raw = lab.read(f"s3://lab/{key}")
    assert b"\n" not in raw
    answers = json.loads(raw)["answers"]
    assert [each["workerId"] for each in answers] == [lab.workers[1], lab.workers[0]]
    assert list(answers[0]) == sorted(answers[0])
    assert answers[0]["answerContent"] == {"kind": {"label": "Snack"}}
    assert answers[0]["timeSpentInSeconds"] == 2.5
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", answers[0]["submissionTime"])
    identity = answers[0]["workerMetadata"]["identityData"]
    assert identity["issuer"] == "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_lab"
    assert identity["identityProviderType"] == "Cognito"


def test_request_and_response_stand_side_by_side_and_content_is_text(lab: Any) -> None:
    lab.started(lines=1)
    lab.answer_next(0)
    lab.step(times=2)
    folder = "out/Menu/annotations/consolidated-annotation/"
    (request,) = lab.keys(f"{folder}consolidation-request/")
    response = request.replace("consolidation-request", "consolidation-response")
    (asked,) = json.loads(lab.read(f"s3://lab/{request}"))
    assert asked["datasetObjectId"] == "0"
    assert asked["dataObject"] == {"content": "dish 0"}
    content = asked["annotations"][0]["annotationData"]["content"]
    assert json.loads(content) == {"kind": {"label": "Mains"}}
    (said,) = json.loads(lab.read(f"s3://lab/{response}"))
    assert set(said["consolidatedAnnotation"]["content"]) == {"Menu", "Menu-metadata"}


def test_intermediate_annotations_hold_the_whole_line_as_text(lab: Any) -> None:
    lab.started(lines=2)
    finish(lab, (0,), 2)
    lab.step(times=2)
    lines = lab.read("s3://lab/out/Menu/annotations/intermediate/1/annotations.json").splitlines()
    entry = json.loads(lines[1])
    assert (entry["datasetObjectId"], entry["inputAttribute"], entry["Menu"]) == ("1", "dish 1", 3)
    assert json.loads(entry["manifestLine"])["source"] == "dish 1"


def test_a_stopped_job_keeps_what_is_labeled_and_passes_the_rest_through(lab: Any) -> None:
    lines = [f'{{"source": "dish {n}",  "n": {n}.0}}' for n in range(4)]
    lab.started(lines=lines)
    finish(lab, (0,), 2)
    lab.step()
    lab.take(0)
    asyncio.run(lab.jobs.stop("menu"))
    assert lab.job().status == "Stopping"
    asyncio.run(lab.jobs.stop("menu"))  # again: no effect
    job = lab.step()
    assert (job.status, job.counters.labeled, job.counters.failed, job.counters.unlabeled) == (
        "Stopped",
        2,
        0,
        2,
    )
    written = lab.read(job.output_uri).decode().splitlines()
    assert written[2:] == lines[2:]
    assert all(line.startswith(source[:-1]) for line, source in zip(written[:2], lines[:2], strict=True))
    with pytest.raises(WrongState):
        asyncio.run(lab.jobs.stop("menu"))


def test_an_object_with_fewer_answers_than_wanted_is_labeled_by_those_when_the_job_stops(lab: Any) -> None:
    lab.started(lines=2, n_workers=3)
    lab.answer_next(0)
    asyncio.run(lab.jobs.stop("Menu"))
    job = lab.step()
    assert (job.counters.labeled, job.counters.unlabeled) == (1, 1)


def test_a_job_stopped_before_its_manifest_was_read_can_be_chained_all_the_same(lab: Any) -> None:
    lab.begin(lines=2)
    asyncio.run(lab.jobs.stop("Menu"))
    job = lab.step()
    assert (job.status, job.counters.unlabeled) == ("Stopped", 2)
    assert len(lab.output()) == 2


def test_a_chain_begins_with_what_was_labeled_and_keeps_its_job_name(lab: Any) -> None:
    lab.started(name="First", lines=4, label_attribute_name="kind")
    finish(lab, (0,), 2, name="First")
    asyncio.run(lab.jobs.stop("First"))
    first = lab.step("First")
    lab.begin(name="Second", label_attribute_name="kind", manifest_uri=first.output_uri)
    second = lab.step("Second")
    assert (second.counters.labeled, second.counters.total) == (2, 4)
    lab.step("Second")
    finish(lab, (1,), 2, "Snack", name="Second")
    assert lab.step("Second", times=2).status == "Completed"
    names = [line["kind-metadata"]["job-name"] for line in lab.output("Second")]
    assert names == ["labeling-job/first"] * 2 + ["labeling-job/second"] * 2


def test_a_manifest_with_every_line_labeled_is_completed_without_a_task(lab: Any) -> None:
    lab.begin(lines=['{"source": "a", "kind": 0}'], label_attribute_name="kind")
    job = lab.step(times=2)
    assert (job.status, job.counters.labeled, job.counters.staged) == ("Completed", 1, 0)
    assert lab.read(job.output_uri) == b'{"source": "a", "kind": 0}\n'


def test_an_object_nobody_answered_in_time_fails_with_the_text_readers_search_for(lab: Any) -> None:
    lab.started(lines=2, availability_seconds=60)
    lab.answer_next(0)
    lab.clock.turn(100)
    job = lab.step(times=2)
    assert (job.status, job.counters.labeled, job.counters.failed) == ("Completed", 1, 1)
    metadata = lab.output()[1]["Menu-metadata"]
    assert "ClientError: Annotation tasks expired" in metadata["failure-reason"]
    assert metadata["human-annotated"] == "true"
    assert "Menu" not in lab.output()[1]
    balance = json.loads(lab.read("s3://lab/out/Menu/closing-balance.json"))
    assert balance["labeled"] + balance["failed"] + balance["unlabeled"] == balance["input-objects"] == 2


def test_a_failed_line_that_is_labeled_in_a_chain_has_both_keys_at_its_end(lab: Any) -> None:
    lab.started(name="First", lines=1, availability_seconds=60, label_attribute_name="kind")
    lab.clock.turn(100)
    first = lab.step("First", times=2)
    lab.begin(name="Second", label_attribute_name="kind", manifest_uri=first.output_uri)
    lab.step("Second", times=2)
    lab.answer_next(0, name="Second")
    lab.step("Second", times=2)
    (line,) = lab.output("Second")
    assert list(line) == ["source", "kind", "kind-metadata"]
    assert "failure-reason" not in line["kind-metadata"]


def test_an_object_whose_file_is_missing_fails_alone(lab: Any) -> None:
    lab.put("img/there.png", b"\x89PNG")
    lines = [json.dumps({"source-ref": f"s3://lab/img/{name}.png"}) for name in ("there", "gone")]
    functions = "arn:aws:lambda:eu-west-1:568282634449:function:"
    job = lab.started(
        lines=lines,
        pre_function_arn=f"{functions}PRE-ImageMultiClass",
        post_function_arn=f"{functions}ACS-ImageMultiClass",
    )
    assert (job.status, job.counters.failed) == ("InProgress", 1)
    lab.answer_next(0)
    job = lab.step(times=2)
    assert (job.status, job.counters.labeled, job.counters.failed) == ("Completed", 1, 1)
    assert "gone.png" in lab.output()[1]["Menu-metadata"]["failure-reason"]


def test_a_page_that_cannot_be_rendered_fails_its_object_alone(lab: Any) -> None:
    bomb = "{% if task.input.taskObject == 'bomb' %}{{ (1..1000000000) | join }}{% endif %}"
    template = f"<crowd-form>{bomb}</crowd-form>"
    lab.begin(lines=['{"source": "bomb"}', '{"source": "fine"}'], template=template)
    job = lab.step(times=2)
    assert (job.status, job.counters.failed) == ("InProgress", 1)
    assert lab.take(0).object_index == 1


def test_the_window_never_holds_more_objects_than_asked_for_and_refills_without_a_barrier(lab: Any) -> None:
    lab.started(lines=7, window=3)

    def open_now() -> int:
        job_id = lab.job().job_id
        return int(lab.database.read_now(lambda tx: n_open(tx, job_id)))

    assert open_now() == 3
    slow = lab.take(1)
    lab.answer_next(0)
    lab.step()
    assert open_now() == 3
    for _ in range(5):
        lab.answer_next(0)
        lab.step()
        assert open_now() <= 3
    lab.submit(slow)
    assert lab.step(times=2).status == "Completed"
    iterations = {key.split("/")[4] for key in lab.keys("out/Menu/annotations/worker-response/")}
    assert iterations == {"iteration-1", "iteration-2", "iteration-3"}
    (third,) = {key.split("/")[5] for key in lab.keys("out/Menu/annotations/worker-response/iteration-3/")}
    assert third == "6"


def test_a_human_budget_stops_the_job(lab: Any) -> None:
    lab.started(lines=3, max_human_labeled=2)
    finish(lab, (0,), 2)
    job = lab.step(times=3)
    assert (job.status, job.counters.labeled, job.counters.unlabeled) == ("Stopped", 2, 1)


def test_a_percentage_stops_the_job_and_a_hundred_completes_it(lab: Any) -> None:
    lab.started(name="Half", lines=4, max_percent_labeled=50)
    finish(lab, (0,), 2, name="Half")
    assert lab.step("Half", times=3).status == "Stopped"
    lab.started(name="All", lines=2, max_percent_labeled=100)
    finish(lab, (0,), 2, name="All")
    assert lab.step("All", times=3).status == "Completed"


def test_a_job_expires_after_thirty_days_with_what_it_has(lab: Any) -> None:
    lab.started(lines=2)
    lab.answer_next(0)
    lab.step()
    lab.clock.turn(30 * 86_400)
    job = lab.step(times=3)
    assert job.status == "Failed"
    assert "expired after 30 days" in job.failure_reason
    assert job.counters.labeled == 1
    assert len(lab.output()) == 2


def test_stages_run_twice_change_nothing(lab: Any) -> None:
    lab.started(lines=3, n_workers=2)
    finish(lab, (0, 1), 3)
    job = lab.step(times=2)
    before = {key: lab.read(f"s3://lab/{key}") for key in lab.keys("out/Menu/")}
    lab.stages._consolidate.run(job, all_now=True)
    lab.finish.run(lab.job())
    after = {key: lab.read(f"s3://lab/{key}") for key in lab.keys("out/Menu/")}
    assert after == before


def test_a_group_that_a_crash_interrupted_is_consolidated_once(lab: Any) -> None:
    lab.started(lines=2)
    finish(lab, (0,), 2)
    job = lab.job()
    lab.database.write_now(
        lambda tx: lab.consolidate._form_group(tx, job, True)
    )  # and then the lights went out
    job = lab.step(times=2)
    assert (job.status, job.counters.labeled) == ("Completed", 2)
    assert len(lab.keys("out/Menu/annotations/consolidated-annotation/consolidation-request/")) == 1


def test_the_final_pass_knows_the_workers_better_and_keeps_the_first_creation_date(lab: Any) -> None:
    lab.started(lines=12, n_workers=3)
    dates = {}
    for n in range(12):
        right = "Mains" if n % 2 else "Snack"
        wrong = "Snack" if n % 2 else "Mains"
        lab.answer_next(0, right)
        lab.answer_next(1, right)
        lab.answer_next(2, wrong)
        lab.step()
        if lab.job().status == "InProgress":
            lab.export.output_manifest(lab.job())
            dates = {
                line["source"]: line["Menu-metadata"]["creation-date"]
                for line in lab.output()
                if "Menu" in line
            }
    assert lab.step().status == "Completed"
    lines = lab.output()
    assert [line["Menu-metadata"]["class-name"] for line in lines] == ["Snack", "Mains"] * 6
    assert all(
        line["Menu-metadata"]["creation-date"] == dates[line["source"]]
        for line in lines
        if line["source"] in dates
    )
    assert dates


def test_names_collide_without_regard_to_case_and_describe_finds_any(lab: Any) -> None:
    lab.begin(name="Menu")
    with pytest.raises(NameTaken):
        lab.begin(name="mENU")
    assert asyncio.run(lab.jobs.describe("MENU")).name == "Menu"
    with pytest.raises(NotFound):
        asyncio.run(lab.jobs.describe("other"))


def test_the_board_lists_only_jobs_from_which_a_task_may_come(lab: Any) -> None:
    lab.started(lines=1, n_workers=1)

    def board(worker: int) -> Any:
        return asyncio.run(lab.board.jobs_for(lab.workers[worker]))

    (entry,) = board(0)
    assert (entry.available, entry.in_progress, entry.reason) == (1, 0, None)
    held = lab.take(0)
    (mine,) = board(0)
    (other,) = board(1)
    assert (mine.in_progress, other.available) == (1, 0)
    assert other.reason is not None
    assert other.next_at == held.expires_at
    lab.submit(held)
    assert board(0) == board(1) == []


def test_a_job_without_functions_points_at_the_answers(lab: Any) -> None:
    lab.started(lines=1, pre_function_arn=None, post_function_arn=None, label_category_uri=None)
    lab.answer_next(0)
    lab.step(times=2)
    (line,) = lab.output()
    assert line["Menu"] == {}
    metadata = line["Menu-metadata"]
    assert (metadata["type"], metadata["job-name"]) == ("groundtruth/custom", "Menu")
    answers = json.loads(lab.read(metadata["worker-response-ref"]))["answers"]
    assert answers[0]["answerContent"] == {"kind": {"label": "Mains"}}
