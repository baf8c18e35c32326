import hashlib
import time
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

TEMPLATE = "<script>alert('x')</script> {{ task.input.text }} \N{GRINNING FACE} &amp; </textarea>"


@pytest.fixture
def sagemaker(harness):
    return harness.client("sagemaker")


def make(sagemaker, name, **more):
    return sagemaker.create_human_task_ui(HumanTaskUiName=name, UiTemplate={"Content": TEMPLATE}, **more)


def error_of(error):
    return error.value.response["Error"]["Code"]


def test_a_task_ui_is_described_by_address_and_hash(harness, sagemaker):
    arn = make(sagemaker, "menus")["HumanTaskUiArn"]
    shown = sagemaker.describe_human_task_ui(HumanTaskUiName="menus")
    assert arn == shown["HumanTaskUiArn"] == "arn:aws:sagemaker:us-east-1:000000000000:human-task-ui/menus"
    assert shown["HumanTaskUiStatus"] == "Active"
    assert shown["UiTemplate"]["ContentSha256"] == hashlib.sha256(TEMPLATE.encode()).hexdigest()
    url = urlsplit(shown["UiTemplate"]["Url"])
    assert f"{url.scheme}://{url.netloc}" == harness.url
    from trigpoint.model.s3_uri import S3Uri

    bucket, _, key = url.path[1:].partition("/")
    assert harness.blobs.read(S3Uri(bucket, key)).decode() == TEMPLATE


def test_a_taken_name_is_refused(sagemaker):
    make(sagemaker, "menus")
    with pytest.raises(ClientError) as error:
        make(sagemaker, "menus")
    assert error_of(error) == "ResourceInUse"


def test_a_deleted_task_ui_is_not_found(sagemaker):
    make(sagemaker, "menus")
    sagemaker.describe_human_task_ui(HumanTaskUiName="menus")
    sagemaker.delete_human_task_ui(HumanTaskUiName="menus")
    for operation in (sagemaker.describe_human_task_ui, sagemaker.delete_human_task_ui):
        with pytest.raises(ClientError) as error:
            operation(HumanTaskUiName="menus")
        assert error_of(error) == "ResourceNotFound"


def test_task_uis_are_listed_by_time_page_by_page(harness, sagemaker):
    names = [f"ui-{n}" for n in range(12)]
    for name in names:
        make(sagemaker, name)
        time.sleep(0.002)

    def listed(**how):
        pages = sagemaker.get_paginator("list_human_task_uis").paginate(**how)
        return [ui["HumanTaskUiName"] for page in pages for ui in page["HumanTaskUiSummaries"]]

    def listed_within(**bounds):
        answer = harness.call("sagemaker", "ListHumanTaskUis", {"MaxResults": 100, **bounds})
        return [ui["HumanTaskUiName"] for ui in answer.json["HumanTaskUiSummaries"]]

    assert listed() == names
    assert listed(SortOrder="Descending", PaginationConfig={"PageSize": 5}) == names[::-1]
    middle = harness.call("sagemaker", "DescribeHumanTaskUi", {"HumanTaskUiName": "ui-6"}).json[
        "CreationTime"
    ]
    assert listed_within(CreationTimeAfter=middle) == names[6:]
    assert listed_within(CreationTimeBefore=middle) == names[:7]
    assert listed_within(CreationTimeAfter=middle, CreationTimeBefore=middle) == ["ui-6"]


def test_a_template_is_rendered_with_its_input(sagemaker, team):
    role = "arn:aws:iam::111122223333:role/gt"
    make(sagemaker, "menus")
    arn = sagemaker.describe_human_task_ui(HumanTaskUiName="menus")["HumanTaskUiArn"]
    task = {"Input": '{"text": "<i>soup</i>"}'}
    by_arn = sagemaker.render_ui_template(HumanTaskUiArn=arn, Task=task, RoleArn=role)
    by_text = sagemaker.render_ui_template(UiTemplate={"Content": TEMPLATE}, Task=task, RoleArn=role)
    assert by_arn["RenderedContent"] == by_text["RenderedContent"]
    assert "&lt;i&gt;soup&lt;/i&gt;" in by_text["RenderedContent"]
    assert [error for error in by_text["Errors"] if "Syntax" in error["Code"]] == []
    broken = sagemaker.render_ui_template(UiTemplate={"Content": "{% if x %}"}, Task=task, RoleArn=role)
    assert broken["Errors"][0]["Message"]
    no_json = sagemaker.render_ui_template(
        UiTemplate={"Content": TEMPLATE}, Task={"Input": "{text"}, RoleArn=role
    )
    assert no_json["Errors"][0]["Code"] == "InvalidInputJson"
    for ui in ({}, {"HumanTaskUiArn": arn, "UiTemplate": {"Content": TEMPLATE}}):
        with pytest.raises(ClientError, match="exactly one") as error:
            sagemaker.render_ui_template(Task=task, RoleArn=role, **ui)
        assert error_of(error) == "ValidationException"
    with pytest.raises(ClientError) as error:
        sagemaker.render_ui_template(HumanTaskUiArn=arn + "-not", Task=task, RoleArn=role)
    assert error_of(error) == "ResourceNotFound"


def test_files_in_a_rendered_template_get_signed_addresses(harness, sagemaker):
    harness.blobs.create_bucket("bkt")
    rendered = sagemaker.render_ui_template(
        UiTemplate={"Content": "{{ task.input.image | grant_read_access }}"},
        Task={"Input": '{"image": "s3://bkt/in/a b.png"}'},
        RoleArn="arn:aws:iam::111122223333:role/gt",
    )
    assert rendered["RenderedContent"].startswith(f"{harness.url}/bkt/in/a%20b.png?X-Amz-Algorithm=")
