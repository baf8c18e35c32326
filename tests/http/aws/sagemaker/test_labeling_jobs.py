import copy
import re
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from trigpoint.model.clock import SystemClock
from trigpoint.store.labeling_jobs import job_named, set_exported, set_ingested, set_status

MARKUP = "<script>alert(\"x\")</script> & '{{ 7 | plus: 1 }}' \N{SNOWMAN}"
PRE, ACS = (f"arn:aws:lambda:eu-west-1:568282634449:function:{stage}-" for stage in ("PRE", "ACS"))


@pytest.fixture
def sagemaker(harness):
    return harness.client("sagemaker")


def error_of(error):
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


@pytest.fixture
def move(harness):
    """Puts a job into another state, as the engine would."""

    def move_to(name, status, **more):
        def work(tx):
            job = job_named(tx, name)
            set_status(tx, job.job_id, status, SystemClock().now(), **more)

        harness.database.write_now(work)

    return move_to


def test_a_new_job_is_described_as_aws_does(sagemaker, team, make_job_request):
    request = make_job_request(team.arn, "Menu-Label-01")
    arn = sagemaker.create_labeling_job(**request)["LabelingJobArn"]
    assert arn == "arn:aws:sagemaker:us-east-1:000000000000:labeling-job/menu-label-01"
    shown = sagemaker.describe_labeling_job(LabelingJobName="menu-LABEL-01")
    assert shown["LabelingJobName"] == "Menu-Label-01"
    assert shown["LabelingJobArn"] == arn
    assert shown["LabelingJobStatus"] == "Initializing"
    assert re.fullmatch(r"000000000000[A-Za-z0-9]{16}", shown["JobReferenceCode"])
    zeros = ("TotalLabeled", "HumanLabeled", "MachineLabeled", "FailedNonRetryableError", "Unlabeled")
    assert shown["LabelCounters"] == dict.fromkeys(zeros, 0)
    assert shown["OutputConfig"] == {"KmsKeyId": "", "S3OutputPath": "s3://bkt/out/"}
    assert shown["InputConfig"]["DataAttributes"] == {"ContentClassifiers": []}
    assert shown["Tags"] == []
    task = {"TaskAvailabilityLifetimeInSeconds": 2_592_000, "MaxConcurrentTaskCount": 1000}
    assert shown["HumanTaskConfig"] == {**request["HumanTaskConfig"], **task}
    for absent in ("LabelingJobOutput", "FailureReason", "StoppingConditions"):
        assert absent not in shown
    assert abs(shown["CreationTime"] - datetime.now(UTC)) < timedelta(minutes=1)


def test_timestamps_are_numbers_and_absent_values_are_absent(harness, sagemaker, team, make_job_request):
    sagemaker.create_labeling_job(**make_job_request(team.arn))
    answer = harness.call("sagemaker", "DescribeLabelingJob", {"LabelingJobName": "menu-label-01"})
    assert isinstance(answer.json["CreationTime"], float)
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-amzn-requestid"])
    assert b"null" not in answer.body


def test_a_taken_name_is_refused_in_any_case(sagemaker, team, make_job_request):
    sagemaker.create_labeling_job(**make_job_request(team.arn, "job"))
    with pytest.raises(ClientError) as error:
        sagemaker.create_labeling_job(**make_job_request(team.arn, "JOB"))
    assert error_of(error)[0] == "ResourceInUse"


def test_an_unknown_job_is_not_found(sagemaker):
    for operation in (sagemaker.describe_labeling_job, sagemaker.stop_labeling_job):
        with pytest.raises(ClientError) as error:
            operation(LabelingJobName="nothing")
        assert error_of(error)[0] == "ResourceNotFound"


