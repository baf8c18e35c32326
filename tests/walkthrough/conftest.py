"""A lab for the walkthrough: a server, a team, its jobs, and workers in a browser or without one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, FrameLocator, Locator, Page, expect

from trigpoint.cli.server_process import ServerProcess
from trigpoint.tasktypes.registry import task_type_of

PASSWORD = "Chosen-by-me-7"
PATIENCE_SECONDS = 120
BROWSER_PATIENCE_MS = 30_000
OPENINGS = 30
FUNCTION = "arn:aws:lambda:eu-central-1:203001061592:function:{}-{}"


@dataclass(frozen=True)
class Worker:
    """Who signs in, and with what."""

    username: str
    password: str


class Lab:
    """A bucket, a team, and the jobs that it is given, on a running server."""

    def __init__(self, server: Any, name: str) -> None:
        self.server = server
        self.url: str = server.url
        self.team = self.bucket = name
        self.s3 = server.client("s3")
        self.sagemaker = server.client("sagemaker")
        self.s3.create_bucket(Bucket=self.bucket)

    def invite(self, *usernames: str) -> list[Worker]:
        """New members of the team, with temporary passwords."""
        said = self.server.trigpoint("workers", "add", *usernames, "--team", self.team, "--json").stdout
        return [Worker(each["username"], each["password"]) for each in json.loads(said)]

    def employ(self, *usernames: str) -> list[Worker]:
        """New members of the team, who have chosen their passwords."""
        return [JsonWorker(self.url, worker).settle_in() for worker in self.invite(*usernames)]

    def put(self, key: str, body: str | bytes) -> str:
        """The URI of a new file."""
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body.encode() if isinstance(body, str) else body)
        return f"s3://{self.bucket}/{key}"

    def put_manifest(self, job: str, texts: list[str]) -> str:
        return self.put(f"{job}/in.manifest", "".join(json.dumps({"source": text}) + "\n" for text in texts))

    def create_job(
        self,
        name: str,
        *,
        task_type: str,
        labels: list[str],
        manifest: str,
        template: str | None = None,
        task_ui: str | None = None,
        label_attribute: str | None = None,
        categories: dict[str, Any] | None = None,
        title: str | None = None,
        description: str = "Look closely, then choose",
        time_limit_seconds: int = 300,
        n_workers: int = 1,
    ) -> str:
        """A job whose tasks are waiting for workers; its name.

        `categories` are members of the label category file besides the labels, or instead of them.
        """
        team = self.sagemaker.describe_workteam(WorkteamName=self.team)["Workteam"]
        file = {"document-version": "2018-11-28", "labels": [{"label": label} for label in labels]}
        file |= categories or {}
        ui = (
            {"HumanTaskUiArn": task_ui}
            if task_ui is not None
            else {
                "UiTemplateS3Uri": self.put(
                    f"{name}/page.liquid.html", template or default_template(task_type)
                )
            }
        )
        self.sagemaker.create_labeling_job(
            LabelingJobName=name,
            LabelAttributeName=label_attribute or name,
            RoleArn="arn:aws:iam::000000000000:role/labeling",
            InputConfig={"DataSource": {"S3DataSource": {"ManifestS3Uri": manifest}}},
            OutputConfig={"S3OutputPath": f"s3://{self.bucket}/out"},
            LabelCategoryConfigS3Uri=self.put(f"{name}/labels.json", json.dumps(file)),
            HumanTaskConfig={
                "WorkteamArn": team["WorkteamArn"],
                "UiConfig": ui,
                "PreHumanTaskLambdaArn": FUNCTION.format("PRE", task_type),
                "AnnotationConsolidationConfig": {
                    "AnnotationConsolidationLambdaArn": FUNCTION.format("ACS", task_type)
                },
                "TaskTitle": title or name,
                "TaskDescription": description,
                "NumberOfHumanWorkersPerDataObject": n_workers,
                "TaskTimeLimitInSeconds": time_limit_seconds,
            },
        )
        self.wait_for(lambda: self.describe(name)["LabelingJobStatus"] != "Initializing")
        said = self.describe(name)
        assert said["LabelingJobStatus"] == "InProgress", said.get("FailureReason")
        self.wait_for(lambda: self.counters(name)["Unlabeled"] > 0)
        return name

    def describe(self, job: str) -> dict[str, Any]:
        said: dict[str, Any] = self.sagemaker.describe_labeling_job(LabelingJobName=job)
        return said

    def counters(self, job: str) -> dict[str, int]:
        counters: dict[str, int] = self.describe(job)["LabelCounters"]
        return counters

    def n_labeled(self, job: str) -> int:
        return self.counters(job)["TotalLabeled"]

    def wait_until_ended(self, job: str) -> str:
        """The final status."""
        running = ("Initializing", "InProgress", "Stopping")
        self.wait_for(lambda: self.describe(job)["LabelingJobStatus"] not in running)
        return str(self.describe(job)["LabelingJobStatus"])

    def read(self, uri: str) -> bytes:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        content: bytes = self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return content

    def read_lines(self, uri: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.read(uri).splitlines()]

    def output(self, job: str) -> list[dict[str, Any]]:
        """The lines of a job's output manifest, from where Describe says that it is."""
        return self.read_lines(self.describe(job)["LabelingJobOutput"]["OutputDatasetS3Uri"])

    def folder(self, job: str) -> dict[str, bytes]:
        """Every file of a job's folder, by its path there."""
        root = f"out/{job}/"
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=root)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
        return {key.removeprefix(root): self.read(f"s3://{self.bucket}/{key}") for key in keys}

    @staticmethod
    def wait_for(question: Callable[[], Any]) -> Any:
        """Asks again and again until the answer is true, and gives it back."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (answer := question()):
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.05)
        return answer


def default_template(task_type: str) -> str:
    """The task type's own template."""
    found = task_type_of(FUNCTION.format("PRE", task_type))
    assert found is not None
    return found.default_template


