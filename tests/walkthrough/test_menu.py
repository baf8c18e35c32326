"""The walkthrough: ten menu descriptions, from a CSV file to labels of two workers, as one story in order."""

from __future__ import annotations

import copy
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from playwright.sync_api import expect

from trigpoint.setup.data_setup import create_manifest

CATEGORIES = ["Western", "Indonesian", "Chinese", "Mains", "Dessert", "Snack"]
TITLE = "Menu descriptions: what kind of dish is this?"
JOB = "Menu-1"
CHAIN, REST = f"{JOB}-chain", f"{JOB}-rest"
PRE = "arn:aws:lambda:ap-southeast-1:377565633583:function:PRE-TextMultiClassMultiLabel"
ACS = "arn:aws:lambda:us-west-2:081040173940:function:ACS-TextMultiClassMultiLabel"
STAMP = r"\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d\.json"
ELEMENT = "dish"
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier-multi-select name="dish" header="What kind of dish is this?"
      categories="{{ task.input.labels | to_json | escape }}">
    <classification-target><p id="dish">{{ task.input.taskObject }}</p></classification-target>
    <full-instructions header="Cuisines and courses">
      <p>Choose the cuisine, then the course. Several may fit.</p>
    </full-instructions>
    <short-instructions><p>Choose the cuisine and the course.</p></short-instructions>
  </crowd-classifier-multi-select>
