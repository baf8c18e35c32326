"""`trigpoint jobs clone|chain`: a new job with the configuration, or also the results, of an older one."""

from __future__ import annotations

import copy
from typing import Annotated, Any

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.options import Data, JobName
from trigpoint.cli.output import note, say
from trigpoint.model.errors import InvalidInput, WrongState
from trigpoint.model.labeling_job import RUNNING_STATES

_KEPT = (
    "LabelAttributeName",
    "InputConfig",
    "OutputConfig",
    "RoleArn",
    "LabelCategoryConfigS3Uri",
    "StoppingConditions",
    "LabelingJobAlgorithmsConfig",
    "HumanTaskConfig",
    "Tags",
)
_UNFINISHED = {"Stopped", "Failed"}

NewName = Annotated[str | None, typer.Option("--name", help="Name of the new job.")]
Attribute = Annotated[
    str | None, typer.Option("--label-attribute", help="Label attribute name of the new job.")
]
NWorkers = Annotated[
    int | None, typer.Option("--workers", help="Workers per object, if other than before.", min=1, max=9)
]
TeamArn = Annotated[str | None, typer.Option("--team", help="Name or ARN of the team, if other than before.")]


def clone_request(
    old: dict[str, Any], name: str | None = None, label_attribute: str | None = None
) -> dict[str, Any]:
    """CreateLabelingJob's request for a job like `old`, over the same input, from nothing.

    `old` is what DescribeLabelingJob says. The label attribute is the new job's name, so no object
    counts as labeled; one that must end with `-ref` keeps that end.
    """
    name = name or old["LabelingJobName"] + "-clone"
    return _kept(old) | {
        "LabelingJobName": name,
        "LabelAttributeName": label_attribute or _attribute_for(name, old["LabelAttributeName"]),
    }


def chain_request(
    old: dict[str, Any], name: str | None = None, label_attribute: str | None = None
) -> dict[str, Any]:
    """CreateLabelingJob's request for a job like `old` that starts from what `old` has labeled.

    After a stopped or failed job the label attribute stays, so that the rest is labeled; after a
    completed one it is the new job's name, so that all objects get a second label.
    """
    status = old["LabelingJobStatus"]
    if status in RUNNING_STATES:
        raise WrongState(f"{old['LabelingJobName']} is {status}: stop it first, then chain it", state=status)
    output = old.get("LabelingJobOutput", {}).get("OutputDatasetS3Uri")
    if not output:
        raise InvalidInput(f"{old['LabelingJobName']} has no output manifest to start from: clone it instead")
    name = name or old["LabelingJobName"] + "-chain"
    request = _kept(old) | {"LabelingJobName": name}
    request["InputConfig"]["DataSource"] = {"S3DataSource": {"ManifestS3Uri": output}}
    if label_attribute:
        request["LabelAttributeName"] = label_attribute
    elif status not in _UNFINISHED:
        request["LabelAttributeName"] = _attribute_for(name, old["LabelAttributeName"])
    return request


def _kept(old: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy({key: old[key] for key in _KEPT if key in old})


def _attribute_for(name: str, old_attribute: str) -> str:
    needs_ref = old_attribute.endswith("-ref") and not name.endswith("-ref")
    return name + "-ref" if needs_ref else name


def clone(
    job: JobName,
    name: NewName = None,
    label_attribute: Attribute = None,
    workers: NWorkers = None,
    team: TeamArn = None,
    data: Data = None,
) -> None:
    """Creates a job with the same configuration and input, none of it labeled. Named JOB-clone if not told.

    ```
    trigpoint jobs clone menu-1 --name menu-2 --workers 2
    ```
    """
    sagemaker = connect(data).client("sagemaker")
    request = clone_request(sagemaker.describe_labeling_job(LabelingJobName=job), name, label_attribute)
    _create(sagemaker, request, workers, team)


def chain(
    job: JobName,
    name: NewName = None,
    label_attribute: Attribute = None,
    workers: NWorkers = None,
    team: TeamArn = None,
    data: Data = None,
) -> None:
    """Creates a job that goes on from the output of an ended one. Named JOB-chain if not told.

    After a stopped or failed job the rest is labeled, and earlier labels are kept. After a completed
    job all objects get a second label, under the new job's name.

    ```
    trigpoint jobs chain menu-1 --name menu-1-rest
    ```
    """
    sagemaker = connect(data).client("sagemaker")
    request = chain_request(sagemaker.describe_labeling_job(LabelingJobName=job), name, label_attribute)
    _create(sagemaker, request, workers, team)


def _create(sagemaker: Any, request: dict[str, Any], workers: int | None, team: str | None) -> None:
    human = request["HumanTaskConfig"]
    if workers:
        human["NumberOfHumanWorkersPerDataObject"] = workers
    if team:
        human["WorkteamArn"] = team_arn(sagemaker, team)
    say(sagemaker.create_labeling_job(**request)["LabelingJobArn"])
    note(f"label attribute: {request['LabelAttributeName']}")
    note(f"input: {request['InputConfig']['DataSource']['S3DataSource']['ManifestS3Uri']}")


def team_arn(sagemaker: Any, team: str) -> str:
    """The ARN of a team given by name, or the ARN itself."""
    if team.startswith("arn:"):
        return team
    return str(sagemaker.describe_workteam(WorkteamName=team)["Workteam"]["WorkteamArn"])