class JsonWorker:
    """A worker who uses the portal's JSON, without a browser."""

    def __init__(self, url: str, worker: Worker) -> None:
        self._http = httpx.Client(base_url=url, headers={"Origin": url}, timeout=30)
        self._username = worker.username
        said = self.call(
            "POST", "/portal/api/session", username=worker.username, password=worker.password
        ).json()
        self._http.headers["X-CSRF-Token"] = said["csrf"]

    def settle_in(self) -> Worker:
        """Chooses a password."""
        self.call("PUT", "/portal/api/session/password", new_password=PASSWORD)
        return Worker(self._username, PASSWORD)

    def take(self, job: str) -> dict[str, Any] | None:
        """The next task of a job, or None when there is none now."""
        said = self.call("POST", f"/portal/api/jobs/{job}/assignments")
        given: dict[str, Any] | None = said.json() if said.status_code == 201 else said.json()["assignment"]
        return given

    def label_all(self, job: str, content: dict[str, Any] | Callable[[int], dict[str, Any]]) -> int:
        """Answers task after task until there is none, all alike or by the object's index; how many."""
        n_done = 0
        given = Lab.wait_for(lambda: self.take(job))
        while given:
            said = self.call(
                "POST",
                f"/portal/api/assignments/{given['id']}/answer",
                token=given["token"],
                answer=content(int(given["task"])) if callable(content) else content,
                next=True,
            )
            given = said.json()["next"]
            n_done += 1
        return n_done

    def call(self, method: str, path: str, **body: Any) -> httpx.Response:
        said = self._http.request(method, path, json=body)
        said.raise_for_status()
        return said


