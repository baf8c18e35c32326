"""`trigpoint templates`: shows what a worker template becomes, and what is wrong with it."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from trigpoint.cli.connection import Connection, connect
from trigpoint.cli.options import AsJson, Data, names_in
from trigpoint.cli.output import err, note, print_json, say, warn
from trigpoint.formats.manifest import parse_line, read_lines
from trigpoint.functions.task_input import line_as_input
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.functions import JobFacts
from trigpoint.model.rendering import PREVIEW_HEADER, WARNING
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.function_arns import function_arns
from trigpoint.setup.transfer import CHUNK_BYTES
from trigpoint.tasktypes.registry import task_type_of

Template = Annotated[
    str, typer.Argument(metavar="TEMPLATE", help="The template: a local file, or its S3 URI.")
]
Role = Annotated[
    str | None,
    typer.Option(help="ARN of the role that files are read by. [default: `trigpoint` of the own account]"),
]


class Previews:
    """Renders templates over the API, as a script would."""

    def __init__(self, connection: Connection, role: str | None) -> None:
        self._s3 = connection.client("s3")
        self._sagemaker = connection.client("sagemaker")
        self._role = role or connection.role_arn()

    def ask(self, kind: str, template: str, task_input: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
        """The page and what was noticed; `kind` is what the preview header says."""
        events = self._sagemaker.meta.events
        mark = "before-call.sagemaker.RenderUiTemplate"

        def with_header(params: dict[str, Any], **_: Any) -> None:
            params["headers"][PREVIEW_HEADER] = kind

        events.register(mark, with_header, unique_id="trigpoint-preview")
        try:
            said = self._sagemaker.render_ui_template(
                UiTemplate={"Content": template},
                Task={"Input": json.dumps(task_input, ensure_ascii=False)},
                RoleArn=self._role,
            )
        finally:
            events.unregister(mark, unique_id="trigpoint-preview")
        return str(said["RenderedContent"]), [_noticed(each) for each in said["Errors"]]

    def text(self, place: str) -> str:
        """The text of a local file or an object."""
        try:
            return self._bytes(place).decode("utf-8-sig")
        except UnicodeDecodeError as exc:
            raise InvalidInput(f"{place} is not UTF-8 text: {exc}") from exc

    def line(self, manifest: str, number: int) -> dict[str, Any]:
        """A line of a manifest, counted from 1."""
        if "://" in manifest:
            uri = S3Uri.parse(manifest)
            chunks = self._s3.get_object(Bucket=uri.bucket, Key=uri.key)["Body"].iter_chunks(CHUNK_BYTES)
        else:
            chunks = iter([self._bytes(manifest)])
        found = next(islice(read_lines(chunks), number - 1, None), None)
        if found is None:
            raise NotFound("line", str(number), f"{manifest} has no line {number}")
        return parse_line(found[1], number)

    def _bytes(self, place: str) -> bytes:
        if "://" in place:
            uri = S3Uri.parse(place)
            content: bytes = self._s3.get_object(Bucket=uri.bucket, Key=uri.key)["Body"].read()
            return content
        return Path(place).read_bytes()

    def input_of(self, line: dict[str, Any], task_type: str, labels: tuple[str, ...]) -> dict[str, Any]:
        """What a built-in task type makes of a manifest line."""
        kind = task_type_of(function_arns(task_type, self._sagemaker.meta.region_name)[0])
        if kind is None:
            raise InvalidInput(f"there is no task type {task_type!r}")
        facts = JobFacts(
            job_name="preview", job_arn="", label_attribute_name="label", labels=labels, n_workers=1
        )
        answer = kind.pre([line], facts)[0]
        if answer.task_input is None:
            raise InvalidInput(answer.failure_reason or "nobody is asked about this object")
        return answer.task_input


def render(
    template: Template,
    given: Annotated[
        str | None, typer.Option("--input", help="task.input: JSON, or the name of a file of JSON.")
    ] = None,
    manifest: Annotated[
        str | None, typer.Option(help="Manifest, local or in S3, whose line is the input.")
    ] = None,
    line: Annotated[int, typer.Option(min=1, help="Which line of the manifest, from 1.")] = 1,
    task_type: Annotated[
        str | None,
        typer.Option(help="Built-in task type that makes the input of the line, such as BoundingBox."),
    ] = None,
    labels: Annotated[
        str, typer.Option(help="Label categories for the task type, separated by commas.")
    ] = "",
    role: Role = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where the page goes. [default: NAME.preview.html]")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Renders a template into a page that a browser opens from the disk, and lists all that is wrong.

    The page shows the answer instead of sending it. Files are read with the role's rights, and one
    that is not there is an error. Ends with 1 when there was an error; warnings are none.

    ```
    trigpoint templates render page.liquid.html --manifest s3://lab/menu/dataset.manifest --line 3
    trigpoint templates render page.liquid.html --input '{"taskObject": "s3://lab/mouse.png"}'
    ```
    """
    previews = Previews(connect(data), role)
    page, noticed = previews.ask(
        "document", previews.text(template), _task_input(previews, given, manifest, line, task_type, labels)
    )
    target = output or Path(f"{Path(template).name.partition('.')[0]}.preview.html")
    if page:
        target.write_text(page, encoding="utf-8")
    if as_json:
        print_json({"page": str(target) if page else None, "noticed": noticed})
    else:
        _tell(noticed)
        if page:
            say(str(target))
    _end(noticed)


def check(
    template: Template,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Checks a template without data: its Liquid, and the elements and attributes that it uses.

    Ends with 1 when a job with it would fail; warnings are none.

    ```
    trigpoint templates check page.liquid.html
    ```
    """
    previews = Previews(connect(data), None)
    _, noticed = previews.ask("check", previews.text(template), {})
    if as_json:
        print_json(noticed)
    else:
        _tell(noticed)
        if not noticed:
            say(f"{template}: nothing to complain of")
    _end(noticed)


def _task_input(
    previews: Previews, given: str | None, manifest: str | None, line: int, task_type: str | None, labels: str
) -> dict[str, Any]:
    if given is not None and manifest is not None:
        raise InvalidInput("give --input or --manifest, not both")
    if manifest is not None:
        entry = previews.line(manifest, line)
        return previews.input_of(entry, task_type, names_in(labels)) if task_type else line_as_input(entry)
    if given is None:
        return {}
    text = given if given.lstrip().startswith("{") else previews.text(given)
    try:
        value = json.loads(text)
    except ValueError as exc:
        raise InvalidInput(f"--input is no JSON: {exc}") from exc
    if not isinstance(value, dict):
        raise InvalidInput("--input holds no JSON object")
    return value


def _noticed(error: dict[str, str]) -> dict[str, Any]:
    message = error["Message"]
    return {
        "code": error["Code"],
        "message": message.removeprefix(WARNING),
        "warning": message.startswith(WARNING),
    }


def _tell(noticed: list[dict[str, Any]]) -> None:
    """Errors first, each with the line and a caret under the culprit."""
    for each in noticed:
        text = f"{each['code']}: {each['message']}"
        if each["warning"]:
            warn(text)
        else:
            err.print(text, style="red", markup=False)
    if noticed:
        n_warnings = sum(each["warning"] for each in noticed)
        note(f"{len(noticed) - n_warnings} errors, {n_warnings} warnings")


def _end(noticed: list[dict[str, Any]]) -> None:
    if any(not each["warning"] for each in noticed):
        raise typer.Exit(1)