def test_what_describe_says_create_accepts(harness, sagemaker, team, make_job_request, move):
    request = make_job_request(
        team.arn, "first", StoppingConditions={"MaxPercentageOfInputDatasetLabeled": 100}
    )
    request["HumanTaskConfig"] |= {"TaskKeywords": ["Images", "two words"], "TaskTitle": MARKUP[:60]}
    sagemaker.create_labeling_job(**request)
    move("first", "Stopped")
    old = sagemaker.describe_labeling_job(LabelingJobName="first")
    names = (
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
    keep = {name: old[name] for name in names if name in old}
    changes = {"LabelingJobName": "first-clone", "LabelAttributeName": "first-clone"}
    sagemaker.create_labeling_job(**{**keep, **changes})
    keep["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"] = old["LabelingJobOutput"][
        "OutputDatasetS3Uri"
    ]
    sagemaker.create_labeling_job(**{**keep, "LabelingJobName": "first-chain"})
    chained = sagemaker.describe_labeling_job(LabelingJobName="first-chain")
    assert chained["LabelAttributeName"] == "first"
    uri = chained["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"]
    assert uri == "s3://bkt/out/first/manifests/output/output.manifest"


def test_output_is_there_from_the_end_on(harness, sagemaker, team, make_job_request, move):
    sagemaker.create_labeling_job(**make_job_request(team.arn, "job"))

    def shown():
        return sagemaker.describe_labeling_job(LabelingJobName="job")

    for status in ("InProgress", "Stopping"):
        move("job", status)
        assert "LabelingJobOutput" not in shown()
    output = {
        "OutputDatasetS3Uri": "s3://bkt/out/job/manifests/output/output.manifest",
        "FinalActiveLearningModelArn": "",
    }
    for status in ("Stopped", "Completed"):
        move("job", status)
        assert shown()["LabelingJobOutput"] == output
    move("job", "Failed", failure_reason="ClientError: " + "x" * 2000)
    assert "LabelingJobOutput" not in shown()
    assert len(shown()["FailureReason"]) == 1024
    harness.database.write_now(
        lambda tx: set_exported(tx, job_named(tx, "job").job_id, output["OutputDatasetS3Uri"], 0)
    )
    assert shown()["LabelingJobOutput"] == output


def test_counters_are_told_in_jobs_and_lists(harness, sagemaker, team, make_job_request):
    sagemaker.create_labeling_job(**make_job_request(team.arn, "job"))
    harness.database.write_now(
        lambda tx: set_ingested(tx, job_named(tx, "job").job_id, total=10, human=2, machine=1)
    )
    counters = {
        "TotalLabeled": 3,
        "HumanLabeled": 2,
        "MachineLabeled": 1,
        "FailedNonRetryableError": 0,
        "Unlabeled": 7,
    }
    assert sagemaker.describe_labeling_job(LabelingJobName="job")["LabelCounters"] == counters
    assert sagemaker.list_labeling_jobs()["LabelingJobSummaryList"][0]["LabelCounters"] == counters
    (summary,) = sagemaker.list_labeling_jobs_for_workteam(WorkteamArn=team.arn)["LabelingJobSummaryList"]
    assert summary["LabelCounters"] == {"HumanLabeled": 2, "PendingHuman": 7, "Total": 9}
    assert summary["NumberOfHumanWorkersPerDataObject"] == 1
    assert summary["WorkRequesterAccountId"] == "000000000000"


def test_a_job_stops_by_way_of_stopping(sagemaker, team, make_job_request, move):
    sagemaker.create_labeling_job(**make_job_request(team.arn, "Job"))
    for _ in range(2):
        sagemaker.stop_labeling_job(LabelingJobName="job")
        assert sagemaker.describe_labeling_job(LabelingJobName="Job")["LabelingJobStatus"] == "Stopping"
    move("Job", "Stopped")
    with pytest.raises(ClientError, match="Stopped") as error:
        sagemaker.stop_labeling_job(LabelingJobName="job")
    assert error_of(error)[0] == "ValidationException"


@pytest.fixture
def jobs(sagemaker, team, make_job_request, move):
    names = [f"{'Alpha' if n % 2 else 'beta'}-{n:02d}" for n in range(13)]
    for name in names:
        sagemaker.create_labeling_job(**make_job_request(team.arn, name))
    move("beta-04", "Completed")
    return names


def names_of(sagemaker, operation="list_labeling_jobs", **how):
    pages = sagemaker.get_paginator(operation).paginate(**how)
    return [job["LabelingJobName"] for page in pages for job in page["LabelingJobSummaryList"]]


def test_jobs_are_listed_sorted_filtered_and_page_by_page(sagemaker, jobs):
    first = sagemaker.list_labeling_jobs()
    assert len(first["LabelingJobSummaryList"]) == 10
    assert "DataAttributes" not in first["LabelingJobSummaryList"][0]["InputConfig"]
    assert names_of(sagemaker) == jobs
    assert names_of(sagemaker, SortOrder="Descending", PaginationConfig={"PageSize": 4}) == jobs[::-1]
    by_name = sorted(jobs, key=str.lower)
    assert names_of(sagemaker, SortBy="Name", PaginationConfig={"PageSize": 1}) == by_name
    assert names_of(sagemaker, SortBy="Name", SortOrder="Descending") == by_name[::-1]
    by_status = names_of(sagemaker, SortBy="Status", PaginationConfig={"PageSize": 5})
    assert by_status[0] == "beta-04" and sorted(by_status) == sorted(jobs)
    assert names_of(sagemaker, NameContains="ALPHA") == jobs[1::2]
    assert names_of(sagemaker, StatusEquals="Completed") == ["beta-04"]
    created = sagemaker.describe_labeling_job(LabelingJobName=jobs[6])["CreationTime"]
    assert jobs[6] not in names_of(sagemaker, CreationTimeBefore=created - timedelta(seconds=1))
    assert jobs[6] in names_of(sagemaker, CreationTimeBefore=created + timedelta(seconds=1))
    assert names_of(sagemaker, LastModifiedTimeAfter=created + timedelta(hours=1)) == []
    assert names_of(sagemaker, NameContains="none") == []


def test_the_jobs_of_a_team_are_listed(sagemaker, team, jobs):
    listed = names_of(
        sagemaker, "list_labeling_jobs_for_workteam", WorkteamArn=team.arn, PaginationConfig={"PageSize": 5}
    )
    assert listed == jobs
    code = sagemaker.describe_labeling_job(LabelingJobName=jobs[3])["JobReferenceCode"]
    found = sagemaker.list_labeling_jobs_for_workteam(
        WorkteamArn=team.arn, JobReferenceCodeContains=code[12:]
    )
    assert [job["JobReferenceCode"] for job in found["LabelingJobSummaryList"]] == [code]
    with pytest.raises(ClientError) as error:
        sagemaker.list_labeling_jobs_for_workteam(WorkteamArn=team.arn + "-not")
    assert error_of(error)[0] == "ResourceNotFound"


def test_a_token_is_good_for_its_own_list_only(sagemaker, jobs):
    token = sagemaker.list_labeling_jobs(MaxResults=2)["NextToken"]
    assert len(sagemaker.list_labeling_jobs(MaxResults=100, NextToken=token)["LabelingJobSummaryList"]) == 11
    for how in ({"SortBy": "Name"}, {"StatusEquals": "Failed"}, {"NextToken": "x"}, {"NextToken": "W10="}):
        with pytest.raises(ClientError, match="token") as error:
            sagemaker.list_labeling_jobs(**{"NextToken": token, **how})
        assert error_of(error)[0] == "ValidationException"


def changed(request, path, value):
    """The request with one member replaced (or taken out, by None)."""
    copied = copy.deepcopy(request)
    *above, last = path.split(".")
    place = copied
    for name in above:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return copied


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("LabelAttributeName", "x-metadata", "-metadata"),
        ("LabelAttributeName", "source-ref", "reserved"),
        ("LabelAttributeName", "label-ref", "-ref"),
        ("InputConfig.DataSource.S3DataSource.ManifestS3Uri", "https://a.example/x", "S3 URI"),
        ("InputConfig.DataSource.S3DataSource.ManifestS3Uri", "s3://bkt/in/", "name an object"),
        ("InputConfig.DataSource", {}, "S3DataSource"),
        (
            "InputConfig.DataSource.SnsDataSource",
            {"SnsTopicArn": "arn:aws:sns:us-east-1:111122223333:t"},
            "streaming",
        ),
        ("OutputConfig.S3OutputPath", "s3://B/out", "S3 URI"),
        ("LabelCategoryConfigS3Uri", None, "LabelCategoryConfigS3Uri"),
        ("LabelCategoryConfigS3Uri", "s3://bkt", "name an object"),
        ("HumanTaskConfig.UiConfig", {}, "exactly one"),
        ("HumanTaskConfig.UiConfig.UiTemplateS3Uri", "s3://bkt/", "name an object"),
        ("HumanTaskConfig.TaskTimeLimitInSeconds", 28_801, "28800"),
        ("HumanTaskConfig.TaskAvailabilityLifetimeInSeconds", 2_592_001, "2592000"),
        ("HumanTaskConfig.PreHumanTaskLambdaArn", PRE + "TextMultiClass", "same built-in task type"),
        ("HumanTaskConfig.PreHumanTaskLambdaArn", ACS + "ImageMultiClass", "not a function for this place"),
        ("HumanTaskConfig.WorkteamArn", "arn:aws:sagemaker:us-east-1:000000000000:workteam/x/y", "work team"),
        (
            "HumanTaskConfig.WorkteamArn",
            "arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/nobody",
            "does not exist",
        ),
        (
            "LabelingJobAlgorithmsConfig",
            {"LabelingJobAlgorithmSpecificationArn": "arn:aws:sagemaker:x"},
            "not served yet",
        ),
        ("Tags", [{"Key": "aws:x", "Value": ""}], "reserved"),
    ],
)
def test_broken_rules_are_validation_exceptions(sagemaker, team, make_job_request, path, value, says):
    request = changed(make_job_request(team.arn), path, value)
    with pytest.raises(ClientError, match=re.escape(says)) as error:
        sagemaker.create_labeling_job(**request)
    assert error_of(error)[0] == "ValidationException"
    assert sagemaker.list_labeling_jobs()["LabelingJobSummaryList"] == []


