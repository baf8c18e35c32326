from __future__ import annotations

import copy
from typing import Any

import pytest

from trigpoint.cli.job_copies import chain_request, clone_request
from trigpoint.model.errors import InvalidInput, WrongState


def described(status: str = "Stopped", **other: Any) -> dict[str, Any]:
    """What Describe says of the job `menu`, in short."""
    return {
        "LabelingJobName": "menu",
        "LabelingJobStatus": status,
        "LabelingJobArn": "arn:aws:sagemaker:us-east-1:000000000000:labeling-job/menu",
        "LabelCounters": {"TotalLabeled": 3},
        "CreationTime": "then",
        "LabelAttributeName": "dish",
        "InputConfig": {
            "DataSource": {"S3DataSource": {"ManifestS3Uri": "s3://lab/in.manifest"}},
            "DataAttributes": {"ContentClassifiers": []},
        },
        "OutputConfig": {"S3OutputPath": "s3://lab/out/", "KmsKeyId": ""},
        "RoleArn": "arn:aws:iam::000000000000:role/gt",
        "HumanTaskConfig": {"TaskTitle": "t"},
        "StoppingConditions": {"MaxPercentageOfInputDatasetLabeled": 100},
        "Tags": [],
        "LabelingJobOutput": {"OutputDatasetS3Uri": "s3://lab/out/menu/manifests/output/output.manifest"},
        **other,
    }


def manifest(request: dict[str, Any]) -> str:
    return str(request["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"])


def test_a_clone_has_the_configuration_and_the_input_of_the_old_job() -> None:
    request = clone_request(described())
    assert request["LabelingJobName"] == "menu-clone"
    assert manifest(request) == "s3://lab/in.manifest"
    assert request["OutputConfig"] == {"S3OutputPath": "s3://lab/out/", "KmsKeyId": ""}
    assert request["StoppingConditions"] == {"MaxPercentageOfInputDatasetLabeled": 100}
    assert not {"LabelCounters", "LabelingJobStatus", "CreationTime", "LabelingJobOutput"} & set(request)


def test_a_clone_labels_under_its_own_name_so_that_nothing_counts_as_done() -> None:
    assert clone_request(described())["LabelAttributeName"] == "menu-clone"
    assert clone_request(described(), "again")["LabelAttributeName"] == "again"
    assert clone_request(described(), "again", "dish")["LabelAttributeName"] == "dish"


def test_a_label_that_is_a_reference_stays_one() -> None:
    old = described("Completed", LabelAttributeName="mask-ref")
    assert clone_request(old)["LabelAttributeName"] == "menu-clone-ref"
    assert chain_request(old, "next-ref")["LabelAttributeName"] == "next-ref"


@pytest.mark.parametrize("status", ["Stopped", "Failed"])
def test_a_chain_goes_on_under_the_old_label_after_a_job_that_did_not_finish(status: str) -> None:
    request = chain_request(described(status))
    assert request["LabelingJobName"] == "menu-chain"
    assert request["LabelAttributeName"] == "dish"
    assert manifest(request) == "s3://lab/out/menu/manifests/output/output.manifest"


def test_a_chain_from_a_completed_job_makes_a_second_label() -> None:
    assert chain_request(described("Completed"))["LabelAttributeName"] == "menu-chain"
    assert chain_request(described("Completed"), None, "dish")["LabelAttributeName"] == "dish"


@pytest.mark.parametrize("status", ["Initializing", "InProgress", "Stopping"])
def test_a_running_job_is_not_chained(status: str) -> None:
    with pytest.raises(WrongState, match=f"menu is {status}"):
        chain_request(described(status))


def test_a_job_without_output_is_not_chained() -> None:
    old = described("Failed")
    del old["LabelingJobOutput"]
    with pytest.raises(InvalidInput, match="clone it instead"):
        chain_request(old)


def test_the_description_is_left_as_it_is() -> None:
    old = described()
    before = copy.deepcopy(old)
    chain_request(old)
    clone_request(old)
    assert old == before
