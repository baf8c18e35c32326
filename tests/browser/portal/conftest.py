"""A worker in a real browser, on a running Trigpoint: jobs to work on, and the portal's pages."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, FrameLocator, Page, expect

PASSWORD = "Chosen-by-me-7"
CATEGORIES = ["Western", "Indonesian", "Chinese", "Mains", "Dessert", "Snack"]
DISHES = [f"Dish {n}, with rice" for n in range(10)]
FUNCTION = "arn:aws:lambda:us-east-1:432418664414:function:{}-{}"
PATIENCE_MS = 30_000
PATIENCE_SECONDS = 60
OPENINGS = 30
TEMPLATE = f"""
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier-multi-select name="dish" categories="{CATEGORIES}" header="What kind of dish is this?">
    <classification-target>{{{{ task.input.taskObject }}}}</classification-target>
    <full-instructions header="Instructions"><p>Choose every class that fits.</p></full-instructions>
    <short-instructions><p>Choose every class that fits.</p></short-instructions>
  </crowd-classifier-multi-select>
</crowd-form>
"""
NOTE_TEMPLATE = """
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <p id="dish">{{ task.input.taskObject }}</p>
  <label>Note <textarea name="note"></textarea></label>
</crowd-form>
"""


@dataclass(frozen=True)
class Worker:
    username: str
    password: str


class Workplace:
    """A team with two workers who have chosen their passwords, and the jobs that it is given."""

    def __init__(self, server: Any, unique: str) -> None:
        self.url = server.url
        self.server = server
        self.team = f"browser-{unique}"
        self.bucket = f"browser-{unique}"
        self.sagemaker = server.client("sagemaker")
        self._s3 = server.client("s3")
        self._s3.create_bucket(Bucket=self.bucket)
        self.ana, self.ben = (self._settle_in(worker) for worker in self.invite("ana", "ben"))

    def invite(self, *names: str) -> list[Worker]:
        """New members of the team, with temporary passwords."""
        usernames = [f"{name}-{self.team}" for name in names]
        said = self.server.trigpoint("workers", "add", *usernames, "--team", self.team, "--json").stdout
        return [Worker(each["username"], each["password"]) for each in json.loads(said)]

    def _settle_in(self, worker: Worker) -> Worker:
        with httpx.Client(base_url=self.url, headers={"Origin": self.url}) as http:
            said = http.post(
                "/portal/api/session", json={"username": worker.username, "password": worker.password}
            )
            headers = {"X-CSRF-Token": said.json()["csrf"]}
            http.put("/portal/api/session/password", json={"new_password": PASSWORD}, headers=headers)
        return Worker(worker.username, PASSWORD)

    def create_job(
        self,
        name: str,
        *,
        dishes: list[str] = DISHES,
        references: list[str] | None = None,
        template: str = TEMPLATE,
        title: str = "What kind of dish is this?",
        task_type: str = "TextMultiClassMultiLabel",
        time_limit_seconds: int = 300,
    ) -> str:
        """A job in progress, of texts or of references to files; its name."""
        folder = f"s3://{self.bucket}/{name}"
        lines = [{"source": dish} for dish in dishes]
        if references is not None:
            lines = [{"source-ref": uri} for uri in references]
        self._put(f"{name}/in.manifest", "".join(json.dumps(line) + "\n" for line in lines))
        self._put(f"{name}/page.liquid.html", template)
        labels = {"document-version": "2018-11-28", "labels": [{"label": label} for label in CATEGORIES]}
        self._put(f"{name}/labels.json", json.dumps(labels))
        team = self.sagemaker.describe_workteam(WorkteamName=self.team)["Workteam"]
        self.sagemaker.create_labeling_job(
            LabelingJobName=name,
            LabelAttributeName="dish",
            RoleArn="arn:aws:iam::000000000000:role/trigpoint",
            InputConfig={"DataSource": {"S3DataSource": {"ManifestS3Uri": f"{folder}/in.manifest"}}},
            OutputConfig={"S3OutputPath": f"s3://{self.bucket}/out/"},
            LabelCategoryConfigS3Uri=f"{folder}/labels.json",
            HumanTaskConfig={
                "WorkteamArn": team["WorkteamArn"],
                "UiConfig": {"UiTemplateS3Uri": f"{folder}/page.liquid.html"},
                "PreHumanTaskLambdaArn": FUNCTION.format("PRE", task_type),
                "AnnotationConsolidationConfig": {
                    "AnnotationConsolidationLambdaArn": FUNCTION.format("ACS", task_type)
                },
                "TaskTitle": title,
                "TaskDescription": "Categorize text into multiple classes",
                "NumberOfHumanWorkersPerDataObject": 1,
                "TaskTimeLimitInSeconds": time_limit_seconds,
            },
        )
        if references is None:
            self.wait_for(lambda: self.describe(name)["LabelCounters"]["Unlabeled"] == len(dishes))
        return name

    def describe(self, name: str) -> dict[str, Any]:
        return self.sagemaker.describe_labeling_job(LabelingJobName=name)

    def stop(self, name: str) -> None:
        self.sagemaker.stop_labeling_job(LabelingJobName=name)

    def n_labeled(self, name: str) -> int:
        return int(self.describe(name)["LabelCounters"]["TotalLabeled"])

    def answers(self, name: str) -> str:
        """The files with what workers answered, one after the other."""
        found = self._s3.list_objects_v2(
            Bucket=self.bucket, Prefix=f"out/{name}/annotations/worker-response/"
        )
        return "".join(
            self._s3.get_object(Bucket=self.bucket, Key=each["Key"])["Body"].read().decode()
            for each in found.get("Contents", [])
        )

    def wait_for(self, question: Callable[[], Any]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not question():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.1)

    def _put(self, key: str, text: str) -> None:
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=text.encode())


class Portal:
    """One worker's browser."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def task(self) -> FrameLocator:
        return self.page.frame_locator("iframe.task-frame")

    @property
    def frame(self) -> Frame:
        """The frame of the task, as one that scripts run in."""
        frame = self.page.locator("iframe.task-frame").element_handle().content_frame()
        assert frame is not None
        return frame

    @property
    def dialog(self) -> Any:
        return self.page.get_by_role("dialog")

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def sign_in(self, worker: Worker) -> None:
        self.page.goto(self.url)
        self.enter(worker)

    def enter(self, worker: Worker) -> None:
        self.page.get_by_label("User name").fill(worker.username)
        self.page.get_by_label("Password").fill(worker.password)
        self.button("Sign in").click()

    def choose(self, title: str) -> None:
        choice = self.page.get_by_role("radio", name=f"Select {title}")
        choice.press("Space")  # a click could meet another row: the list refreshes itself
        expect(choice).to_be_checked()

    def open_job(self, name: str) -> None:
        """Opens the next task by its address, as a bookmark would."""
        nothing = self.page.get_by_text("There is no task for you in this job at the moment")
        task = self.page.locator(".task-space[aria-busy=false]")
        for _ in range(OPENINGS):  # its first tasks may still be in preparation
            self.page.goto(f"{self.url}/#/task/{name}")
            expect(task.or_(nothing).first).to_be_visible()
            if task.is_visible():
                return
            self.page.reload()
        raise AssertionError(f"no task of {name} was prepared")

    def wait_for_task(self) -> None:
        expect(self.page.locator(".task-space[aria-busy=false]")).to_be_visible()

    def take_the_keys(self) -> None:
        """Clicks into the task document, and waits until keys go there."""
        self.task.locator("classification-target").click()
        self.frame.wait_for_function("() => document.hasFocus()")

    def submit(self) -> None:
        self.task.get_by_role("button", name="Submit").click()

    def next_task(self, act: Callable[[], None]) -> None:
        """Does what leads to the next task, and waits until that is there."""
        shown = self.page.locator("iframe.task-frame")
        before = shown.get_attribute("data-assignment")
        act()
        expect(shown).not_to_have_attribute("data-assignment", before or "")
        self.wait_for_task()

    def decline(self) -> None:
        self.button("Decline task").click()
        self.dialog.get_by_role("button", name="Decline task").click()
        expect(self.page.get_by_text("You declined the task.")).to_be_visible()

    def end_session(self) -> None:
        """The sign-in ends under the page, as it does after hours without use."""
        self.context.clear_cookies()


@pytest.fixture(scope="session")
def workplace(trigpoint_server: Any) -> Workplace:
    return Workplace(trigpoint_server, f"{time.time_ns() % 10**9:x}")


@pytest.fixture
def portal(browser: Browser, workplace: Workplace) -> Iterator[Portal]:
    """A browser that nobody has used, on the sign-in page's side of the portal."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce", locale="en-US"
    )
    context.set_default_timeout(PATIENCE_MS)
    portal = Portal(context, workplace.url)
    yield portal
    context.close()
    assert portal.errors == []


@pytest.fixture
def create_note_job(workplace: Workplace, unique: str) -> Callable[..., str]:
    """Makes jobs whose page is one text field, for tests that look at what becomes of a text."""

    def create(**options: Any) -> str:
        options = {"template": NOTE_TEMPLATE, "task_type": "PassThrough", "title": f"note {unique}"} | options
        return workplace.create_job(f"note-{unique}", **options)

    return create
