"""The worker's cycle over HTTP, and everything that can be wrong with it."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import httpx


def test_a_cycle_leads_from_task_to_task_to_the_output(site: Any, worker: Any) -> None:
    job = site.job(lines=2)
    first = worker.take(job)
    assert first["job"] == job
    assert re.fullmatch(r"/t/[0-9a-z]{26}\.[0-9a-f]{32}", first["page"])
    body = worker.answer(first, next=True).json()
    assert body["next"]["task"] == "1"
    last = worker.answer(body["next"], "Dessert", next=True).json()
    assert last["next"] is None
    assert last["reason"]
    described = site.wait(job, "Completed")
    assert described["LabelCounters"]["TotalLabeled"] == 2
    key = f"out/{job}/manifests/output/output.manifest"
    lines = site.s3.get_object(Bucket=f"site-{site.name}", Key=key)["Body"].read().splitlines()
    assert [json.loads(line)["kind"] for line in lines] == [0, 1]


def test_the_board_says_what_there_is_to_do(site: Any, worker: Any, eventually: Any) -> None:
    job = site.job(lines=2)

    def staged() -> Any:
        entries = worker.get("/jobs").json()
        return entries if entries and entries[0]["reason"] is None else None

    (entry,) = eventually(staged)
    assert entry == {
        "name": job,
        "title": "Sort dishes",
        "description": "Say what each is",
        "creation_time": entry["creation_time"],
        "available": 2,
        "in_progress": 0,
        "paused": False,
        "done_by_me": 0,
        "reason": None,
        "next_at": None,
        "time_limit_seconds": 300,
        "customer_id": "000000000000",
    }


def test_the_task_document_opens_once_in_a_sandbox(site: Any, worker: Any) -> None:
    held = worker.take(site.job())
    page = worker.http.get(held["page"])
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.text.index("/crowd/task-page.js") < page.text.index("/crowd/crowd-html-elements.js")
    assert "assets.crowd.aws" not in page.text
    assert worker.http.get(held["page"]).status_code == 410


def test_the_task_document_carries_the_jobs_extension_attributes(site: Any, worker: Any) -> None:
    given = {"kind": {"x-count": 2, "x-skeleton": {"edges": [['<a"b', "c"]]}}}
    held = worker.take(site.job(options={"uiOptions": given}))
    page = worker.http.get(held["page"]).text
    (carried,) = re.findall(r'task-page\.js" data-ui-options="([^"]*)"></script>', page)
    assert json.loads(html.unescape(carried)) == given


def test_files_of_the_page_come_by_signed_address_and_can_be_signed_afresh(site: Any, worker: Any) -> None:
    held = worker.take(site.job())
    (signed,) = re.findall(r'<img src="([^"]+)"', worker.http.get(held["page"]).text)
    picture = httpx.get(html.unescape(signed))
    assert (picture.status_code, picture.content) == (200, b"\x89PNG")
    assert picture.headers["access-control-allow-origin"] == "*"
    for reference in (html.unescape(signed), f"s3://site-{site.name}/in/picture.png"):
        fresh = worker.get(f"/assignments/{held['id']}/url", params={"ref": reference}).json()["url"]
        assert httpx.get(fresh).content == b"\x89PNG"
    other = worker.get(
        f"/assignments/{held['id']}/url", params={"ref": f"s3://site-{site.name}/in/labels.json"}
    )
    assert other.status_code == 404


def test_an_address_that_somebody_changed_opens_nothing(site: Any, worker: Any) -> None:
    held = worker.take(site.job())
    (signed,) = re.findall(r'<img src="([^"]+)"', worker.http.get(held["page"]).text)
    changed = html.unescape(signed).replace("picture.png", "labels.json")
    assert httpx.get(changed).status_code == 403
    assert httpx.get(changed.partition("?")[0]).status_code == 404


def test_leaving_pausing_and_coming_back(site: Any, worker: Any) -> None:
    job = site.job()
    held = worker.take(job)
    draft = {"token": held["token"], "draft": {"kind": "Mains"}}
    assert worker.get(f"/assignments/{held['id']}/draft").status_code == 204
    assert worker.send("PUT", f"/assignments/{held['id']}/draft", draft).status_code == 204
    assert (
        worker.send("POST", f"/assignments/{held['id']}/pause", {"token": held["token"]}).status_code == 204
    )
    (entry,) = worker.get("/jobs").json()
    assert entry["paused"] is True
    (open_one,) = worker.get("/assignments").json()
    assert open_one["id"] == held["id"]
    again = worker.take(job)
    assert again["id"] == held["id"]
    assert worker.get(f"/assignments/{held['id']}/draft").json() == {"draft": {"kind": "Mains"}}
    release = {"token": again["token"], "reason": None}
    assert worker.send("POST", f"/assignments/{held['id']}/release", release).status_code == 204
    assert worker.get("/assignments").json() == []
    held = worker.take(job)
    decline = {"token": held["token"], "reason": "blurred"}
    assert worker.send("POST", f"/assignments/{held['id']}/decline", decline).status_code == 204


def test_the_same_answer_twice_is_one_answer_and_another_is_a_conflict(site: Any, worker: Any) -> None:
    held = worker.take(site.job())
    first, again = worker.answer(held), worker.answer(held)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    other = worker.answer(held, "Dessert")
    assert (other.status_code, other.json()["code"]) == (409, "already-answered")
    assert other.json()["stored"] == {"state": "submitted", "receipt": first.json()["receipt"]}


def test_a_stale_token_and_an_answer_after_the_stop_are_conflicts(site: Any, worker: Any) -> None:
    job = site.job()
    held = worker.take(job)
    stale = worker.answer({**held, "token": "0" * 32})
    assert (stale.status_code, stale.json()["code"]) == (409, "lease-lost")
    site.sagemaker.stop_labeling_job(LabelingJobName=job)
    late = worker.answer(held)
    assert (late.status_code, late.json()["code"]) == (409, "job-stopped")
    assert site.wait(job, "Stopped")["LabelCounters"]["Unlabeled"] == 3


def test_another_workers_assignment_is_not_there(site: Any, worker: Any, new_client: Any) -> None:
    held = worker.take(site.job())
    other = new_client()
    other.sign_in(site.worker("gus"), "Temp-pass-1")
    other.send("PUT", "/session/password", {"new_password": "Own-pass-22"})
    for method, path, body in (
        ("POST", "answer", {"token": held["token"], "answer": {}}),
        ("PUT", "draft", {"token": held["token"], "draft": 1}),
        ("POST", "release", {"token": held["token"]}),
        ("GET", "draft", None),
    ):
        assert other.send(method, f"/assignments/{held['id']}/{path}", body).status_code == 404


def test_a_worker_of_no_team_sees_no_job_and_gets_no_task(site: Any, worker: Any, new_client: Any) -> None:
    job = site.job()
    worker.take(job)
    stranger = new_client()
    username = site.worker("hal")
    site.cognito.admin_remove_user_from_group(UserPoolId=site.pool, Username=username, GroupName=site.name)
    stranger.sign_in(username, "Temp-pass-1")
    stranger.send("PUT", "/session/password", {"new_password": "Own-pass-22"})
    assert stranger.get("/jobs").json() == []
    assert stranger.send("POST", f"/jobs/{job}/assignments").status_code == 403
    assert stranger.get(f"/jobs/{job}/ahead").json() == {"urls": []}


def test_files_of_the_next_tasks_can_be_had_ahead_under_whatever_key(
    site: Any, worker: Any, eventually: Any
) -> None:
    job = site.job(lines=2)
    (ahead, *_) = eventually(lambda: worker.get(f"/jobs/{job}/ahead").json()["urls"])
    assert httpx.URL(ahead).path == f"/site-{site.name}/in/picture.png"
    assert httpx.get(ahead, headers={"Range": "bytes=1-3"}).content == b"PNG"


def test_a_body_beyond_the_limit_is_refused(worker: Any) -> None:
    huge = b'{"token": "' + b"x" * (65 * 2**20) + b'"}'
    response = worker.http.post("/portal/api/assignments/x/answer", content=huge, headers=worker.headers)
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_unknown_addresses_and_methods_answer_with_problems(worker: Any) -> None:
    assert worker.get("/nothing").json()["status"] == 404
    assert worker.send("POST", "/jobs").json()["status"] == 405


def test_it_is_healthy_under_every_host_name(site: Any) -> None:
    for host in ("127.0.0.1", "localhost", "lab.example", "10.0.0.7:8800"):
        assert httpx.get(f"{site.server.url}/healthz", headers={"Host": host}).status_code == 200
