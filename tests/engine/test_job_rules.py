import pytest

from trigpoint.engine.job_rules import job_config, lacks_pii_declaration, with_defaults
from trigpoint.model.errors import InvalidInput

PUBLIC = "arn:aws:sagemaker:us-west-2:394669845002:workteam/public-crowd/default"
PRIVATE = "arn:aws:sagemaker:us-east-1:111122223333:workteam/private-crowd/team-a"
FUNCTION = "arn:aws:lambda:us-east-1:432418664414:function:"


def request(task="ImageMultiClass", team=PRIVATE, **changes):
    """A complete request; `changes` replace members of its HumanTaskConfig."""
    return {
        "LabelingJobName": "Job",
        "LabelAttributeName": "kind",
        "RoleArn": "arn:aws:iam::111122223333:role/gt",
        "InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": "s3://bkt/in.manifest"}}},
        "OutputConfig": {"S3OutputPath": "s3://bkt/out", "KmsKeyId": ""},
        "LabelCategoryConfigS3Uri": "s3://bkt/labels.json",
        "StoppingConditions": {"MaxHumanLabeledObjectCount": 5},
        "Tags": [{"Key": "a", "Value": "b"}],
        "HumanTaskConfig": {
            "WorkteamArn": team,
            "UiConfig": {"UiTemplateS3Uri": "s3://bkt/t.liquid"},
            "TaskTitle": "t",
            "TaskDescription": "d",
            "PreHumanTaskLambdaArn": f"{FUNCTION}PRE-{task}",
            "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": f"{FUNCTION}ACS-{task}"},
            "NumberOfHumanWorkersPerDataObject": 3,
            "TaskTimeLimitInSeconds": 300,
            **changes,
        },
    }


def test_a_request_becomes_the_engines_own_words():
    config = job_config(request(MaxConcurrentTaskCount=7))
    assert config.manifest_uri == "s3://bkt/in.manifest"
    assert config.output_path == "s3://bkt/out"
    assert config.kms_key_id is None
    assert (config.n_workers, config.window, config.max_human_labeled) == (3, 7, 5)
    assert config.availability_seconds == 2_592_000
    assert config.max_percent_labeled is None


def test_defaults_are_filled_in_for_describe_and_tags_kept_apart():
    given = request()
    echoed = with_defaults(given, job_config(given))
    assert echoed["HumanTaskConfig"]["MaxConcurrentTaskCount"] == 1000
    assert echoed["HumanTaskConfig"]["TaskAvailabilityLifetimeInSeconds"] == 2_592_000
    assert "Tags" not in echoed
    assert "MaxConcurrentTaskCount" not in given["HumanTaskConfig"]


def test_availability_for_the_public_is_shorter():
    price = {"PublicWorkforceTaskPrice": {"AmountInUsd": {"Cents": 9}}}
    assert job_config(request(team=PUBLIC, **price)).availability_seconds == 21_600
    with pytest.raises(InvalidInput, match="43200 is the most"):
        job_config(request(team=PUBLIC, **price, TaskAvailabilityLifetimeInSeconds=43_201))
    with pytest.raises(InvalidInput, match="PublicWorkforceTaskPrice"):
        job_config(request(team=PUBLIC))


def test_a_job_for_the_public_must_say_that_its_data_name_nobody():
    price = {"PublicWorkforceTaskPrice": {"AmountInUsd": {"Cents": 9}}}
    given = request(team=PUBLIC, **price)
    assert lacks_pii_declaration(job_config(given))
    classifiers = ["FreeOfPersonallyIdentifiableInformation", "FreeOfAdultContent"]
    given["InputConfig"]["DataAttributes"] = {"ContentClassifiers": classifiers}
    assert not lacks_pii_declaration(job_config(given))
    assert not lacks_pii_declaration(job_config(request()))


@pytest.mark.parametrize("missing", ["PreHumanTaskLambdaArn", "AnnotationConsolidationConfig"])
def test_either_function_may_be_missing(missing):
    given = request()
    del given["HumanTaskConfig"][missing]
    assert job_config(given).n_workers == 3


def test_functions_of_ones_own_go_with_any_label_name():
    given = request()
    given["LabelAttributeName"] = "mask-ref"
    with pytest.raises(InvalidInput, match="-ref"):
        job_config(given)
    task = given["HumanTaskConfig"]
    task["PreHumanTaskLambdaArn"] = FUNCTION + "mine-pre"
    task["AnnotationConsolidationConfig"]["AnnotationConsolidationLambdaArn"] = FUNCTION + "mine-post"
    del given["LabelCategoryConfigS3Uri"]
    assert job_config(given).label_attribute_name == "mask-ref"


@pytest.mark.parametrize("arn", ["arn:aws:iam::111122223333:role/x", "arn:aws:sagemaker:a:1:b", "x"])
def test_what_is_no_team_is_refused(arn):
    with pytest.raises(InvalidInput):
        job_config(request(team=arn))
