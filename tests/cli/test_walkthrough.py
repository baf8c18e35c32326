"""The walkthrough of the tutorial, by commands alone: make, label, stop, clone, chain, finish, download."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

ANSWER = {"crowd-classifier-multi-select": {"labels": ["Mains"]}}


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def test_a_job_goes_from_a_csv_to_its_output_by_commands_alone(
    trigpoint_server: Any,
    unique: str,
    dishes: Path,
    tmp_path: Path,
    portal: Any,
    eventually: Callable[[Callable[[], Any]], Any],
) -> None:
    run = trigpoint_server.trigpoint
    bucket, team, job = f"lab-{unique}", f"team-{unique}", f"menu-{unique}"

    def labeled(name: str) -> int:
        said = json.loads(run("jobs", "describe", name, "--json").stdout)
        return int(said["LabelCounters"]["TotalLabeled"])

    # Data and people
    made = run("manifest", "create", str(dishes), "--upload-to", f"s3://{bucket}/in/").stdout
    assert "10 rows of text" in made
    manifest = last_line(made)
    assert run("manifest", "validate", manifest).stdout.startswith("10 good lines, 0 bad ones")
    invited = json.loads(
        run("workers", "add", f"ana-{unique}", f"ben-{unique}", "--team", team, "--json").stdout
    )
    ana, ben = (portal(trigpoint_server.url, each["username"], each["password"]) for each in invited)

    # The job
    options = ["--task-type", "TextMultiClassMultiLabel", "--labels", "Mains, Dessert", "--team", team]
    arn = run(
        "jobs", "create", "--name", job, "--manifest", manifest, "--output", f"s3://{bucket}/out/", *options
    )
    assert last_line(arn.stdout).endswith(f":labeling-job/{job}")
    eventually(lambda: "InProgress" in run("jobs", "list", "--name", job).stdout)
    assert "0/10" in run("jobs", "list", "--name", job).stdout
    examined = run("doctor", job)
    assert "10 of 10 objects open as they should." in examined.stdout

    # Three answers, stop
    ana.label(job, 3, ANSWER)
    eventually(lambda: labeled(job) == 3)
    run("jobs", "stop", job)
    stopped = run("jobs", "wait", job, "--every", "0.2", check=False)
    assert stopped.returncode == 2
    target = tmp_path / "stopped.manifest"
    run("jobs", "download", job, "--to", str(target))
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["source"] for line in lines] == dishes.read_text().splitlines()
    assert sum(job in line for line in lines) == 3

    # Clone: nothing is labeled
    run("jobs", "clone", job)
    eventually(lambda: "0/10" in run("jobs", "list", "--name", f"{job}-clone").stdout)
    run("jobs", "stop", f"{job}-clone")

    # Chain: three are labeled at once, the rest by two workers each
    run("jobs", "chain", job, "--name", f"{job}-rest", "--workers", "2")
    eventually(lambda: labeled(f"{job}-rest") == 3)
    ana.label(f"{job}-rest", 7, ANSWER)
    ben.label(f"{job}-rest", 7, ANSWER)
    done = run("jobs", "wait", f"{job}-rest", "--every", "0.2", "--timeout", "60")
    assert last_line(done.stdout) == f"s3://{bucket}/out/{job}-rest/manifests/output/output.manifest"

    # The results
    folder = tmp_path / "results"
    run("jobs", "download", f"{job}-rest", "--all", "--to", str(folder))
    lines = [
        json.loads(line) for line in (folder / "manifests/output/output.manifest").read_text().splitlines()
    ]
    assert len(lines) == 10
    names = [line[f"{job}-metadata"]["job-name"] for line in lines]
    assert names.count(f"labeling-job/{job}") == 3
    assert names.count(f"labeling-job/{job}-rest") == 7
    responses = list((folder / "annotations/worker-response/iteration-1").rglob("*.json"))
    assert len(responses) == 7
    assert all(len(json.loads(path.read_text())["answers"]) == 2 for path in responses)
