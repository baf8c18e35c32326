"""Labeling jobs: CreateLabelingJob and its like."""

from __future__ import annotations

from typing import Any

from trigpoint.engine.job_folder import JobFolder
from trigpoint.engine.job_rules import job_config, with_defaults
from trigpoint.engine.labeling_jobs import LabelingJobs
from trigpoint.engine.tags import Tags, check_tags
from trigpoint.engine.workteams import Workteams
from trigpoint.http.aws.paging import Paging
from trigpoint.http.aws.protocol import Handler, Members
from trigpoint.http.aws.protocol_input import latest
from trigpoint.http.aws.request import AwsRequest
from trigpoint.http.aws.sagemaker.tags import tag_list, tag_pairs
from trigpoint.model.errors import NotFound
from trigpoint.model.labeling_job import JobFilters, LabelCounters, LabelingJob

_FAILURE_REASON_CHARS = 1024


class LabelingJobHandlers:
    """The operations on labeling jobs."""

    def __init__(self, jobs: LabelingJobs, workteams: Workteams, tags: Tags, account: str) -> None:
        self._jobs = jobs
        self._workteams = workteams
        self._tags = tags
        self._account = account

    @property
    def operations(self) -> dict[str, Handler]:
        return {
            "CreateLabelingJob": self.create,
            "DescribeLabelingJob": self.describe,
            "ListLabelingJobs": self.list,
            "ListLabelingJobsForWorkteam": self.list_for_workteam,
            "StopLabelingJob": self.stop,
        }

    async def create(self, given: Members, request: AwsRequest) -> Members:
        tags = check_tags(tag_pairs(given))
        config = job_config(given)
        job = await self._jobs.create(config, given["LabelingJobName"], with_defaults(given, config), tags)
        return {"LabelingJobArn": job.arn}

    async def describe(self, given: Members, request: AwsRequest) -> Members:
        job = await self._jobs.describe(given["LabelingJobName"])
        tags = await self._tags.all(job.arn)
        return {**_echo(job.request), **_state(job), "JobReferenceCode": job.reference_code, **tag_list(tags)}

    async def list(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("ListLabelingJobs", given)
        sort_by = given.get("SortBy", "CreationTime")
        after: Any = paging.after(int if sort_by == "CreationTime" else str, int)
        page = await self._jobs.list(
            JobFilters(
                name_contains=given.get("NameContains"),
                status=given.get("StatusEquals"),
                created_after=given.get("CreationTimeAfter"),
                created_before=latest(given.get("CreationTimeBefore")),
                modified_after=given.get("LastModifiedTimeAfter"),
                modified_before=latest(given.get("LastModifiedTimeBefore")),
                sort_by=sort_by,
                descending=given.get("SortOrder") == "Descending",
                after=after,
                limit=paging.limit,
            )
        )
        return {
            "LabelingJobSummaryList": [_summary(job) for job in page.jobs],
            "NextToken": paging.next_token(page.next_after),
        }

    async def list_for_workteam(self, given: Members, request: AwsRequest) -> Members:
        if await self._workteams.find_working(given["WorkteamArn"]) is None:
            raise NotFound("work team", given["WorkteamArn"])
        paging = Paging("ListLabelingJobsForWorkteam", given)
        after: Any = paging.after(int, int)
        page = await self._jobs.list(
            JobFilters(
                workteam_arn=given["WorkteamArn"],
                reference_code_contains=given.get("JobReferenceCodeContains"),
                created_after=given.get("CreationTimeAfter"),
                created_before=latest(given.get("CreationTimeBefore")),
                descending=given.get("SortOrder") == "Descending",
                after=after,
                limit=paging.limit,
            )
        )
        return {
            "LabelingJobSummaryList": [self._team_summary(job) for job in page.jobs],
            "NextToken": paging.next_token(page.next_after),
        }

    async def stop(self, given: Members, request: AwsRequest) -> Members:
        await self._jobs.stop(given["LabelingJobName"])
        return {}

    def _team_summary(self, job: LabelingJob) -> Members:
        human, pending = job.counters.human_labeled, job.counters.unlabeled
        return {
            "LabelingJobName": job.name,
            "JobReferenceCode": job.reference_code,
            "WorkRequesterAccountId": self._account,
            "CreationTime": job.created_at,
            "LabelCounters": {"HumanLabeled": human, "PendingHuman": pending, "Total": human + pending},
            "NumberOfHumanWorkersPerDataObject": job.config.n_workers,
        }


def _echo(request: Members) -> Members:
    """The create request as Describe shows it: what AWS never leaves out is there, if empty."""
    source, output = request["InputConfig"], request["OutputConfig"]
    classifiers = source.get("DataAttributes", {}).get("ContentClassifiers", [])
    return {
        **request,
        "InputConfig": {**source, "DataAttributes": {"ContentClassifiers": classifiers}},
        "OutputConfig": {"KmsKeyId": "", **output},
    }


def _state(job: LabelingJob) -> Members:
    """What Describe and List both say of a job."""
    reason = job.failure_reason[:_FAILURE_REASON_CHARS] if job.failure_reason else None
    return {
        "LabelingJobName": job.name,
        "LabelingJobArn": job.arn,
        "LabelingJobStatus": job.status,
        "CreationTime": job.created_at,
        "LastModifiedTime": job.modified_at,
        "LabelCounters": _counters(job.counters),
        "FailureReason": reason if job.status == "Failed" else None,
        "LabelingJobOutput": _output(job),
    }


def _summary(job: LabelingJob) -> Members:
    task, source = job.request["HumanTaskConfig"], job.request["InputConfig"]
    consolidation = task.get("AnnotationConsolidationConfig", {})
    shown = dict(source)
    if not job.config.content_classifiers:
        shown.pop("DataAttributes", None)
    return {
        **_state(job),
        "WorkteamArn": task["WorkteamArn"],
        "PreHumanTaskLambdaArn": task.get("PreHumanTaskLambdaArn"),
        "AnnotationConsolidationLambdaArn": consolidation.get("AnnotationConsolidationLambdaArn"),
        "InputConfig": shown,
    }


def _counters(counters: LabelCounters) -> Members:
    return {
        "TotalLabeled": counters.labeled,
        "HumanLabeled": counters.human_labeled,
        "MachineLabeled": counters.machine_labeled,
        "FailedNonRetryableError": counters.failed,
        "Unlabeled": counters.unlabeled,
    }


def _output(job: LabelingJob) -> Members | None:
    """There when the job is over, even with nothing labeled; of a failed job only what was exported."""
    if job.status in ("Completed", "Stopped"):
        uri = job.output_uri or str(JobFolder(job).output_manifest)
    elif job.status == "Failed" and job.output_uri:
        uri = job.output_uri
    else:
        return None
    return {"OutputDatasetS3Uri": uri, "FinalActiveLearningModelArn": ""}
