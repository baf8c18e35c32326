"""Opens data objects of a job as a worker's browser would."""

from __future__ import annotations

import json
import random
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from trigpoint.cli.connection import Connection
from trigpoint.formats.manifest import parse_line, read_lines
from trigpoint.functions.task_input import line_as_input
from trigpoint.model.errors import InvalidInput, TrigpointError
from trigpoint.model.functions import JobFacts
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.transfer import CHUNK_BYTES
from trigpoint.tasktypes.label_categories import parse_label_categories
from trigpoint.tasktypes.registry import task_type_of

TIMEOUT_SECONDS = 20
_IMAGE_TAGS = (
    "img",
    "crowd-image-classifier",
    "crowd-image-classifier-multi-select",
    "crowd-bounding-box",
    "crowd-instance-segmentation",
    "crowd-keypoint",
    "crowd-line",
    "crowd-polygon",
    "crowd-polyline",
    "crowd-semantic-segmentation",
)
_EXPECTED_TYPES = dict.fromkeys(_IMAGE_TAGS, "image/") | {"video": "video/", "audio": "audio/"}


@dataclass(frozen=True)
class Line:
    number: int
    content: bytes


@dataclass
class Finding:
    """What came of opening one object."""

    line_number: int
    name: str
    n_files: int = 0
    faults: list[str] = field(default_factory=list)


class FileLinks(HTMLParser):
    """Collects the signed addresses in a page, each with the tag that names it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for _, value in attrs:
            if value and "X-Amz-Signature" in parse_qs(urlsplit(value).query):
                self.found[value] = tag


class Examiner:
    """Knows a job's template and categories, and opens lines of its manifest."""

    def __init__(self, connection: Connection, job: str) -> None:
        self._s3 = connection.client("s3")
        self._sagemaker = connection.client("sagemaker")
        self._job = self._sagemaker.describe_labeling_job(LabelingJobName=job)
        human = self._job["HumanTaskConfig"]
        self._pre = human.get("PreHumanTaskLambdaArn")
        self._ui = self._ui_source(human["UiConfig"])
        self._facts = JobFacts(
            job_name=self._job["LabelingJobName"],
            job_arn=self._job["LabelingJobArn"],
            label_attribute_name=self._job.get("LabelAttributeName", job),
            labels=self._labels(),
            n_workers=human["NumberOfHumanWorkersPerDataObject"],
        )

    def sample(self, n_lines: int, seed: int | None = None) -> list[Line]:
        """Random lines of the input manifest, in file order; one pass, flat memory (reservoir sampling)."""
        rng = random.Random(seed)
        chosen: list[Line] = []
        source = self._job["InputConfig"]["DataSource"].get("S3DataSource")
        if source is None:
            raise InvalidInput("the job has no input manifest: its objects come as messages")
        body = self._body(source["ManifestS3Uri"])
        for n_seen, (number, content) in enumerate(read_lines(body.iter_chunks(CHUNK_BYTES))):
            if n_seen < n_lines:
                chosen.append(Line(number, content))
            elif (place := rng.randrange(n_seen + 1)) < n_lines:
                chosen[place] = Line(number, content)
        return sorted(chosen, key=lambda line: line.number)

    def examine(self, line: Line) -> Finding:
        """Renders the line's task page and fetches the files that it names."""
        finding = Finding(line.number, "")
        try:
            entry = parse_line(line.content, line.number)
            finding.name = str(entry.get("source-ref") or entry.get("source", ""))[:80]
            page = self._render(self._task_input(entry), finding)
        except (TrigpointError, self._sagemaker.exceptions.ClientError) as exc:
            finding.faults.append(str(exc))
            return finding
        links = FileLinks()
        links.feed(page)
        finding.n_files = len(links.found)
        for url, tag in links.found.items():
            fault = fetch_fault(urljoin(self._sagemaker.meta.endpoint_url, url), _EXPECTED_TYPES.get(tag, ""))
            if fault:
                finding.faults.append(fault)
        return finding

    def _task_input(self, entry: dict[str, Any]) -> dict[str, Any]:
        """What the page gets as task.input; a function of the user's own is not called, its line is used."""
        kind = task_type_of(self._pre) if self._pre else None
        if kind is None:
            return line_as_input(entry)
        answer = kind.pre([entry], self._facts)[0]
        if answer.task_input is None:
            raise InvalidInput(answer.failure_reason or "the pre-function wants no human for this object")
        return answer.task_input

    def _render(self, task_input: dict[str, Any], finding: Finding) -> str:
        said = self._sagemaker.render_ui_template(
            Task={"Input": json.dumps(task_input)}, RoleArn=self._job["RoleArn"], **self._ui
        )
        finding.faults += [f"{each['Code']}: {each['Message']}" for each in said["Errors"]]
        return str(said["RenderedContent"])

    def _ui_source(self, config: dict[str, str]) -> dict[str, Any]:
        if "HumanTaskUiArn" in config:
            return {"HumanTaskUiArn": config["HumanTaskUiArn"]}
        return {"UiTemplate": {"Content": self._body(config["UiTemplateS3Uri"]).read().decode()}}

    def _labels(self) -> tuple[str, ...]:
        uri = self._job.get("LabelCategoryConfigS3Uri")
        if not uri:
            return ()
        return parse_label_categories(self._body(uri).read(), None).labels

    def _body(self, uri: str) -> Any:
        location = S3Uri.parse(uri)
        return self._s3.get_object(Bucket=location.bucket, Key=location.key)["Body"]


def fetch_fault(url: str, expected_type: str) -> str | None:
    """Why a browser could not show the file at `url`; None when it can."""
    path = urlsplit(url).path
    if urlsplit(url).scheme not in {"http", "https"}:
        return f"{path}: not an address of the web"
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - scheme checked above
            content_type = answer.headers.get_content_type()
            empty = not answer.read(1)
    except urllib.error.HTTPError as exc:
        return f"{path}: {exc.code} {exc.reason}"
    except OSError as exc:
        return f"{path}: {exc}"
    if empty:
        return f"{path}: the file is empty"
    if not content_type.startswith(expected_type):
        return f"{path}: is {content_type}, but the page shows it as {expected_type}*"
    return None