</crowd-form>
"""
KEPT = (
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


class Story:
    """What the steps hand on to each other."""

    def __init__(self, lab: Any) -> None:
        self.lab = lab
        self.manifest = ""
        self.dishes: list[str] = []
        self.sign_ins: dict[str, str] = {}
        self.browser: Any = None
        self.labeled: dict[str, list[str]] = {}
        """What Ana chose for which dish."""
        self.left_at = ""

    @property
    def input_lines(self) -> list[bytes]:
        lines: list[bytes] = self.lab.read(self.manifest).splitlines(keepends=True)
        return lines

    def dish(self) -> str:
        """The text of the open task."""
        return str(self.browser.task.locator("#dish").inner_text())

    def choose(self, *names: str) -> None:
        for name in names:
            expect(self.browser.category(name)).to_be_checked()
        self.labeled[self.dish()] = [name for name in CATEGORIES if name in names]

    def chosen(self, line: dict[str, Any], attribute: str) -> list[str]:
        return [CATEGORIES[index] for index in sorted(line[attribute])]


@pytest.fixture(scope="module")
def story(own_server: Any, new_lab: Any) -> Story:
    return Story(new_lab(own_server, "menu-lab"))


@pytest.fixture(scope="module")
def menu_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("menu") / "menu.csv"
    path.write_bytes(resources.files("trigpoint.cli").joinpath("demo_data/menu.csv").read_bytes())
    return path


# 1: data setup


def test_1_the_manifest_holds_each_row_of_the_csv_file_whole(story: Story, menu_csv: Path) -> None:
    made = create_manifest(menu_csv, s3=story.lab.s3, upload_to=f"s3://{story.lab.bucket}/in/")
    assert (made.n_objects, made.n_files, made.data_type) == (10, 1, "text")
    said = story.lab.server.trigpoint(
        "manifest", "create", str(menu_csv), "--upload-to", f"s3://{story.lab.bucket}/by-command/"
    ).stdout
    assert "10 rows of text" in said
    story.manifest = made.manifest_uri
    story.dishes = menu_csv.read_text().splitlines()
    assert [line["source"] for line in story.lab.read_lines(made.manifest_uri)] == story.dishes
    assert story.lab.read(said.split()[-1]) == story.lab.read(made.manifest_uri)
    assert any("," in dish for dish in story.dishes)


def test_1_a_prefix_may_hold_more_files_than_one_listing_says(story: Story) -> None:
    folder = story.lab.server.data / "buckets" / story.lab.bucket / "photos"
    folder.mkdir()  # a lab may drop files into a bucket's folder
    for number in range(1_003):
        (folder / f"{number:04}.jpg").touch()
    photos = f"s3://{story.lab.bucket}/photos/"
    made = json.loads(story.lab.server.trigpoint("manifest", "create", photos, "--json").stdout)
    assert (made["n_objects"], made["n_files"]) == (1_003, 1_003)
    lines = story.lab.read_lines(made["manifest_uri"])
    assert [line["source-ref"] for line in lines] == [f"{photos}{number:04}.jpg" for number in range(1_003)]


# 2: people and job


def test_2_boto3_makes_the_pool_its_workers_the_team_and_the_job(story: Story) -> None:
    lab, cognito = story.lab, story.lab.server.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="kitchen")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal")["UserPoolClient"][
        "ClientId"
    ]
    cognito.create_group(UserPoolId=pool, GroupName="tasters")
    for name in ("ana@lab.example", "ben@lab.example"):
        story.sign_ins[name] = f"Temporary-1-for-{name[:3]}"
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=name,
            TemporaryPassword=story.sign_ins[name],
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": name}],
        )
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName="tasters")
    lab.sagemaker.create_workforce(
        WorkforceName="default", CognitoConfig={"UserPool": pool, "ClientId": client}
    )
    member = {"CognitoMemberDefinition": {"UserPool": pool, "UserGroup": "tasters", "ClientId": client}}
    team = lab.sagemaker.create_workteam(
        WorkteamName="tasters", Description="Who tastes", MemberDefinitions=[member]
    )["WorkteamArn"]
    labels = {"document-version": "2018-11-28", "labels": [{"label": each} for each in CATEGORIES]}
    request: dict[str, Any] = {
        "LabelingJobName": JOB,
        "LabelAttributeName": JOB,
        "RoleArn": "arn:aws:iam::000000000000:role/labeling",
        "InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": story.manifest}}},
        "OutputConfig": {"S3OutputPath": f"s3://{lab.bucket}/out/"},
        "LabelCategoryConfigS3Uri": lab.put("in/labels.json", json.dumps(labels)),
        "HumanTaskConfig": {
            "WorkteamArn": team,
            "UiConfig": {"UiTemplateS3Uri": lab.put("in/menu.liquid.html", TEMPLATE)},
            "PreHumanTaskLambdaArn": PRE,
            "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": ACS},
            "TaskTitle": TITLE,
            "TaskDescription": "Categorize text into multiple classes",
            "NumberOfHumanWorkersPerDataObject": 1,
            "TaskTimeLimitInSeconds": 300,
        },
    }
    arn = lab.sagemaker.create_labeling_job(**request)["LabelingJobArn"]
    assert arn == f"arn:aws:sagemaker:us-east-1:000000000000:labeling-job/{JOB.lower()}"
    lab.wait_for(lambda: lab.counters(JOB)["Unlabeled"] == 10)
    assert lab.describe(JOB)["LabelingJobStatus"] == "InProgress"


def test_2_a_wrong_key_makes_nothing(story: Story) -> None:
    import boto3

    key = story.lab.server.environment["AWS_ACCESS_KEY_ID"]
    stranger = boto3.client(
        "sagemaker",
        endpoint_url=story.lab.url,
        aws_access_key_id=key,
        aws_secret_access_key="guessed",
        region_name="us-east-1",
    )
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        stranger.list_labeling_jobs()


# 3: a worker labels, stops and resumes


def test_3_a_worker_signs_in_and_must_choose_a_password(
    story: Story, open_browser: Any, worker_password: str
) -> None:
    ana = story.browser = open_browser(story.lab.url)
    ana.page.goto(story.lab.url)
    ana.page.get_by_label("User name").fill("ana@lab.example")
    ana.page.get_by_label("Password").fill(story.sign_ins["ana@lab.example"])
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    ana.page.goto(f"{story.lab.url}/#/workstreams")  # there is no way around it
    expect(ana.page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    ana.page.get_by_label("New password", exact=True).fill(worker_password)
    ana.page.get_by_label("New password again").fill(worker_password)
    ana.button("Save password").click()
    expect(ana.page.get_by_text("Hello, ana@lab.example")).to_be_visible()


def test_3_the_list_shows_the_job(story: Story) -> None:
    ana = story.browser
    expect(ana.page.get_by_role("heading", name="Jobs (1)")).to_be_visible()
    row = ana.row(TITLE)
    for text in ("000000000000", "Available", "10", "5 Min"):
        expect(row).to_contain_text(text)


def test_3_three_texts_are_labeled_by_mouse_and_by_number_keys(story: Story) -> None:
    ana = story.browser
    ana.start_working(TITLE)
    expect(ana.task.locator("#dish")).to_have_text(story.dishes[0])
    bar = ana.page.get_by_role("banner")
    expect(bar).to_contain_text("Customer ID: 000000000000")
    expect(bar).to_contain_text("Task description: Categorize text into multiple classes")
    expect(bar).to_contain_text(re.compile(r"Task time: \d:\d\d of 5 Min"))
    ana.task.get_by_text("Indonesian", exact=True).click()
    ana.task.get_by_text("Mains", exact=True).click()
    story.choose("Indonesian", "Mains")
    ana.next_task(ana.submit)

    ana.press("3", "6", "4", "6")  # without a click first: the task page has the keys
    expect(ana.category("Snack")).not_to_be_checked()
    story.choose("Chinese", "Mains")
    ana.next_task(lambda: ana.press("Control+Enter"))

    ana.press("1")
    ana.task.get_by_text("Dessert", exact=True).click()
    story.choose("Western", "Dessert")
    ana.next_task(ana.submit)
    expect(ana.page.get_by_text("3 submitted in this job")).to_be_visible()
    assert list(story.labeled) == story.dishes[:3]
    story.lab.wait_for(lambda: story.lab.n_labeled(JOB) == 3)


def test_3_stop_and_resume_later_says_what_becomes_of_the_work(story: Story) -> None:
    ana = story.browser
    story.left_at = story.dish()
    ana.press("6")
    expect(ana.category("Snack")).to_be_checked()
    ana.button("Stop and resume later").click()
    expect(ana.dialog).to_contain_text("The task stays yours, and your work on it is kept")
    expect(ana.dialog).to_contain_text(re.compile(r"Resume before \d+:\d\d"))
    expect(ana.dialog.get_by_label("Don't show this message again")).not_to_be_checked()
    expect(ana.dialog.get_by_role("button", name="Cancel")).to_be_visible()
    ana.button("Confirm").click()
    expect(ana.row(TITLE)).to_contain_text("Paused")


def test_3_resuming_leads_to_the_same_task_with_its_draft(story: Story) -> None:
    ana = story.browser
    ana.start_working(TITLE, button="Resume working")
    expect(ana.task.locator("#dish")).to_have_text(story.left_at)
    expect(ana.category("Snack")).to_be_checked()
    expect(ana.category("Mains")).not_to_be_checked()


# 4: stop


def test_4_a_stopped_job_says_so_to_whom_it_may_concern(story: Story) -> None:
    lab = story.lab
    lab.sagemaker.stop_labeling_job(LabelingJobName=JOB)
    said = lab.describe(JOB)
    assert said["LabelingJobStatus"] in ("Stopping", "Stopped")
    assert ("LabelingJobOutput" in said) == (said["LabelingJobStatus"] == "Stopped")
    assert lab.wait_until_ended(JOB) == "Stopped"
    counters = lab.counters(JOB)
    assert (counters["TotalLabeled"], counters["HumanLabeled"], counters["Unlabeled"]) == (3, 3, 7)
    expect(story.browser.dialog).to_contain_text("This job was stopped")
    story.browser.button("Back to jobs").last.click()
    expect(story.browser.page.get_by_text("No jobs for you right now")).to_be_visible()


def test_4_the_partial_manifest_has_every_line_in_order(story: Story) -> None:
    uri = story.lab.describe(JOB)["LabelingJobOutput"]["OutputDatasetS3Uri"]
    assert uri == f"s3://{story.lab.bucket}/out/{JOB}/manifests/output/output.manifest"
    lines = story.lab.read(uri).splitlines(keepends=True)
    assert len(lines) == 10
    assert lines[3:] == story.input_lines[3:]
    for line, dish in zip(map(json.loads, lines[:3]), story.dishes, strict=False):
        assert list(line) == ["source", JOB, f"{JOB}-metadata"]
        assert line["source"] == dish
        assert story.chosen(line, JOB) == story.labeled[dish]
        assert line[f"{JOB}-metadata"]["job-name"] == f"labeling-job/{JOB.lower()}"


# 5: clone and chain


def kept_of(old: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy({key: old[key] for key in KEPT if key in old})


def test_5_a_clone_by_boto3_starts_from_nothing(story: Story) -> None:
    sagemaker = story.lab.sagemaker
    old = story.lab.describe(JOB)
    name = f"{JOB}-clone"
    sagemaker.create_labeling_job(**{**kept_of(old), "LabelingJobName": name, "LabelAttributeName": name})
    story.lab.wait_for(lambda: story.lab.counters(name)["Unlabeled"] == 10)
    new = story.lab.describe(name)
    assert new["LabelCounters"]["TotalLabeled"] == 0
    assert kept_of(new) == {**kept_of(old), "LabelAttributeName": name}
    story.browser.page.reload()
    expect(story.browser.row(TITLE)).to_contain_text("Available")
    story.lab.server.trigpoint("jobs", "stop", name)
    assert story.lab.wait_until_ended(name) == "Stopped"
    assert story.lab.read_lines(story.lab.describe(name)["LabelingJobOutput"]["OutputDatasetS3Uri"]) == [
        {"source": dish} for dish in story.dishes
    ]


def test_5_a_clone_by_command_is_the_same(story: Story) -> None:
    story.lab.server.trigpoint("jobs", "clone", JOB, "--name", f"{JOB}-again")
    story.lab.wait_for(lambda: story.lab.counters(f"{JOB}-again")["Unlabeled"] == 10)
    old, new = story.lab.describe(JOB), story.lab.describe(f"{JOB}-again")
    assert kept_of(new) == {**kept_of(old), "LabelAttributeName": f"{JOB}-again"}
    story.lab.server.trigpoint("jobs", "stop", f"{JOB}-again")
    assert story.lab.wait_until_ended(f"{JOB}-again") == "Stopped"


def test_5_a_chain_by_boto3_counts_earlier_labels_at_once(story: Story) -> None:
    old = story.lab.describe(JOB)
    keep = kept_of(old)
    keep["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"] = old["LabelingJobOutput"][
        "OutputDatasetS3Uri"
    ]
    story.lab.sagemaker.create_labeling_job(**{**keep, "LabelingJobName": CHAIN})
    story.lab.wait_for(lambda: story.lab.describe(CHAIN)["LabelingJobStatus"] == "InProgress")
    counters = story.lab.counters(CHAIN)
    assert (counters["TotalLabeled"], counters["Unlabeled"]) == (3, 7)
    story.browser.page.reload()
    expect(story.browser.row(TITLE).get_by_role("cell", name="7", exact=True)).to_be_visible()
    story.lab.server.trigpoint("jobs", "stop", CHAIN)
    assert story.lab.wait_until_ended(CHAIN) == "Stopped"
    output = story.lab.describe(CHAIN)["LabelingJobOutput"]["OutputDatasetS3Uri"]
    assert story.lab.read(output) == story.lab.read(old["LabelingJobOutput"]["OutputDatasetS3Uri"])


# 6: two workers finish it


def test_6_a_chain_by_command_goes_to_two_workers(story: Story) -> None:
    story.lab.server.trigpoint("jobs", "chain", CHAIN, "--name", REST, "--workers", "2")
    story.lab.wait_for(lambda: story.lab.counters(REST)["TotalLabeled"] == 3)
    assert story.lab.counters(REST)["Unlabeled"] == 7
    assert story.lab.describe(REST)["LabelAttributeName"] == JOB


def test_6_one_worker_labels_the_rest_in_the_browser(story: Story) -> None:
    ana = story.browser
    ana.page.reload()  # the list may still show the chain that was stopped, under the same title
    ana.start_working(TITLE)
    for left in reversed(range(7)):
        ana.press("2", "4")
        story.choose("Indonesian", "Mains")
        if left:
            ana.next_task(lambda: ana.press("Control+Enter"))
    ana.press("Control+Enter")
    expect(
        ana.page.get_by_text("You have finished the available tasks of this job.", exact=True)
    ).to_be_visible()
    assert sorted(story.labeled) == sorted(story.dishes)
    assert story.lab.counters(REST)["TotalLabeled"] == 3
    assert ana.errors == ana.dialogs == []


def test_6_the_other_worker_completes_the_job(story: Story, json_worker: Any, new_worker: Any) -> None:
    ben = json_worker(story.lab.url, new_worker("ben@lab.example", story.sign_ins["ben@lab.example"]))
    ben.settle_in()
    assert ben.label_all(REST, {ELEMENT: {"labels": ["Mains", "Snack"]}}) == 7
    assert story.lab.wait_until_ended(REST) == "Completed"
    counters = story.lab.counters(REST)
    assert (counters["TotalLabeled"], counters["HumanLabeled"], counters["Unlabeled"]) == (10, 10, 0)
    story.browser.page.reload()
    expect(story.browser.page.get_by_text("No jobs for you right now")).to_be_visible()


def test_6_the_output_keeps_earlier_labels_and_adds_the_others(
    story: Story, creation_date: re.Pattern[str]
) -> None:
    lines = story.lab.output(REST)
    earlier = story.lab.output(JOB)
    assert lines[:3] == earlier[:3]
    assert [line["source"] for line in lines] == story.dishes
    for line in lines[3:]:
        assert story.chosen(line, JOB) == ["Indonesian", "Mains", "Snack"]
        metadata = line[f"{JOB}-metadata"]
        assert metadata["class-map"] == {"1": "Indonesian", "3": "Mains", "5": "Snack"}
        confidences = metadata["confidence-map"]
        assert set(confidences) == {"1", "3", "5"}
        assert line[JOB] == sorted(line[JOB], key=lambda index: (-confidences[str(index)], index))
        assert 0 < confidences["1"] <= confidences["3"] <= 0.95
        assert metadata["job-name"] == f"labeling-job/{REST.lower()}"
        assert metadata["type"] == "groundtruth/text-classification-multilabel"
        assert metadata["human-annotated"] == "yes"
        assert creation_date.fullmatch(metadata["creation-date"])


# The files of the job's folder


@pytest.fixture(scope="module")
def files(story: Story) -> dict[str, bytes]:
    return dict(story.lab.folder(REST))


def files_like(files: dict[str, bytes], pattern: str) -> dict[str, Any]:
    """The files whose whole path matches, as JSON."""
    return {path: json.loads(content) for path, content in files.items() if re.fullmatch(pattern, path)}


def test_6_every_job_has_a_folder_of_its_own(story: Story) -> None:
    pages = story.lab.s3.get_paginator("list_objects_v2").paginate(
        Bucket=story.lab.bucket, Prefix="out/", Delimiter="/"
    )
    folders = {entry["Prefix"] for page in pages for entry in page["CommonPrefixes"]}
    jobs = (JOB, f"{JOB}-clone", f"{JOB}-again", CHAIN, REST)
    assert folders == {f"out/{name}/" for name in jobs}


def test_6_the_folder_holds_the_documented_files_and_no_others(files: dict[str, bytes]) -> None:
    documented = (
        "manifests/output/output.manifest",
        "manifests/intermediate/1/output.manifest",
        rf"annotations/worker-response/iteration-1/\d/{STAMP}",
        rf"annotations/consolidated-annotation/consolidation-(request|response)/iteration-1/{STAMP}",
        "annotations/intermediate/1/annotations.json",
        r"annotation-tool/(data\.json|template\.liquid)",
        r"closing-balance\.json",
    )
    for pattern in documented:
        assert any(re.fullmatch(pattern, path) for path in files), pattern
    strange = [path for path in files if not any(re.fullmatch(pattern, path) for pattern in documented)]
    assert strange == []


def test_6_each_object_has_one_file_with_the_answers_of_both_workers(
    story: Story, files: dict[str, bytes]
) -> None:
    responses = files_like(files, rf"annotations/worker-response/iteration-1/\d/{STAMP}")
    assert sorted(path.split("/")[3] for path in responses) == list("3456789")
    time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
    pool = story.lab.sagemaker.describe_workforce(WorkforceName="default")["Workforce"]["CognitoConfig"][
        "UserPool"
    ]
    workers = set()
    for response in responses.values():
        assert list(response) == ["answers"]
        ana, ben = response["answers"]
        assert ana["answerContent"] == {ELEMENT: {"labels": ["Indonesian", "Mains"]}}
        assert ben["answerContent"] == {ELEMENT: {"labels": ["Mains", "Snack"]}}
        for answer in (ana, ben):
            assert time.fullmatch(answer["acceptanceTime"])
            assert time.fullmatch(answer["submissionTime"])
            assert answer["acceptanceTime"] <= answer["submissionTime"]
            assert 0 <= answer["timeSpentInSeconds"] < 300
            assert re.fullmatch(r"private\.us-east-1\.[0-9a-f]{16}", answer["workerId"])
            identity = answer["workerMetadata"]["identityData"]
            assert identity["identityProviderType"] == "Cognito"
            assert identity["issuer"] == f"https://cognito-idp.us-east-1.amazonaws.com/{pool}"
            assert re.fullmatch(r"[0-9a-f-]{36}", identity["sub"])
        workers.add((ana["workerId"], ben["workerId"]))
    assert len(workers) == 1


def test_6_consolidation_requests_and_responses_go_together(story: Story, files: dict[str, bytes]) -> None:
    folder = "annotations/consolidated-annotation/consolidation-"
    requests = files_like(files, rf"{folder}request/.*")
    responses = files_like(files, rf"{folder}response/.*")
    assert {path.replace("-request", "-response") for path in requests} == set(responses)
    asked = {each["datasetObjectId"]: each for request in requests.values() for each in request}
    said = {each["datasetObjectId"]: each for response in responses.values() for each in response}
    assert sorted(asked) == sorted(said) == list("3456789")
    for object_id, each in asked.items():
        assert each["dataObject"] == {"content": story.dishes[int(object_id)]}
        contents = [json.loads(answer["annotationData"]["content"]) for answer in each["annotations"]]
        assert contents == [
            {ELEMENT: {"labels": labels}} for labels in (["Indonesian", "Mains"], ["Mains", "Snack"])
        ]
        content = said[object_id]["consolidatedAnnotation"]["content"]
        assert list(content) == [JOB, f"{JOB}-metadata"]
        assert sorted(content[JOB]) == [1, 3, 5]


def test_6_intermediate_files_hold_the_output_lines(files: dict[str, bytes]) -> None:
    output = files["manifests/output/output.manifest"]
    assert files["manifests/intermediate/1/output.manifest"] == output
    lines = output.decode().splitlines()
    entries = [
        json.loads(entry) for entry in files["annotations/intermediate/1/annotations.json"].splitlines()
    ]
    assert sorted(str(entry["datasetObjectId"]) for entry in entries) == list("3456789")
    for entry in entries:
        line = json.loads(entry["manifestLine"])
        assert line == json.loads(lines[int(entry["datasetObjectId"])])
        assert entry["inputAttribute"] == line["source"]


def test_6_the_tool_and_the_balance_are_kept(story: Story, files: dict[str, bytes]) -> None:
    assert files["annotation-tool/template.liquid"].decode() == TEMPLATE
    labels = json.loads(files["annotation-tool/data.json"])["labels"]
    assert [each["label"] for each in labels] == CATEGORIES
    balance = json.loads(files["closing-balance.json"])
    assert (balance["input-objects"], balance["labeled"], balance["failed"], balance["unlabeled"]) == (
        10,
        10,
        0,
        0,
    )
    assert balance["labeled-on-input"] == 3
