"""What a request for a labeling job must be like beyond the model of the API (labeling-jobs.md 1.3, 1.4)."""

from __future__ import annotations

from typing import Any, Final

from trigpoint.engine.workteams import crowd_of
from trigpoint.model.errors import InvalidInput
from trigpoint.model.labeling_job import DEFAULT_AVAILABILITY_SECONDS, DEFAULT_WINDOW, JobConfig
from trigpoint.model.s3_uri import S3Uri
from trigpoint.tasktypes.built_in_uis import built_in_ui
from trigpoint.tasktypes.function_arn import built_in_function
from trigpoint.tasktypes.label_attribute_name import check_label_attribute_name
from trigpoint.tasktypes.registry import task_type_of_job

MAX_TIME_LIMIT_SECONDS: Final = 28_800
MAX_LONG_TIME_LIMIT_SECONDS: Final = 2_592_000
"""For video frames and point clouds, which take longer than a working day."""
MAX_AVAILABILITY_SECONDS: Final = 2_592_000
PUBLIC_AVAILABILITY_SECONDS: Final = 21_600
MAX_PUBLIC_AVAILABILITY_SECONDS: Final = 43_200
NO_PII: Final = "FreeOfPersonallyIdentifiableInformation"
_LONG_TASKS: Final = ("VideoObject", "3DPointCloud")

Request = dict[str, Any]
"""A create request as the client sent it, its types and constraints checked."""


def job_config(request: Request) -> JobConfig:
    """What the engine needs of the request. Raises InvalidInput for the first rule that is broken."""
    task, output, source = request["HumanTaskConfig"], request["OutputConfig"], request["InputConfig"]
    post_function = task.get("AnnotationConsolidationConfig", {}).get("AnnotationConsolidationLambdaArn")
    stop = request.get("StoppingConditions", {})
    _check_served(request)
    _check_task_type(request, task.get("PreHumanTaskLambdaArn"), post_function)
    _check_ui(task["UiConfig"])
    _check_price(task)
    return JobConfig(
        label_attribute_name=request["LabelAttributeName"],
        manifest_uri=_object_uri("ManifestS3Uri", source["DataSource"]["S3DataSource"]["ManifestS3Uri"]),
        output_path=str(S3Uri.parse(output["S3OutputPath"])),
        role_arn=request["RoleArn"],
        workteam_arn=task["WorkteamArn"],
        task_title=task["TaskTitle"],
        task_description=task["TaskDescription"],
        template_uri=task["UiConfig"].get("UiTemplateS3Uri"),
        task_ui_arn=task["UiConfig"].get("HumanTaskUiArn"),
        label_category_uri=request.get("LabelCategoryConfigS3Uri"),
        pre_function_arn=task.get("PreHumanTaskLambdaArn"),
        post_function_arn=post_function,
        kms_key_id=output.get("KmsKeyId") or None,
        n_workers=task["NumberOfHumanWorkersPerDataObject"],
        time_limit_seconds=_time_limit(task, post_function),
        availability_seconds=_availability(task),
        window=task.get("MaxConcurrentTaskCount", DEFAULT_WINDOW),
        max_human_labeled=stop.get("MaxHumanLabeledObjectCount"),
        max_percent_labeled=stop.get("MaxPercentageOfInputDatasetLabeled"),
        content_classifiers=tuple(source.get("DataAttributes", {}).get("ContentClassifiers", ())),
    )


def with_defaults(request: Request, config: JobConfig) -> Request:
    """The request with the defaults filled in that Describe echoes; tags are kept apart."""
    task = {
        **request["HumanTaskConfig"],
        "TaskAvailabilityLifetimeInSeconds": config.availability_seconds,
        "MaxConcurrentTaskCount": config.window,
    }
    return {**{name: value for name, value in request.items() if name != "Tags"}, "HumanTaskConfig": task}


def lacks_pii_declaration(config: JobConfig) -> bool:
    """Whether the job is for the public and does not say that its data name nobody: such a job fails."""
    return crowd_of(config.workteam_arn) == "public-crowd" and NO_PII not in config.content_classifiers


def _check_served(request: Request) -> None:
    data_source = request["InputConfig"]["DataSource"]
    if "SnsDataSource" in data_source or "SnsTopicArn" in request["OutputConfig"]:
        raise InvalidInput(
            "streaming labeling jobs (SnsDataSource, OutputConfig.SnsTopicArn) are not served yet"
        )
    if "S3DataSource" not in data_source:
        raise InvalidInput("InputConfig.DataSource must have S3DataSource")
    if "LabelingJobAlgorithmsConfig" in request:
        raise InvalidInput("automated data labeling (LabelingJobAlgorithmsConfig) is not served yet")


def _check_task_type(request: Request, pre_function: str | None, post_function: str | None) -> None:
    check_label_attribute_name(request["LabelAttributeName"], post_function)
    task_type = task_type_of_job(pre_function, post_function)
    categories = request.get("LabelCategoryConfigS3Uri")
    if categories is not None:
        _object_uri("LabelCategoryConfigS3Uri", categories)
    elif task_type is not None and task_type.min_labels > 0:
        raise InvalidInput(f"LabelCategoryConfigS3Uri must be given for task type {task_type.name}")


def _check_ui(ui: Request) -> None:
    given = [ui[name] for name in ("UiTemplateS3Uri", "HumanTaskUiArn") if name in ui]
    if len(given) != 1:
        raise InvalidInput(
            "HumanTaskConfig.UiConfig must have exactly one of UiTemplateS3Uri and HumanTaskUiArn"
        )
    built_in_ui(ui.get("HumanTaskUiArn", ""))
    if "UiTemplateS3Uri" in ui:
        _object_uri("UiTemplateS3Uri", ui["UiTemplateS3Uri"])


def _check_price(task: Request) -> None:
    """The public is paid for every task; what others are paid is no concern of ours."""
    if crowd_of(task["WorkteamArn"]) == "public-crowd" and "AmountInUsd" not in task.get(
        "PublicWorkforceTaskPrice", {}
    ):
        raise InvalidInput("PublicWorkforceTaskPrice.AmountInUsd must be given for the public workforce")


def _time_limit(task: Request, post_function: str | None) -> int:
    seconds: int = task["TaskTimeLimitInSeconds"]
    function = built_in_function(post_function) if post_function else None
    is_long = function is not None and any(name in function.task_type for name in _LONG_TASKS)
    longest = MAX_LONG_TIME_LIMIT_SECONDS if is_long else MAX_TIME_LIMIT_SECONDS
    if seconds > longest:
        raise InvalidInput(f"TaskTimeLimitInSeconds is {seconds}; {longest} is the most for this task type")
    return seconds


def _availability(task: Request) -> int:
    is_public = crowd_of(task["WorkteamArn"]) == "public-crowd"
    usual = PUBLIC_AVAILABILITY_SECONDS if is_public else DEFAULT_AVAILABILITY_SECONDS
    longest = MAX_PUBLIC_AVAILABILITY_SECONDS if is_public else MAX_AVAILABILITY_SECONDS
    seconds: int = task.get("TaskAvailabilityLifetimeInSeconds", usual)
    if seconds > longest:
        raise InvalidInput(
            f"TaskAvailabilityLifetimeInSeconds is {seconds}; {longest} is the most for this work team"
        )
    return seconds


def _object_uri(member: str, text: str) -> str:
    uri = S3Uri.parse(text)
    if not uri.key or uri.key.endswith("/"):
        raise InvalidInput(f"{member} {text[:200]!r} must name an object, not a bucket or a folder")
    return str(uri)
