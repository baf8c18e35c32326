"""What managers see of jobs, over the management API."""

from __future__ import annotations

from typing import Any

import httpx


def test_a_job_is_listed_followed_and_looked_through(
    site: Any, worker: Any, manage: Any, eventually: Any
) -> None:
    job = site.job(lines=4)
    for label in ("Mains", "Dessert"):
        assert worker.answer(worker.take(job), label).status_code == 200
    eventually(lambda: manage("GET", f"jobs/{job}/progress").json()["labeled"] == 2)

    (item,) = manage("GET", f"jobs?search={job[4:].upper()}").json()["items"]
    assert (item["name"], item["task_type"], item["labeled"], item["total"]) == (job, "TextMultiClass", 2, 4)
    assert manage("GET", f"jobs?search={job}&status=Failed").json()["items"] == []
    first = manage("GET", "jobs?limit=1&sort=name&order=asc").json()
    assert first["next"] is None or manage("GET", f"jobs?limit=1&sort=name&order=asc&after={first['next']}")

    progress = manage("GET", f"jobs/{job}/progress").json()
    assert (progress["unlabeled"], progress["open_tasks"], progress["leased"]) == (2, 2, 0)
    assert progress["series"][-1]["done"] == 2 and progress["expected_end"]
    assert progress["stuck"] == [], "somebody has been at work"

    labeled = manage("GET", f"jobs/{job}/objects?state=labeled").json()
    assert [each["index"] for each in labeled["items"]] == [0, 1] and labeled["next"] is None
    assert labeled["items"][0]["source"] == "dish 0" and labeled["items"][0]["classes"] == ["Mains"]
    page = manage("GET", f"jobs/{job}/objects?limit=1").json()
    assert len(page["items"]) == 1
    rest = manage("GET", f"jobs/{job}/objects?limit=1&after={page['next']}").json()
    assert [each["index"] for each in rest["items"]] == [1]
    found = manage("GET", f"jobs/{job}/objects?class=Dessert").json()["items"]
    assert [each["index"] for each in found] == [1]
    assert [e["index"] for e in manage("GET", f"jobs/{job}/objects?search=DISH%201").json()["items"]] == [1]
    assert [e["index"] for e in manage("GET", f"jobs/{job}/objects?state=open").json()["items"]] == [2, 3]
    assert manage("GET", f"jobs/{job}/objects?state=failed").json()["items"] == []

    one = manage("GET", f"jobs/{job}/objects/1").json()
    assert one["state"] == "labeled" and one["label"] == 1 and one["metadata"]["class-name"] == "Dessert"
    assert [answer["content"] for answer in one["answers"]] == [{"kind": {"label": "Dessert"}}]
    assert one["answers"][0]["worker"].startswith("ann-") and one["answers"][0]["counted"]
    assert manage("GET", f"jobs/{job}/objects/3").json()["state"] == "open"
    assert manage("GET", f"jobs/{job}/objects/4").status_code == 404
    for wrong in ("state=odd", "after=x", "limit=0", "min_confidence=2"):
        assert manage("GET", f"jobs/{job}/objects?{wrong}").status_code == 400, wrong
    assert manage("GET", "jobs/none/progress").status_code == 404


def test_objects_that_a_stop_withdrew_are_not_done_and_a_chain_shows_those_that_came_labeled(
    site: Any, worker: Any, manage: Any, eventually: Any
) -> None:
    job = site.job(lines=3)
    assert worker.answer(worker.take(job)).status_code == 200
    eventually(lambda: manage("GET", f"jobs/{job}/progress").json()["labeled"] == 1)
    site.sagemaker.stop_labeling_job(LabelingJobName=job)
    described = site.wait(job, "Stopped")
    progress = manage("GET", f"jobs/{job}/progress").json()
    assert progress["series"][-1]["done"] == progress["rate_per_hour"] == 1

    keys = ("LabelAttributeName", "OutputConfig", "RoleArn", "LabelCategoryConfigS3Uri", "HumanTaskConfig")
    output = described["LabelingJobOutput"]["OutputDatasetS3Uri"]
    site.sagemaker.create_labeling_job(
        **{key: described[key] for key in keys},
        LabelingJobName=f"{job}-rest",
        InputConfig={"DataSource": {"S3DataSource": {"ManifestS3Uri": output}}},
    )
    eventually(lambda: manage("GET", f"jobs/{job}-rest/progress").json()["open_tasks"] == 2)
    items = manage("GET", f"jobs/{job}-rest/objects").json()["items"]
    assert [each["state"] for each in items] == ["labeled", "open", "open"]
    assert items[0]["classes"] == ["Mains"] and items[0]["confidence"] == 0
    assert manage("GET", f"jobs/{job}-rest/objects?state=disputed").json()["items"] == [], "by one worker"
    (label,) = manage("GET", f"jobs/{job}-rest/objects/0").json()["history"]
    assert (label["attribute"], label["job"]) == ("kind", job)


def test_what_holds_a_job_up_is_said_with_its_remedy(site: Any, manage: Any, eventually: Any) -> None:
    job = site.job("held", lines=2)

    def obstacle(kind: str) -> dict[str, str] | None:
        found = manage("GET", f"jobs/{job}/progress").json()["stuck"]
        return next((each for each in found if each["kind"] == kind), None)

    stuck = eventually(lambda: obstacle("no_members"))
    assert f"team-{site.name}" in stuck["message"] and stuck["fix"]
    site.worker("ben")
    eventually(lambda: manage("GET", f"jobs/{job}/progress").json()["open_tasks"] == 2)
    assert obstacle("nobody_at_work") and not obstacle("no_members")


def test_the_api_describes_itself(trigpoint_server: Any, manage: Any) -> None:
    described = httpx.get(f"{trigpoint_server.url}/trigpoint/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    calls = [(path, method) for path, found in described["paths"].items() for method in found]
    assert ("/trigpoint/api/jobs/{name}/objects/{index}", "get") in calls
    for path, method in calls:
        if method == "get":  # every address is served: what is not there is said, not unknown
            said = manage("GET", path.removeprefix("/trigpoint/api/").format(name="none", index="0"))
            assert said.status_code in (200, 404) and "nothing at" not in said.text
    schemas = described["components"]["schemas"]
    assert {"JobList", "ObjectDetail", "Progress", "User", "Error"} <= schemas.keys()
    assert manage("GET", "health").json()["engines"]
    assert manage("GET", "nowhere").status_code == 404
    assert manage("DELETE", "health").status_code == 400
