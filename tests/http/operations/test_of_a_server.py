"""What an operator sees of a server that people label on: its figures, its log, its request ids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as parse

from trigpoint.cli.server_process import ServerProcess
from trigpoint.keyring import load_root_key

MARK = "Zq9xMarked"
"""Stands in everything that a log must not hold."""
FIRST, SECOND = f"{MARK}-first-1", f"{MARK}-second-2"


class Installation(NamedTuple):
    server: Any
    log: Path
    job: str
    secrets: list[str]
    answered: list[httpx.Response]

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def labeled(
    tmp_path_factory: pytest.TempPathFactory, running_trigpoint: Any, request: pytest.FixtureRequest
) -> Iterator[Installation]:
    """A server that logs everything, a job labeled on it to its end, and all that was secret in it."""
    data = tmp_path_factory.mktemp("labeled") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIGPOINT_LOG_LEVEL", "debug")
        patch.setenv("TRIGPOINT_METRICS_TOKEN", f"{MARK}-metrics")
        process = ServerProcess(data, 0)
        process.start()
    try:
        server = running_trigpoint(process.url, data)
        yield label(server, process.log, request)
    finally:
        process.stop()


def label(server: Any, log: Path, request: pytest.FixtureRequest) -> Installation:
    make_site, make_client = (request.getfixturevalue(name) for name in ("make_site", "make_client"))
    site = make_site(server, "seen")
    username = site.worker("ann", password=FIRST)
    worker = make_client(server.url)
    answered = [worker.sign_in(username, f"{MARK}-wrong-3"), worker.sign_in(username, FIRST)]
    answered.append(worker.send("PUT", "/session/password", {"new_password": SECOND}))
    job = site.job(lines=3)
    held = worker.take(job)
    secrets = [MARK, worker.headers["X-CSRF-Token"], *worker.http.cookies.values()]
    secrets.append(load_root_key(server.data).secret_key)
    for _ in range(2):
        secrets += [held["token"], held["page"].partition(".")[2]]
        worker.http.get(held["page"])
        worker.http.get(held["page"])  # opened already: refused
        worker.send("PUT", f"/assignments/{held['id']}/draft", {"token": held["token"], "draft": {"d": MARK}})
        answered.append(worker.answer(held, "Mains", next=True))
        held = answered[-1].json()["next"]
    secrets.append(held["token"])
    answered.append(worker.send("POST", f"/assignments/{held['id']}/answer", {"token": MARK, "answer": {}}))
    answered.append(worker.answer(held, f"{MARK} is no label"))
    site.s3.get_object(Bucket="site-seen", Key="in/picture.png")
    signed = site.s3.generate_presigned_url("get_object", {"Bucket": "site-seen", "Key": "in/picture.png"})
    secrets.append(signed.rpartition("Signature=")[2][:40])
    assert httpx.get(signed).status_code == 200
    assert httpx.get(f"{server.url}/nowhere/{MARK}?q={MARK}").status_code == 404
    site.wait(job, "Completed")
    return Installation(server, log, job, secrets, answered)


def figures(server: Any, **headers: str) -> dict[tuple[str, str], float]:
    """Values by name and labels, as `name`, `key=value,...`."""
    response = httpx.get(f"{server.url}/metrics", headers=headers, timeout=30)
    assert response.status_code == 200
    return {
        (
            sample.name,
            ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items())),
        ): sample.value
        for family in parse(response.text)
        for sample in family.samples
    }


def test_no_line_of_the_log_holds_an_answer_or_a_secret(labeled: Installation) -> None:
    text = labeled.log.read_text()
    assert text.count('"event": "request"') > 20
    for secret in labeled.secrets:
        assert secret not in text


def test_every_line_is_json_and_says_its_process(labeled: Installation) -> None:
    said = [
        line
        for line in labeled.log.read_text().splitlines()
        if not line.startswith(("Trigpoint is", "The console", "To "))
    ]
    lines = [json.loads(line) for line in said]
    assert {line["process"] for line in lines} >= {"server", "engine"}
    assert all({"event", "level", "timestamp", "pid"} <= line.keys() for line in lines)


def test_a_request_has_one_line_with_its_template_and_ids(labeled: Installation) -> None:
    answers = [line for line in labeled.lines() if line.get("route") == "/portal/api/assignments/{id}/answer"]
    assert [line["status"] for line in answers] == [200, 200, 409, 200]
    for line, response in zip(answers, labeled.answered[-4:], strict=True):
        assert line["request_id"] == response.headers["x-request-id"]
        assert line["worker"].startswith("private.")
        assert line["assignment"] in str(response.request.url)
        assert line["ms"] > 0
    assert answers[2]["error"] == "AssignmentConflict"
    claims = [line for line in labeled.lines() if line.get("route") == "/portal/api/jobs/{name}/assignments"]
    assert {line["job"] for line in claims} == {labeled.job}


def test_a_refusal_says_which_request_it_was(labeled: Installation) -> None:
    refused = [response for response in labeled.answered if response.status_code >= 400]
    assert [response.status_code for response in refused] == [401, 409]
    for response in refused:
        assert response.json()["request_id"] == response.headers["x-request-id"]


def test_an_aws_call_is_logged_with_the_id_that_its_caller_was_given(labeled: Installation) -> None:
    sagemaker = labeled.server.client("sagemaker")
    answer = sagemaker.describe_labeling_job(LabelingJobName=labeled.job)
    given = answer["ResponseMetadata"]["RequestId"]
    (line,) = [line for line in labeled.lines() if line.get("request_id") == given]
    assert (line["route"], line["status"]) == ("sagemaker DescribeLabelingJob", 200)


def test_the_end_of_a_job_is_in_the_log(labeled: Installation) -> None:
    (line,) = [line for line in labeled.lines() if line["event"] == "a job has ended"]
    assert (line["job"], line["status"], line["process"]) == (labeled.job, "Completed", "engine")


def test_figures_of_server_and_engine_tell_the_same_story(labeled: Installation) -> None:
    found = figures(labeled.server)

    def value(name: str, **labels: str) -> float:
        return found[name, ",".join(f"{key}={text}" for key, text in sorted(labels.items()))]

    here, engine = {"process": "server"}, {"process": "engine"}
    assert value("trigpoint_cycle_seconds_count", call="answer_next", **here) == 2
    assert value("trigpoint_cycle_seconds_count", call="answer", **here) == 1
    assert value("trigpoint_cycle_seconds_count", call="claim", **here) == 1
    route = "/portal/api/assignments/{id}/answer"
    assert value("trigpoint_http_requests_total", route=route, method="POST", status="4xx", **here) == 1
    assert value("trigpoint_errors_total", error="AssignmentConflict", **here) == 1
    assert value("trigpoint_commit_batch_requests_sum", **here) > 5
    assert value("trigpoint_commit_batch_requests_sum", **engine) > 2
    assert value("aws_sagemaker_labelingjobs_jobs_succeeded_total", **engine) == 1
    for stage in ("ingest", "stage", "consolidate", "finish"):
        assert value("trigpoint_engine_step_seconds_count", stage=stage, **engine) >= 1
    assert value("trigpoint_function_seconds_count", function="consolidation", **engine) >= 1
    assert value("trigpoint_blob_seconds_count", operation="put", **engine) > 3
    assert value("trigpoint_render_seconds_count", **here) >= 2
    assert value("trigpoint_jobs", status="InProgress") == 0
    assert value("trigpoint_open_leases") == 0
    assert value("trigpoint_engine_figures_up") == 1
    assert value("trigpoint_engines_alive") == 1
    assert value("trigpoint_engine_beat_age_seconds", **engine) >= 0


def test_teams_have_the_names_that_cloudwatch_gives_them(labeled: Installation) -> None:
    found = figures(labeled.server)
    team = "process=server,workteam=team-seen"
    counted = {
        event: found["aws_sagemaker_workteam_" + event, team]
        for event in ("tasks_accepted_total", "tasks_submitted_total", "active_workers")
    }
    assert counted == {"tasks_accepted_total": 3, "tasks_submitted_total": 3, "active_workers": 1}
    assert found["aws_sagemaker_workteam_time_spent_seconds_total", team] > 0


def test_no_figure_is_named_by_an_address_or_a_person(labeled: Installation) -> None:
    text = httpx.get(f"{labeled.server.url}/metrics", timeout=30).text
    for secret in (*labeled.secrets, "private.", "/nowhere", "picture.png"):
        assert secret not in text


def test_figures_are_closed_to_proxied_callers_without_the_token(labeled: Installation) -> None:
    url, proxied = f"{labeled.server.url}/metrics", {"X-Forwarded-For": "203.0.113.9"}
    assert httpx.get(url, headers=proxied).status_code == 401
    assert httpx.get(url, headers={"Host": "labels.example.org"}).status_code == 401
    token = {"Authorization": f"Bearer {MARK}-metrics"}
    assert httpx.get(url, headers=proxied | token, timeout=30).status_code == 200


def test_health_is_answered_under_every_name(labeled: Installation) -> None:
    for host in ("localhost", "labels.example.org", "10.1.2.3:99"):
        answer = httpx.get(f"{labeled.server.url}/healthz", headers={"Host": host})
        assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_server_with_its_engine_is_ready(labeled: Installation) -> None:
    answer = httpx.get(f"{labeled.server.url}/readyz", timeout=30)
    assert answer.status_code == 200, answer.text
    assert answer.json()["parts"]["engine"]["ok"], answer.text