class Visitor:
    """A worker's browser. Remembers what scripts tried, for tests to look at."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.page = self._watched(context.new_page())

    def _watched(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", self._note_dialog)
        return page

    def _note_dialog(self, dialog: Any) -> None:
        if dialog.type != "beforeunload":
            self.dialogs.append(dialog.message)
        dialog.accept()

    def another_tab(self) -> Visitor:
        """The same browser, signed in as before, in a tab of its own."""
        return Visitor(self.context, self.url)

    # What is on the page

    @property
    def task(self) -> FrameLocator:
        return self.page.frame_locator("iframe.task-frame")

    @property
    def task_frame(self) -> Frame:
        """The task document itself, for scripts."""
        frame = self.page.locator("iframe.task-frame").element_handle().content_frame()
        assert frame is not None
        return frame

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, title: str) -> Locator:
        """The line of the jobs table with this title."""
        return self.page.locator("tbody tr", has_text=title)

    def category(self, name: str) -> Locator:
        """What chooses a category, in the task document."""
        return self.task.get_by_role("checkbox", name=name, exact=True).or_(
            self.task.get_by_role("radio", name=name, exact=True)
        )

    # What a worker does

    def sign_in(self, worker: Worker) -> None:
        self.page.goto(self.url)
        self.page.get_by_label("User name").fill(worker.username)
        self.page.get_by_label("Password").fill(worker.password)
        self.button("Sign in").click()

    def start_working(self, title: str, *, button: str = "Start working") -> None:
        """Chooses a job of the list and opens its next task."""
        choice = self.page.get_by_role("radio", name=f"Select {title}", exact=True)
        choice.press("Space")  # a click could meet another row: the list refreshes itself
        expect(choice).to_be_checked()
        self.button(button).click()
        self.wait_for_task()

    def open_job(self, job: str) -> None:
        """Opens the next task by its address, as a bookmark would."""
        nothing = self.page.get_by_text("There is no task for you in this job at the moment")
        task = self.page.locator(".task-space[aria-busy=false]")
        for _ in range(OPENINGS):  # its first tasks may still be in preparation
            self.page.goto(f"{self.url}/#/task/{job}")
            expect(task.or_(nothing).first).to_be_visible()
            if task.is_visible():
                return
            self.page.reload()
        raise AssertionError(f"no task of {job} was prepared")

    def wait_for_task(self) -> None:
        expect(self.page.locator(".task-space[aria-busy=false]")).to_be_visible()

    def submit(self) -> None:
        self.task.get_by_role("button", name="Submit").click()

    def next_task(self, act: Callable[[], None]) -> None:
        """Does what leads to the next task, and waits until that is there."""
        shown = self.page.locator("iframe.task-frame")
        before = shown.get_attribute("data-assignment")
        act()
        expect(shown).not_to_have_attribute("data-assignment", before or "")
        self.wait_for_task()

    def press(self, *keys: str) -> None:
        """Keys for the task document, as soon as it has the focus, which no worker has to give it."""
        self.task_frame.wait_for_function("() => document.hasFocus()")
        for key in keys:
            self.page.keyboard.press(key)


OpenBrowser = Callable[..., Visitor]


@pytest.fixture(scope="module")
def open_browser(browser: Browser) -> Iterator[OpenBrowser]:
    """Opens browsers that nobody has used; they stay open until the file's tests are done."""
    contexts: list[BrowserContext] = []

    def open_(url: str, *, width: int = 1280, height: int = 800, **options: Any) -> Visitor:
        viewport: Any = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", locale="en-US", **options)
        context.set_default_timeout(BROWSER_PATIENCE_MS)
        contexts.append(context)
        return Visitor(context, url)

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def lab(trigpoint_server: Any) -> Iterator[Lab]:
    """A team of its own on the server that all tests share, which takes 25 teams."""
    lab = Lab(trigpoint_server, f"lab-{time.time_ns() % 10**10:x}")
    yield lab
    lab.sagemaker.delete_workteam(WorkteamName=lab.team)


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory, running_trigpoint: Any) -> Iterator[Any]:
    """A server that knows nobody yet."""
    data = tmp_path_factory.mktemp("walkthrough") / "data"
    server = ServerProcess(data, 0)
    try:
        server.start()
        yield running_trigpoint(server.url, data)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def new_lab() -> type[Lab]:
    return Lab


@pytest.fixture(scope="session")
def json_worker() -> type[JsonWorker]:
    return JsonWorker


@pytest.fixture(scope="session")
def new_worker() -> type[Worker]:
    return Worker


@pytest.fixture(scope="session")
def worker_password() -> str:
    """What workers choose."""
    return PASSWORD


@pytest.fixture(scope="session")
def creation_date() -> re.Pattern[str]:
    """How the time of a label is written in manifests."""
    return re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}")
