"""`trigpoint jobs create`: a labeling job from a few options, or from a whole request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.job_request import JobWish, RequestBuilder
from trigpoint.cli.options import Data
from trigpoint.cli.output import note, print_json, say
from trigpoint.cli.workforce import EVERYONE
from trigpoint.model.errors import InvalidInput


def create(
    name: Annotated[str | None, typer.Option(help="Name of the job.")] = None,
    manifest: Annotated[str | None, typer.Option(help="Input manifest: S3 URI or local file.")] = None,
    output: Annotated[str | None, typer.Option(help="S3 prefix for the results.")] = None,
    task_type: Annotated[
        str | None,
        typer.Option(help="Built-in task type, such as TextMultiClass, BoundingBox or Keypoint."),
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option(help="Label categories separated by commas, or a label category file (.json)."),
    ] = None,
    audit: Annotated[
        str | None,
        typer.Option(
            help="Label attribute name to verify or adjust, for the task types that do. "
            "[default: each line's last label of that kind]"
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(help="Worker template: S3 URI or local file. [default: the task type's own]"),
    ] = None,
    team: Annotated[str, typer.Option(help="Name or ARN of the team.")] = EVERYONE,
    workers: Annotated[int, typer.Option(help="Workers per object.", min=1, max=9)] = 1,
    title: Annotated[str | None, typer.Option(help="What workers see in their job list.")] = None,
    description: Annotated[str | None, typer.Option(help="What workers see above the task.")] = None,
    time_limit: Annotated[
        int | None,
        typer.Option(
            help="Seconds that a worker has for a task. [default: 300 to classify, else 3600]", min=30
        ),
    ] = None,
    label_attribute: Annotated[
        str | None,
        typer.Option(help="Label attribute name. [default: the job's name, + -ref for masks]"),
    ] = None,
    cli_input_json: Annotated[
        Path | None,
        typer.Option(
            help="A whole CreateLabelingJob request, as for the AWS CLI.", exists=True, dir_okay=False
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the request; create no job.")] = False,
    data: Data = None,
) -> None:
    r"""Creates a labeling job. Local files are uploaded below the output prefix first.

    Task types: ImageMultiClass, ImageMultiClassMultiLabel, TextMultiClass, TextMultiClassMultiLabel,
    VideoMultiClass, BoundingBox, SemanticSegmentation, NamedEntityRecognition; to check or correct labels of
    an earlier job VerificationBoundingBox, VerificationSemanticSegmentation, AdjustmentBoundingBox,
    AdjustmentSemanticSegmentation; and Keypoint, Polygon, InstanceSegmentation, which AWS does not have.

    ```
    trigpoint jobs create --name menu-1 --manifest s3://lab/menu/dataset.manifest \
        --output s3://lab/out/ --task-type TextMultiClassMultiLabel \
        --labels "Western,Chinese,Dessert" --team mice
    trigpoint jobs create --name boxes-2 --manifest s3://lab/out/boxes-1/manifests/output/output.manifest \
        --output s3://lab/out/ --task-type AdjustmentBoundingBox --labels "Mouse,Nest" --audit boxes-1
    trigpoint jobs create --cli-input-json request.json
    ```
    """
    connection = connect(data)
    if cli_input_json:
        request = _read_request(cli_input_json)
    else:
        needed = {"--name": name, "--manifest": manifest, "--output": output, "--task-type": task_type}
        missing = [option for option, value in needed.items() if not value]
        if missing:
            raise InvalidInput(f"missing {', '.join(missing)} (or --cli-input-json)")
        wish = JobWish(
            name=str(name),
            manifest=str(manifest),
            output=str(output),
            task_type=str(task_type),
            labels=labels,
            audit=audit,
            template=template,
            team=team,
            n_workers=workers,
            title=title,
            description=description,
            time_limit_seconds=time_limit,
            label_attribute=label_attribute,
        )
        request = RequestBuilder(connection).build(wish)
    if dry_run:
        print_json(request)
        return
    say(connection.client("sagemaker").create_labeling_job(**request)["LabelingJobArn"])
    note(f"Follow it with: trigpoint jobs wait {request['LabelingJobName']}")


def _read_request(path: Path) -> dict[str, Any]:
    try:
        request = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as exc:
        raise InvalidInput(f"{path} is not JSON: {exc}") from exc
    if not isinstance(request, dict) or "LabelingJobName" not in request:
        raise InvalidInput(f"{path} holds no CreateLabelingJob request: LabelingJobName is missing")
    return request