def test_functions_of_any_region_and_none_are_accepted(sagemaker, team, make_job_request):
    request = make_job_request(team.arn, "tokyo")
    task = request["HumanTaskConfig"]
    task["PreHumanTaskLambdaArn"] = "arn:aws-cn:lambda:cn-north-1:111122223333:function:PRE-TextMultiClass"
    task["AnnotationConsolidationConfig"]["AnnotationConsolidationLambdaArn"] = ACS + "TextMultiClass"
    sagemaker.create_labeling_job(**request)
    bare = make_job_request(team.arn, "bare", LabelAttributeName="any-ref")
    del bare["LabelCategoryConfigS3Uri"]
    for name in ("PreHumanTaskLambdaArn", "AnnotationConsolidationConfig"):
        del bare["HumanTaskConfig"][name]
    sagemaker.create_labeling_job(**bare)
    (summary,) = sagemaker.list_labeling_jobs(NameContains="bare")["LabelingJobSummaryList"]
    assert "PreHumanTaskLambdaArn" not in summary


def test_empty_members_and_unknown_ones_are_accepted(harness, sagemaker, team, make_job_request):
    request = make_job_request(team.arn, Tags=[], Surprise={"new": 1})
    request["OutputConfig"]["KmsKeyId"] = ""
    request["InputConfig"]["DataAttributes"] = {"ContentClassifiers": []}
    request["HumanTaskConfig"]["Surprise"] = None
    assert harness.call("sagemaker", "CreateLabelingJob", request).status == 200
    assert "Surprise" not in str(sagemaker.describe_labeling_job(LabelingJobName="menu-label-01"))


