"""The demo's bucket, team and labeling job, made by the public API as any script would."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from trigpoint.cli.connection import Connection
from trigpoint.cli.job_request import JobWish, RequestBuilder
from trigpoint.cli.job_wait import look
from trigpoint.cli.workforce import Invitation, PrivateWorkforce
from trigpoint.setup.data_setup import create_manifest

BUCKET = "demo"
JOB = "menu-demo"
TEAM = "demo-team"
WORKERS = ("ana", "ben")
LABELS = "Western,Indonesian,Chinese,Mains,Dessert,Snack"
READ_SECONDS = 20
SIGN_INS = "demo-sign-ins.json"


@dataclass(frozen=True)
class SignIn:
    """How one of the demo's workers signs in; None when they have chosen a password of their own."""

    username: str
    password: str | None


@dataclass(frozen=True)
class DemoProject:
    """What the demo shows."""

    sign_ins: list[SignIn]
    job: dict[str, Any]
    """What DescribeLabelingJob says."""


def prepare(connection: Connection, data: Path) -> DemoProject:
    """Makes what is missing of the demo; what is there is used as it is."""
    sign_ins = _workers(PrivateWorkforce(connection), data / SIGN_INS)
    sagemaker = connection.client("sagemaker")
    jobs = sagemaker.list_labeling_jobs(NameContains=JOB)["LabelingJobSummaryList"]
    if not any(job["LabelingJobName"] == JOB for job in jobs):
        _create_job(connection, sagemaker)
    return DemoProject(sign_ins, _when_read(sagemaker))


def _when_read(sagemaker: Any) -> dict[str, Any]:
    """The job's description, as soon as its manifest has been read."""
    said: dict[str, Any] = {}
    for said in look(lambda: sagemaker.describe_labeling_job(LabelingJobName=JOB), 0.2, READ_SECONDS):
        if said["LabelingJobStatus"] != "Initializing":
            break
    return said


def _workers(workforce: PrivateWorkforce, memory: Path) -> list[SignIn]:
    workforce.ensure_team(TEAM)
    passwords: dict[str, str] = json.loads(memory.read_text()) if memory.exists() else {}
    known = {user["Username"]: user["UserStatus"] for user in workforce.workers()}
    invitations: list[Invitation] = []
    for name in WORKERS:
        if name not in known:
            invitations.append(workforce.invite(name, TEAM))
        elif known[name] == "FORCE_CHANGE_PASSWORD" and name not in passwords:
            invitations.append(workforce.reset(name))
    if invitations:
        passwords |= {each.username: each.password for each in invitations}
        _remember(memory, passwords)
    return [SignIn(name, passwords.get(name) if known.get(name) != "CONFIRMED" else None) for name in WORKERS]


def _remember(memory: Path, passwords: dict[str, str]) -> None:
    """Keeps the temporary passwords for the next start, readable by the owner alone."""
    descriptor = os.open(memory, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(passwords, file, indent=2)


def _create_job(connection: Connection, sagemaker: Any) -> None:
    with as_file(files("trigpoint.cli") / "demo_data") as folder:
        setup = create_manifest(
            folder / "menu.csv", s3=connection.client("s3"), upload_to=f"s3://{BUCKET}/menu/"
        )
        wish = JobWish(
            name=JOB,
            manifest=setup.manifest_uri,
            output=f"s3://{BUCKET}/output/",
            task_type="TextMultiClassMultiLabel",
            labels=LABELS,
            template=str(folder / "menu.liquid.html"),
            team=TEAM,
            title="Menu: cuisine and course",
            description="Choose the cuisine and the course of a dish.",
        )
        sagemaker.create_labeling_job(**RequestBuilder(connection).build(wish))
