"""What managers ask of a whole job, over the management API."""

from __future__ import annotations

from typing import Any


def test_a_job_is_seen_by_class_by_worker_by_time_and_by_descent(
    site: Any, worker: Any, manage: Any, eventually: Any, unique: str
) -> None:
    job = site.job(lines=4)
    for label in ("Mains", "Mains", "Dessert"):
        assert worker.answer(worker.take(job), label).status_code == 200
    eventually(lambda: manage("GET", f"jobs/{job}/progress").json()["labeled"] == 3)

    classes = manage("GET", f"jobs/{job}/classes").json()
    assert [(each["name"], each["count"]) for each in classes["items"]] == [("Mains", 2), ("Dessert", 1)]
    assert [each["index"] for each in classes["items"][0]["examples"]] == [0, 1]
    assert classes["items"][1]["examples"][0]["source"] == "dish 2"
    assert (classes["looked_at"], classes["labeled"]) == (3, 3)

    (figures,) = manage("GET", f"jobs/{job}/workers").json()["items"]
    assert (figures["worker"], figures["n_answers"]) == (f"ann-{unique}", 3)
    assert figures["seconds_median"] >= 0 and figures["agreement"] is None, "one worker agrees with nobody"

    held = worker.take(job)
    report = {"kind": "comment", "message": "<b>The text is cut off</b>"}
    assert worker.send("POST", f"/assignments/{held['id']}/problems", report).status_code < 300
    site.sagemaker.stop_labeling_job(LabelingJobName=job)
    output = site.wait(job, "Stopped")["LabelingJobOutput"]["OutputDatasetS3Uri"]
    events = manage("GET", f"jobs/{job}/events").json()["items"]
    assert [each["kind"] for each in events] == ["stopped", "problem", "created"]
    assert events[1]["object"] == 3 and "<b>" in events[1]["message"]

    described = site.sagemaker.describe_labeling_job(LabelingJobName=job)
    keys = ("OutputConfig", "RoleArn", "LabelCategoryConfigS3Uri", "HumanTaskConfig", "LabelAttributeName")
    request = {key: described[key] for key in keys}
    source = {"S3DataSource": {"ManifestS3Uri": output}}
    for name in ("rest", "twin"):
        site.sagemaker.create_labeling_job(
            **request, LabelingJobName=f"{job}-{name}", InputConfig={"DataSource": source}
        )
    lineage = manage("GET", f"jobs/{job}-rest/lineage").json()
    assert [each["name"] for each in lineage["nodes"]] == [job, f"{job}-rest"]
    assert lineage["edges"] == [{"from": job, "to": f"{job}-rest"}]
    assert len(manage("GET", f"jobs/{job}/lineage").json()["edges"]) == 2
    eventually(lambda: manage("GET", f"jobs/{job}-rest/progress").json()["labeled"] == 3)
    assert manage("GET", f"jobs/{job}-rest/classes").json()["items"][0]["count"] == 2, "labeled on input"

    found = manage("GET", f"jobs?search={job}&task_type=TextMultiClass&limit=2").json()
    assert (len(found["items"]), found["total"]) == (2, 3)
    assert manage("GET", "jobs?limit=1").json()["total"] >= 3, "without a filter, all count"
    assert manage("GET", f"jobs?search={job}&task_type=BoundingBox").json()["total"] == 0
    for what in ("classes", "workers", "events", "lineage"):
        assert manage("GET", f"jobs/none/{what}").status_code == 404
    for name in ("rest", "twin"):
        site.sagemaker.stop_labeling_job(LabelingJobName=f"{job}-{name}")


def test_agreement_is_with_the_label_where_several_answer(
    site: Any, worker: Any, new_client: Any, manage: Any, eventually: Any
) -> None:
    job = site.job(lines=1, NumberOfHumanWorkersPerDataObject=3)
    others = []
    for name in ("bob", "cyd"):
        client = new_client()
        assert client.sign_in(site.worker(name), "Temp-pass-1").status_code == 200
        assert client.send("PUT", "/session/password", {"new_password": "Own-pass-22"}).status_code == 204
        others.append(client)
    for client, label in zip((worker, *others), ("Mains", "Mains", "Dessert"), strict=True):
        assert client.answer(client.take(job), label).status_code == 200
    eventually(lambda: manage("GET", f"jobs/{job}/progress").json()["labeled"] == 1)
    found = manage("GET", f"jobs/{job}/workers").json()["items"]
    assert sorted((each["worker"][:3], each["agreement"]) for each in found) == [
        ("ann", 1.0),
        ("bob", 1.0),
        ("cyd", 0.0),
    ]