def test_every_violated_constraint_is_named_in_awss_words(harness, team, make_job_request):
    request = make_job_request(team.arn, "no spaces allowed")
    request["HumanTaskConfig"] |= {"NumberOfHumanWorkersPerDataObject": 10, "TaskKeywords": ["fine", "<b>"]}
    del request["RoleArn"]
    answer = harness.call("sagemaker", "CreateLabelingJob", request)
    assert answer.status == 400
    assert answer.headers["x-amzn-errortype"] == "ValidationException"
    assert answer.json["__type"] == "ValidationException"
    message = answer.json["Message"]
    assert message == answer.json["message"]
    assert message.startswith(
        "5 validation errors detected: Value 'no spaces allowed' at 'labelingJobName' failed"
    )
    for part in (
        "at 'labelAttributeName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,126}",
        "Value '<b>' at 'humanTaskConfig.taskKeywords.2.member' failed to satisfy constraint",
        "Value '10' at 'humanTaskConfig.numberOfHumanWorkersPerDataObject' failed to satisfy constraint: "
        "Member must have value less than or equal to 9",
        "Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    ):
        assert part in message


def test_markup_in_texts_is_data(sagemaker, team, make_job_request):
    request = make_job_request(team.arn)
    request["HumanTaskConfig"] |= {"TaskTitle": MARKUP, "TaskDescription": MARKUP}
    sagemaker.create_labeling_job(**request)
    task = sagemaker.describe_labeling_job(LabelingJobName="menu-label-01")["HumanTaskConfig"]
    assert (task["TaskTitle"], task["TaskDescription"]) == (MARKUP, MARKUP)
